"""The player as a reader uses it: with the mouse, with the keys, on paper, and without JavaScript."""

import pytest

PAGE = "backward.html"
DIAMOND = 4  # which of the players on the page shows step 14 beside step 16
BEGIN, LAST = 5, 11  # the diamond's moves: four calls, the begin, up to five turns, the end


@pytest.fixture
def page(open_page):
    return open_page(PAGE)


@pytest.fixture
def player(page):
    return page.locator(".dz-play").nth(DIAMOND)


def at(player):
    """The move that is shown."""
    return int(player.locator(".dz-play-count").text_content().split()[0])


def shown(player):
    """The text beside each drawing."""
    return [text.inner_text() for text in player.locator(".dz-shown").all()]


def gradients(player, side):
    """The gradients in one of the two drawings, those of the leaves first."""
    drawing = player.locator(".dz-graph").nth(side)
    return [text.text_content() for text in drawing.locator(".dz-grad").all() if text.text_content()]


def press(player, name):
    player.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_quiet_and_fits(open_page, width, scheme):
    page = open_page(PAGE, width, scheme)
    for play in page.get_by_role("button", name="One move forward").all():
        play.click()
    for table in page.locator(".dz-moves > summary").all():
        table.click()
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_player_begins_where_forward_has_ended(player):
    assert at(player) == BEGIN
    assert gradients(player, 0) == gradients(player, 1) == ["grad 1"]
    assert not player.locator(".dz-off:not(.dz-ord)").count()


def test_the_buttons_go_one_move_and_to_either_end(player):
    press(player, "One move forward")
    assert at(player) == BEGIN + 1
    press(player, "One move back")
    assert at(player) == BEGIN
    press(player, "To the first move")
    assert at(player) == 1
    assert (
        player.locator(".dz-graph").first.locator(".node.dz-off").count() == 6
    )  # all but x, a and its square
    press(player, "To the last move")
    assert at(player) == LAST


def test_both_sides_go_in_step_and_the_shorter_one_waits_at_its_end(player):
    for _ in range(3):
        press(player, "One move forward")
    left, right = shown(player)
    assert "Too early" in left and "which now has 16" in right
    press(player, "To the last move")
    left, right = shown(player)
    assert "x has 96" in left and "x has 64" in right
    assert gradients(player, 0)[0] == "grad 96" and gradients(player, 1)[0] == "grad 64"


def test_the_drawing_marks_what_is_taken_and_what_is_still_to_be_done(player):
    press(player, "One move forward")
    for side, waiting in ((0, 2), (1, 3)):
        drawing = player.locator(".dz-graph").nth(side)
        assert drawing.locator(".node.dz-at").text_content().startswith("Add")
        assert drawing.locator(".dz-waiting").count() == waiting
        assert drawing.locator(".dz-ord:not(.dz-off)").all_text_contents() == ["1"]


def test_the_keys_move_play_and_pause(page, player):
    player.locator(".dz-play-box").focus()
    for key, due in (("ArrowRight", BEGIN + 1), ("ArrowLeft", BEGIN), ("Home", 1), ("End", LAST)):
        page.keyboard.press(key)
        assert at(player) == due, key
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    assert player.get_by_role("button", name="Pause").count() == 1
    page.keyboard.press(" ")
    assert player.get_by_role("button", name="Pause").count() == 0
    assert at(player) == 1


def test_the_slider_is_moved_by_its_own_keys_and_space_plays(page, player):
    player.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    assert at(player) == BEGIN + 1  # once, not twice
    page.keyboard.press("Home")
    assert at(player) == 1
    page.keyboard.press(" ")
    assert player.get_by_role("button", name="Pause").count() == 1


def test_the_keyboard_reaches_every_button(page, player):
    player.locator(".dz-play-box").focus()
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.go || document.activeElement.type"))
    assert reached[2:] == ["first", "back", "play", "forward", "last", "range"]  # the code comes first


def test_playing_goes_on_by_itself_to_the_end_and_can_be_paused(open_page):
    page = open_page(PAGE)
    page.clock.install()
    page.reload()
    player = page.locator(".dz-play").nth(DIAMOND)
    press(player, "Play")
    page.clock.run_for(4_000)
    assert at(player) == BEGIN + 2
    press(player, "Pause")
    page.clock.run_for(10_000)
    assert at(player) == BEGIN + 2
    press(player, "Play")
    page.clock.run_for(60_000)
    assert at(player) == LAST
    press(player, "Play")  # at the end, it begins again
    assert at(player) == BEGIN


def test_what_happens_is_spoken(player):
    press(player, "One move forward")
    spoken = player.get_by_role("status").text_content()
    assert spoken.startswith("Step 14: 1 Add is taken.") and "Step 16: 1 Add is taken." in spoken
    assert player.get_by_role("slider").get_attribute("aria-valuetext") == f"move {BEGIN + 1} of {LAST}"


def test_the_drawing_stays_in_its_place_from_move_to_move(page, player):
    press(player, "To the first move")
    top = player.locator(".dz-graph").first.bounding_box()["y"] - player.bounding_box()["y"]
    for _ in range(LAST - 1):
        press(player, "One move forward")
        now = player.locator(".dz-graph").first.bounding_box()["y"] - player.bounding_box()["y"]
        assert now == pytest.approx(top, abs=0.5)


def test_paper_shows_the_table_and_the_end(page, player):
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert player.locator("table").first.is_visible()
    assert not player.locator(".dz-play-controls").is_visible()
    assert gradients(player, 0)[0] == "grad 96"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert at(player) == BEGIN


def test_without_javascript_the_moves_stand_in_a_table(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    player = page.locator(".dz-play").nth(DIAMOND)
    assert player.locator("table").count() == 2
    assert all(row.is_visible() for row in player.locator("tr").all())
    assert not player.get_by_role("button").count()
    drawing = player.locator(".dz-graph").first
    assert drawing.locator(".dz-ord").all_text_contents() == ["3", "5", "4", "2", "1"]
    context.close()


def test_the_player_of_a_step_page_plays_too(open_page):
    page = open_page("steps/step16.html")
    player = page.locator(".dz-play")
    press(player, "To the last move")
    assert "x has 64" in shown(player)[1]
    assert page.complaints == []
