"""A backward pass to play: what its table says of each move, and what the drawing shows of it."""

import html
import re

import pytest

from sitekit.fences import take_fences
from sitekit.html import PageError
from sitekit.player import Side, player
from sitekit.snippets import fill, jobs_of
from sitekit.telling import Telling
from stepkit.running import Job, run_jobs

DIAMOND = """x = Variable(np.array(2.0))
a = square(x)
b = square(a)
c = square(a)
y = add(b, c)
y.backward()"""


def story(moments, edges=(("x", "f"), ("f", "y"))):
    """A made-up recording: x, the function f of class F, its output y."""
    keys = dict.fromkeys(key for edge in edges for key in edge)
    nodes = [
        {"key": key, "kind": "function", "label": "F", "generation": 0, "turns": []}
        if key.startswith("f")
        else {"key": key, "kind": "variable", "label": key, "value": "5", "grad": ""}
        for key in keys
    ]
    blank = {"new": [], "received": [], "gave": [], "way": "list", "waiting": [], "gradients": {}}
    return {"nodes": nodes, "edges": list(edges), "moments": [blank | moment for moment in moments]}


def told(moments, **graph):
    return [re.sub("<[^>]*>", "", row.sentence) for row in Telling(story(moments, **graph)).rows()]


BEGIN = {"kind": "begin", "at": "y", "gradients": {"y": "1"}}
END = {"kind": "end", "at": "y", "way": "", "gradients": {"x": "3"}}


def turn(at, gave, gradients, received=("1",)):
    return {
        "kind": "turn",
        "at": at,
        "received": list(received),
        "gave": list(gave),
        "gradients": gradients,
    }


def test_each_move_is_told_in_a_sentence():
    moments = [{"kind": "call", "at": "f"}, BEGIN, turn("f", ["3"], {"y": "1", "x": "3"}), END]
    assert told(moments) == [
        "F computes y = 5 from x = 5.",
        "Backward begins at y, with the gradient 1.",
        "F is taken. It receives 1 and gives 3 to x.",
        "Backward is done: x has 3. No gradient in between is kept.",
    ]


TWO_WAYS = (("x", "f1"), ("f1", "a"), ("x", "f2"), ("f2", "b"), ("a", "f3"), ("b", "f3"), ("f3", "y"))


def test_a_sum_is_told_and_so_is_a_gradient_that_was_overwritten():
    def second(found):
        moments = [
            BEGIN,
            turn("f2", ["3"], {"x": "3"}),
            turn("f1", ["4"], {"x": found}),
            END,
        ]
        return told(moments, edges=TWO_WAYS)[2]

    name = "The F that made a is taken. It receives 1"
    assert second("7") == f"{name} and gives 4 to x, which now has 7."
    assert second("4") == f"{name} and gives 4 to x, in place of the 3 that was there."


def test_what_an_earlier_pass_left_is_not_told_as_overwritten():
    moments = [BEGIN | {"gradients": {"y": "1", "x": "3"}}, turn("f", ["4"], {"x": "4"}), END]
    assert told(moments)[1] == "F is taken. It receives 1 and gives 4 to x."


def test_a_variable_that_goes_in_twice_gets_both_gradients():
    edges = (("x", "f"), ("x", "f"), ("f", "y"))

    def only(found):
        return told([BEGIN, turn("f", ["1", "1"], {"x": found}), END], edges=edges)[1]

    assert only("2") == "F is taken. It receives 1 and gives 1 and 1 to x, which now has 2."
    assert only("1") == "F is taken. It receives 1 and gives 1 and 1 to x, which keeps the last."


def test_a_constant_is_given_nothing():
    edges = (("x", "f"), ("k", "f"), ("f", "y"))
    moments = [BEGIN, turn("f", ["3", "9"], {"x": "3"}), END]
    assert told(moments, edges=edges)[1] == "F is taken. It receives 1 and gives 3 to x."


CHAIN = (("x", "f1"), ("f1", "a"), ("a", "f2"), ("f2", "y"))


def test_a_turn_before_all_of_the_gradient_has_come_is_too_early_and_the_next_one_is_again():
    moments = [
        BEGIN,
        turn("f1", ["3"], {"x": "3"}),
        turn("f2", ["2"], {"x": "3", "a": "2"}),
        turn("f1", ["6"], {"x": "9", "a": "2"}),
        END,
    ]
    rows = Telling(story(moments, edges=CHAIN)).rows()
    assert [row.wrong for row in rows] == [False, True, False, True, False]
    assert rows[1].sentence.endswith("Too early: more is still to come to <var>a</var>.")
    assert "is taken again" in rows[3].sentence


def test_a_second_pass_takes_nothing_again():
    moments = [BEGIN, turn("f", ["3"], {"x": "3"}), END] * 2
    assert not any(row.wrong for row in Telling(story(moments)).rows())


@pytest.mark.parametrize(
    ("way", "waiting", "text"),
    [
        ("calls", ["y", "x"], "y.backward() *x.backward()"),
        ("list", ["y", "x"], "y *x"),
        ("order", ["f2", "f1"], "*F → y gen 0 F → a gen 0"),
    ],
)
def test_what_waits_is_listed_and_the_next_one_is_marked(way, waiting, text):
    moments = [BEGIN | {"way": way, "waiting": waiting}, turn("f1", ["3"], {"x": "3"}), END]
    first = Telling(story(moments, edges=CHAIN)).rows()[0].waiting
    assert re.sub("<[^>]*>", "", first.replace('<span class="dz-next">', "*")) == text


def test_a_result_without_a_name_is_told_by_its_function():
    recording = story([BEGIN], edges=CHAIN)
    for node in recording["nodes"]:
        if node["key"] == "a":
            node["label"] = ""
    assert Telling(recording).variable("a") == "the result of the F of <var>x</var>"


# ---------------------------------------------------------------- recorded on the steps


@pytest.fixture(scope="module")
def sides(catalog):
    job = Job("play", "recording", DIAMOND)
    return [Side(n, run_jobs(catalog.step(n), [job])["play"].product) for n in (14, 16)]


@pytest.fixture(scope="module")
def page(sides):
    return player(sides, DIAMOND, "A caption.")


def tables(page):
    return [
        [
            [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
            for row in re.findall(r"<tr.*?</tr>", table)[1:]
        ]
        for table in re.findall(r"<table.*?</table>", page, re.S)
    ]


def test_the_still_version_is_a_table_of_all_moves_for_each_step(page):
    wrong, right = tables(page)
    assert [row[0] for row in wrong] == ["", "", "", "", "", "1", "2", "3", "4", "5", ""]
    assert [row[0] for row in right] == ["", "", "", "", "", "1", "2", "3", "4", ""]
    assert wrong[-1][1] == "Backward is done: x has 96."
    assert right[-1][1] == "Backward is done: x has 64."
    assert wrong[6][2] == "b a"  # a was put on the list last
    assert "<details" in page and page.index(" open>") < page.index("<table")


def test_the_turns_that_step_14_should_not_have_made_are_marked_in_table_and_drawing(page):
    wrong, right = re.findall(r"<table.*?</table>", page, re.S)
    assert re.findall(r'<tr class="dz-wrong".*?<th scope="row">(\d)', wrong) == ["3", "5"]
    assert "dz-wrong" not in right
    turns = re.findall(r'<g class="dz-ord dz-bad">.*?<text[^>]*>(\d)</text>', page)
    assert turns == ["3", "5"]


def test_a_drawing_alone_has_a_wide_and_a_narrow_form_and_beside_another_one(sides):
    def classes(page):
        return re.findall(r'<svg class="dz-graph (\S+)"', page)

    assert classes(player(sides[:1], DIAMOND, "A caption.")) == ["dz-lr", "dz-tb"]
    assert classes(player(sides, DIAMOND, "A caption.")) == ["dz-one", "dz-one"]


def test_the_parts_of_a_drawing_carry_the_keys_of_the_moves(sides, page):
    for side in sides:
        for node in side.story["nodes"]:
            assert re.search(rf'<g class="node dz-[fv] {node["key"]}">', page)
    assert len(re.findall(r'<g class="edge f0">', page)) == 2 * 2  # in and out, on both sides


def test_a_drawing_has_room_for_gradients_that_are_gone_in_the_end(catalog):
    recording = run_jobs(catalog.step(18), [Job("play", "recording", DIAMOND)])["play"].product
    page = player([Side(18, recording)], DIAMOND, "A caption.")
    assert re.findall(r'class="dz-grad">([^<]*)<', page) == ["grad 64", "", "", "", ""] * 2


def test_the_buttons_wait_for_the_script(page):
    assert '<div class="dz-play-controls" hidden>' in page
    assert 'data-start="4"' in page  # forward is done


def test_a_player_runs_on_the_steps_that_its_fence_names():
    def steps(info):
        return [step for step, _ in jobs_of(take_fences(f"```dz-play {info}\n{DIAMOND}\n```\n")[1], None)]

    assert steps("step 16") == [16]
    assert steps("step 16 before") == [15, 16]
    assert steps("step 16 compare 14") == [14, 16]


@pytest.mark.parametrize(
    ("code", "caption", "complaint"),
    [
        ("x = Variable(np.array(2.0))", "A caption.", "a player needs a call of backward"),
        ("1 / 0", "A caption.", "nothing was drawn: ZeroDivisionError"),
        (DIAMOND, "", "a picture needs a caption"),
    ],
)
def test_a_player_that_has_nothing_to_show_is_refused(catalog, code, caption, complaint):
    fences = take_fences(f"```dz-play step 16\n{code}\n--- caption\n{caption}\n```\n")[1]
    ((step, job),) = jobs_of(fences, None)
    outcomes = {(step, job.key): run_jobs(catalog.step(step), [job])[job.key]}
    with pytest.raises(PageError, match=f"line 1, play: .*{complaint}"):
        fill(fences, outcomes)
