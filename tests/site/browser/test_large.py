"""A drawing is opened on top of the page, moved about and enlarged, and closed again."""

import pytest

PAGE = "steps/step35.html"
LINKS = "a.dz-large"


@pytest.fixture
def viewer(open_page):
    """The page, with its fourth drawing open."""
    page = open_page(PAGE)
    page.locator(LINKS).nth(3).click()
    page.locator("dialog.dz-viewer").wait_for()
    yield page
    assert page.complaints == []


def picture(page):
    """Where the picture is, once it is loaded."""
    page.wait_for_function("document.querySelector('dialog.dz-viewer img').clientHeight > 0")
    return page.locator("dialog.dz-viewer img").bounding_box()


def zoomed_in(page, times=6):
    for _ in range(times):
        page.keyboard.press("+")
    return picture(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_drawing_opens_as_a_whole(open_page, width):
    page = open_page(PAGE, width)
    for number in range(page.locator(LINKS).count()):
        page.locator(LINKS).nth(number).click()
        box = picture(page)
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= 900
        assert box["width"] > 300 or box["height"] > 500
        page.get_by_role("button", name="Close").click()
    assert page.complaints == []


def test_it_has_the_title_and_the_size_of_its_picture(viewer):
    assert viewer.get_by_role("dialog", name="The fourth derivative").is_visible()
    assert viewer.locator(".dz-viewer-size").inner_text() == viewer.locator(LINKS).nth(3).inner_text()


def test_the_keys_enlarge_it_and_fit_it_in(viewer):
    whole = picture(viewer)
    assert zoomed_in(viewer, 2)["width"] == pytest.approx(whole["width"] * 1.25**2, rel=0.01)
    viewer.keyboard.press("-")
    assert picture(viewer)["width"] == pytest.approx(whole["width"] * 1.25, rel=0.01)
    viewer.keyboard.press("0")
    assert picture(viewer) == whole


@pytest.mark.parametrize(
    ("key", "dx", "dy"), [("ArrowLeft", 1, 0), ("ArrowRight", -1, 0), ("ArrowUp", 0, 1), ("ArrowDown", 0, -1)]
)
def test_the_arrow_keys_move_it(viewer, key, dx, dy):
    before = zoomed_in(viewer)
    viewer.keyboard.press(key)
    after = picture(viewer)
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((80 * dx, 80 * dy), abs=1)


def test_the_mouse_drags_it(viewer):
    before = zoomed_in(viewer)
    viewer.mouse.move(600, 500)
    viewer.mouse.down()
    viewer.mouse.move(625, 470)
    viewer.mouse.move(650, 440)
    viewer.mouse.up()
    viewer.mouse.move(100, 100)  # no longer held
    after = picture(viewer)
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((50, -60), abs=1)


def test_the_wheel_enlarges_what_is_under_the_mouse(viewer):
    before = zoomed_in(viewer)
    viewer.mouse.move(500, 400)
    viewer.mouse.wheel(0, -100)
    viewer.wait_for_function(
        f"document.querySelector('dialog img').getBoundingClientRect().width > {before['width']}"
    )
    after = picture(viewer)

    def under_the_mouse(box):
        return (500 - box["x"]) / box["width"], (400 - box["y"]) / box["height"]

    assert under_the_mouse(after) == pytest.approx(under_the_mouse(before), abs=0.002)


def test_two_fingers_enlarge_it(viewer):
    before = picture(viewer)
    viewer.evaluate(
        """() => {
            const stage = document.querySelector('.dz-viewer-stage');
            stage.setPointerCapture = () => {};  // these pointers are made up
            const touch = (kind, pointerId, clientX) => stage.dispatchEvent(
                new PointerEvent(kind, { pointerId, clientX, clientY: 500, bubbles: true }));
            touch('pointerdown', 11, 600);
            touch('pointerdown', 12, 700);
            touch('pointermove', 12, 800);
            touch('pointerup', 11, 600);
            touch('pointerup', 12, 800);
        }"""
    )
    assert picture(viewer)["width"] == pytest.approx(2 * before["width"], rel=0.01)


def test_the_buttons_enlarge_it_and_fit_it_in(viewer):
    whole = picture(viewer)
    viewer.get_by_role("button", name="Zoom in").click()
    assert picture(viewer)["width"] == pytest.approx(whole["width"] * 1.25, rel=0.01)
    viewer.get_by_role("button", name="Fit").click()
    assert picture(viewer) == whole


def test_escape_closes_it_and_the_focus_returns(viewer):
    viewer.keyboard.press("Escape")
    assert viewer.locator("dialog.dz-viewer").is_hidden()
    assert viewer.evaluate(f"document.activeElement === document.querySelectorAll('{LINKS}')[3]")


def test_it_is_opened_by_keyboard(open_page):
    page = open_page(PAGE)
    page.locator(LINKS).first.focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog.dz-viewer").is_visible()
    assert page.evaluate("document.activeElement.matches('.dz-viewer-stage')")


def test_the_keys_of_the_page_rest_while_it_is_open(viewer):
    address = viewer.url
    viewer.keyboard.press("n")
    viewer.wait_for_timeout(200)
    assert viewer.url == address and viewer.locator("dialog.dz-viewer").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_has_the_colours_of_the_page_whatever_the_system_has(open_page, scheme):
    page = open_page(PAGE, scheme=scheme)
    page.locator("label[for=__palette_1], label[for=__palette_0]").locator("visible=true").first.click()
    page.locator(LINKS).first.click()
    page.wait_for_function("document.querySelector('dialog img').complete")
    shot = page.locator("dialog.dz-viewer img").screenshot()
    dark = page.evaluate(
        """async (bytes) => {
            const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
            const context = new OffscreenCanvas(1, 1).getContext('2d');
            context.drawImage(bitmap, 0, 0);
            return context.getImageData(0, 0, 1, 1).data[0] < 100;
        }""",
        list(shot),
    )
    assert dark == (scheme == "light")  # the page was switched


def test_without_javascript_the_link_leads_to_the_file(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    page.locator(LINKS).last.click()
    page.wait_for_url(f"{address}/assets/graphs/tanh-6.svg")
    context.close()
