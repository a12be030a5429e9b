"""Step 05: the chain rule, worked backward by hand through a shopping bill."""


class MulLayer:
    """A multiplication that can pass a derivative back to both factors."""

    def forward(self, x, y):
        """Return x * y and remember both factors."""
        self.x = x
        self.y = y
        return x * y

    def backward(self, dout):
        """Return those of x and y, given the derivative dout of x * y."""
        return dout * self.y, dout * self.x


class AddLayer:
    """An addition that can pass a derivative back to both summands."""

    def forward(self, x, y):
        """Return x + y."""
        return x + y

    def backward(self, dout):
        """Return those of x and y, given the derivative dout of x + y."""
        return dout, dout


def apples():
    """Buy 2 apples at 100, tax 10 %; return the price and its derivatives."""
    apple, num, tax = 100, 2, 1.1
    count = MulLayer()
    taxing = MulLayer()

    subtotal = count.forward(apple, num)
    price = taxing.forward(subtotal, tax)

    d_price = 1
    d_subtotal, d_tax = taxing.backward(d_price)
    d_apple, d_num = count.backward(d_subtotal)
    return price, d_apple, d_num, d_tax


def apples_and_oranges():
    """Buy 3 oranges at 150 too; return the price and its derivatives."""
    apple, apple_num, orange, orange_num, tax = 100, 2, 150, 3, 1.1
    count_apples = MulLayer()
    count_oranges = MulLayer()
    adding = AddLayer()
    taxing = MulLayer()

    apple_price = count_apples.forward(apple, apple_num)
    orange_price = count_oranges.forward(orange, orange_num)
    subtotal = adding.forward(apple_price, orange_price)
    price = taxing.forward(subtotal, tax)

    d_price = 1
    d_subtotal, d_tax = taxing.backward(d_price)
    d_apple_price, d_orange_price = adding.backward(d_subtotal)
    d_apple, d_apple_num = count_apples.backward(d_apple_price)
    d_orange, d_orange_num = count_oranges.backward(d_orange_price)
    return price, d_apple, d_apple_num, d_orange, d_orange_num, d_tax


price, *derivatives = apples()
print("2 apples at 100, tax 1.1:", round(price, 6))
names = ["apple price", "apples", "tax"]
for name, derivative in zip(names, derivatives, strict=True):
    print(f"  derivative by {name}: {derivative:.6g}")

price, *derivatives = apples_and_oranges()
print("and 3 oranges at 150:", round(price, 6))
names = ["apple price", "apples", "orange price", "oranges", "tax"]
for name, derivative in zip(names, derivatives, strict=True):
    print(f"  derivative by {name}: {derivative:.6g}")
