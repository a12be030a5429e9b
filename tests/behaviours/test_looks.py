"""A variable can be looked at like an array."""

import weakref

import numpy as np
import pytest

from stepkit.cases import each

DATA = np.array([[1, 2, 3], [4, 5, 6]], dtype="float32")


@each("shape", [(), (3,), (2, 3), (0, 4)])
@pytest.mark.steps("19-", "introduces", red=r"no attribute '(shape|ndim|size|dtype)'")
def test_a_variable_has_the_attributes_of_its_array(dezero, shape):
    data = np.ones(shape, "float32")
    x = dezero.Variable(data)
    assert (x.shape, x.ndim, x.size, x.dtype) == (shape, data.ndim, data.size, "float32")


@pytest.mark.steps("19-", "introduces", red="no attribute 'shape'")
def test_the_attributes_follow_the_data(dezero):
    x = dezero.Variable(DATA)
    x.data = np.array(7.0)
    assert (x.shape, x.ndim, x.size, x.dtype) == ((), 0, 1, "float64")


@pytest.mark.steps("19-", "introduces", red="has no len")
def test_len_is_the_length_of_the_first_axis(dezero):
    assert len(dezero.Variable(DATA)) == 2


@pytest.mark.steps("19-", "introduces")
def test_data_without_dimensions_have_no_len(dezero):
    with pytest.raises(TypeError, match="unsized"):
        len(dezero.Variable(np.array(1.0)))


# ---------------------------------------------------------------- the text


@each(
    "data, text",
    {
        "number": (np.array(7.0), "variable(7.0)"),
        "integer": (np.array(3), "variable(3)"),
        "array": (np.array([1.0, 2.5]), "variable([1.  2.5])"),
        "matrix": (np.array([[1, 2, 3], [4, 5, 6]]), "variable([[1 2 3]\n          [4 5 6]])"),
        "empty": (np.array([]), "variable([])"),
        "nothing": (None, "variable(None)"),
    },
)
@pytest.mark.steps("19-", "introduces")
def test_a_variable_shows_its_data(dezero, data, text):
    x = dezero.Variable(data)
    assert repr(x) == text
    assert str(x) == text


@pytest.mark.steps("19-", "introduces")
def test_all_rows_of_the_text_are_aligned(dezero):
    text = repr(dezero.Variable(np.arange(24.0).reshape(2, 3, 4)))
    rows = [line for line in text.splitlines() if line.strip()]
    assert len(rows) == 6
    assert rows[0].startswith("variable([[[ 0.  1.")
    assert {row.index(".") for row in rows} == {len("variable([[[ 0")}


# ---------------------------------------------------------------- the name


@pytest.mark.steps("19-", "introduces", red="no attribute 'name'")
def test_a_variable_has_no_name_unless_it_gets_one(dezero):
    x = dezero.Variable(np.array(1.0))
    assert x.name is None
    assert dezero.square(x).name is None


@pytest.mark.steps("19-", "introduces", red="unexpected keyword argument 'name'")
def test_a_variable_can_be_given_a_name(dezero):
    assert dezero.Variable(np.array(1.0), name="x").name == "x"


@pytest.mark.steps("19-", "introduces", red="positional argument")
def test_the_name_stands_second(dezero):
    assert dezero.Variable(np.array(1.0), "x").name == "x"


@pytest.mark.steps("19-", "introduces", red="unexpected keyword argument 'name'")
def test_a_name_can_be_replaced(dezero):
    x = dezero.Variable(np.array(1.0), name="x")
    x.name = "length"
    assert x.name == "length"


# ---------------------------------------------------------------- attributes that are none


@each("word", ["gard", "Data", "nmae", "retain_grad"])
@pytest.mark.steps("19-", "introduces")
def test_a_misspelt_attribute_is_refused(dezero, word):
    x = dezero.Variable(np.array(1.0))
    with pytest.raises(AttributeError, match=word):
        setattr(x, word, np.array(1.0))


@pytest.mark.steps("19-", "introduces")
def test_a_result_refuses_a_misspelt_attribute_too(dezero):
    y = dezero.square(dezero.Variable(np.array(1.0)))
    with pytest.raises(AttributeError, match="gard"):
        y.gard = None


@pytest.mark.steps("19-", "introduces")
def test_the_attributes_of_the_array_can_only_be_read(dezero):
    x = dezero.Variable(DATA)
    for attribute in ("shape", "ndim", "size", "dtype"):
        with pytest.raises(AttributeError):
            setattr(x, attribute, None)


@pytest.mark.steps("19-", "guards")
def test_a_variable_can_be_referred_to_weakly(dezero):
    x = dezero.Variable(np.array(1.0))
    assert weakref.ref(x)() is x


@pytest.mark.steps("19-", "introduces")
def test_a_variable_carries_no_dictionary(dezero):
    assert not hasattr(dezero.Variable(np.array(1.0)), "__dict__")
