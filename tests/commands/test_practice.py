"""A learner writes a step: from the start to green, with wrong attempts, hints and second thoughts."""

import json
import os
import re

import pytest

from stepkit import desk, practice, telling
from stepkit.catalog import load_catalog
from stepkit.cli import main
from stepkit.desk import Desk, make_folder, put_aside, saved
from stepkit.errors import StepkitError
from stepkit.loading import find_framework
from stepkit.progress import Progress, StepProgress
from stepkit.tasks import solution

CATALOG = load_catalog()
OK, NOT_YET, USAGE = 0, 1, 2


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty place to practise in."""
    monkeypatch.setattr(desk, "HOME", tmp_path / "practice")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "practice"


@pytest.fixture
def practise(capsys):
    """Run the command: (exit code, what it says), as wide as it is, without line breaks in a sentence."""

    def run(*arguments):
        code = main(["practice", *map(str, arguments)])
        said = capsys.readouterr()
        return code, re.sub(r"\s+", " ", said.out + said.err)

    return run


def solve(folder, number, *changes):
    """Write the project's code into the folder, with some changes: (old, new)."""
    for name, text in solution(CATALOG, CATALOG.step(number)).items():
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


# ---------------------------------------------------------------- from the start to green


def test_step_14_from_the_start_to_green_with_wrong_attempts_on_the_way(home, practise, in_order):
    code, said = practise(14)
    assert code == NOT_YET
    new, old = re.search(r"0 of (\d+) new behaviours hold, (\d+) of the \2 from before", said).groups()
    order = [
        "Step 14 of 36: Using a variable twice",
        "Your task",
        "`Variable.cleargrad()` forgets the gradient",
        "Made practice/step14/",
        f"0 of {new} new behaviours hold, {old} of the {old} from before",
        "Still red, the first of them: a variable used twice gets the sum of both gradients",
        "> assert grad_of(x) == 2.0",
        "expected 2.0 came 1.0",
        "look at Variable.backward",
        "the test tests/behaviours/test_reuse.py, line",
        "Next: edit practice/step14/dezero.py",
        "nox -s practice -- 14 --hint hint 1 of 5",
    ]
    in_order(said, order)
    start = (CATALOG.step(13).folder / "dezero.py").read_text()
    assert (home / "step14" / "dezero.py").read_text() == start

    solve(home / "step14", 14, ("x.grad = as_array(x.grad + gx)", "x.grad += gx"))
    code, said = practise(14)
    assert code == NOT_YET
    assert "Broken" not in said
    assert f"{int(new) - 1} of {new} new behaviours hold" in said
    assert "a sum of gradients is a new array" in said
    assert "expected [2.0, 4.0] came [4.0, 8.0]" in said
    assert "`+=` writes into the array that is there" in said

    solve(home / "step14", 14, ("x.grad = gx.copy()", "x.grad = gx"))
    code, said = practise(14)
    assert code == NOT_YET
    assert "Broken: this held before your change. the gradients of two inputs share no memory" in said
    assert "The first gradient to arrive must still be a copy." in said

    solve(home / "step14", 14, ("x.grad + gx", "gx + x.grad"))
    code, said = practise(14)
    assert code == OK
    assert f"All {int(new) + int(old)} behaviours of step 14 hold." in said
    assert "- x.grad = as_array(gx + x.grad)" in said
    assert "+ x.grad = as_array(x.grad + gx)" in said
    assert "nox -s practice -- 15 Complex graphs: the problem" in said
    assert {path.name for path in (home / "step14").iterdir()} == {
        *("TASK.md", "dezero.py", "example.py", "example.out", "test_square.py"),
    }

    code, said = practise()
    assert code == OK
    assert "Practice: 1 of 36 steps done" in said
    assert "14 Using a variable twice done □ 15" in said.replace("·", "□")
    solve(home / "step14", 14)
    assert "14 Using a variable twice done, changed since" in practise()[1]


def test_step_16_with_a_mistake_whose_message_leads_to_it(home, practise):
    practise(16)
    solve(home / "step16", 16, ("max([x.generation", "min([x.generation"))
    code, said = practise(16)
    assert code == NOT_YET
    assert "Still red, the first of them: the latest of its inputs sets the generation of a function" in said
    assert "expected (2, 3) came (0, 1)" in said
    assert "the maximum, not the minimum or the first" in said

    solve(home / "step16", 16, (" and f not in seen", ""))
    code, said = practise(16)
    assert code == NOT_YET
    assert "Still red, the first of them: the diamond has the gradient 64" in said
    assert "Does every rule run once" in said

    solve(home / "step16", 16)
    code, said = practise(16)
    assert code == OK
    assert "Your code is the project's, line for line." in said


def test_where_the_lesson_is_the_example_it_is_the_example_that_is_judged(home, practise):
    code, said = practise(5)
    assert code == NOT_YET
    assert "example.py yours to write" in said
    assert "your line example.py" in said
    solve(home / "step05", 5)
    assert practise(5)[0] == OK


def test_step_01_starts_with_an_empty_file(home, practise):
    code, said = practise(1)
    assert code == NOT_YET
    assert "expected dezero.Variable came there is no Variable in dezero" in said
    solve(home / "step01", 1)
    assert practise(1)[0] == OK


def test_unit_tests_are_judged_where_they_are_the_task(home, practise):
    code, said = practise(10)
    assert code == NOT_YET
    assert "test_square.py yours to write" in said
    solve(home / "step10", 10)
    tests = home / "step10" / "test_square.py"
    tests.write_text(tests.read_text().replace("self.assertEqual(y.data, 4.0)", "pass"))
    code, said = practise(10)
    assert code == NOT_YET
    assert "the unit tests find a wrong forward" in said


def test_a_package_may_stand_where_a_file_was(home):
    here = Desk(CATALOG, CATALOG.step(23))
    make_folder(here, "")
    assert list(here.own()) == ["dezero.py"]
    solve(here.folder, 23)
    assert (here.folder / "dezero.py").exists()
    assert here.own() == solution(CATALOG, here.step)
    assert find_framework(here.folder).is_package


# ---------------------------------------------------------------- code that does not run


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def f(:\n", "what came SyntaxError: invalid syntax your line dezero.py, line 1"),
        ("import sys\nsys.exit('bye')\n", "ends the program while it is imported: sys.exit(bye)"),
        ("while True: pass\n", "what came no end after 1.5 seconds your line dezero.py, line 1"),
    ],
)
def test_code_that_cannot_be_imported_is_told_first(home, practise, code, told):
    practise(1)
    (home / "step01" / "dezero.py").write_text(code)
    exit_code, said = practise(1, "--seconds", 1.5)
    assert exit_code == NOT_YET
    assert "Your code cannot be imported: nothing can be judged before that." in said
    assert told in said


def test_a_loop_that_never_ends_is_named_with_its_line(home, practise):
    practise(1)
    loop = "        self.data = data\n        while data is None:\n            pass\n"
    (home / "step01" / "dezero.py").write_text(f"class Variable:\n    def __init__(self, data):\n{loop}")
    code, said = practise(1, "--seconds", 1.5)
    assert code == NOT_YET
    assert "6 of 7 new behaviours hold" in said
    assert "what came no end after 1.5 seconds your line dezero.py, line" in said


def test_a_folder_without_a_framework_says_what_is_missing(home, practise):
    practise(1)
    (home / "step01" / "dezero.py").unlink()
    code, said = practise(1)
    assert code == USAGE
    assert "holds no dezero" in said


@pytest.mark.parametrize("seconds", [0, -20, "nan"])
def test_a_time_that_never_comes_is_refused(home, practise, seconds):
    code, said = practise(2, "--seconds", seconds)
    assert code == USAGE
    assert f"--seconds {seconds}: give a number above 0" in said
    assert not home.exists()


@pytest.mark.skipif(os.name != "posix", reason="no links for everyone on this system")
def test_the_lock_of_an_editor_is_no_code(home):
    here = Desk(CATALOG, CATALOG.step(1))
    make_folder(here, "")
    (here.folder / ".#dezero.py").symlink_to("me@here.1234:5678")
    assert list(here.own()) == ["dezero.py"]


# ---------------------------------------------------------------- hints and the solution


def test_hints_are_unfolded_one_at_a_time_and_remembered(practise):
    assert "No hint of step 14 is unfolded yet" in practise(14, "--hints")[1]
    code, first = practise(14, "--hint")
    assert (code, first[:12]) == (OK, "Hint 1 of 5 ")
    assert "Hint 2 of 5" in practise(14, "--hint")[1]
    both = practise(14, "--hints")[1]
    assert first.strip() in both
    assert both.count("Hint ") == 2
    practise(14, "--hint")
    where = practise(14, "--hint")[1]
    assert "new Variable.cleargrad: 4 lines added" in where
    assert "in Variable.backward: " in where
    lines = practise(14, "--hint")[1]
    assert "+ x.grad = as_array(x.grad + gx)" in lines
    assert "All 5 hints of step 14 are unfolded" in practise(14, "--hint")[1]


def test_the_solution_is_shown_on_demand_and_called_so(home, practise):
    assert practise(14, "--diff")[0] == USAGE
    make_folder(Desk(CATALOG, CATALOG.step(14)), "")
    code, said = practise(14, "--diff")
    assert code == OK
    assert said.startswith("This is the solution.")
    assert "+ def cleargrad(self):" in said


def test_the_task_can_be_read_again(practise):
    code, said = practise(14, "--task")
    assert code == OK
    assert "`Variable.cleargrad()` forgets the gradient" in said


# ---------------------------------------------------------------- the reader's work stays


def test_what_is_there_is_never_written_over(home, practise):
    make_folder(Desk(CATALOG, CATALOG.step(1)), "")
    mine = home / "step01" / "dezero.py"
    mine.write_text("class Variable: pass\n")
    practise(1)
    assert mine.read_text() == "class Variable: pass\n"


def test_starting_over_asks_and_without_a_terminal_refuses(home, practise):
    make_folder(Desk(CATALOG, CATALOG.step(1)), "")
    mine = home / "step01" / "dezero.py"
    mine.write_text("class Variable: pass\n")
    code, said = practise(1, "--again")
    assert code == USAGE
    assert "add --yes" in said
    assert mine.read_text() == "class Variable: pass\n"


@pytest.mark.parametrize(("answer", "kept"), [("", True), ("no", True), ("y", False), ("YES", False)])
def test_the_answer_to_the_question_decides(monkeypatch, home, practise, answer, kept):
    here = Desk(CATALOG, CATALOG.step(1))
    make_folder(here, "")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    monkeypatch.setattr(practice, "look", lambda desk: NOT_YET)
    code, said = practise(1, "--again")
    assert here.folder.exists() is kept
    assert ("Nothing was changed." in said) is kept
    assert code == (OK if kept else NOT_YET)


def test_starting_over_keeps_the_old_folder_under_another_name(home, practise):
    practise(1, "--hint")
    for number in (1, 2):
        make_folder(Desk(CATALOG, CATALOG.step(1)), "")
        (home / "step01" / "dezero.py").write_text(f"# attempt {number}\n")
        put_aside(Desk(CATALOG, CATALOG.step(1)))
    assert not (home / "step01").exists()
    assert (home / "step01-old1" / "dezero.py").read_text() == "# attempt 1\n"
    assert (home / "step01-old2" / "dezero.py").read_text() == "# attempt 2\n"
    assert Desk(CATALOG, CATALOG.step(1)).progress == StepProgress()


def test_an_interruption_leaves_no_half_made_folder(home, monkeypatch):
    def interrupted(folder, tree):
        (folder / "dezero.py").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "write_tree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_folder(Desk(CATALOG, CATALOG.step(1)), "")
    assert list(home.iterdir()) == []


def test_a_damaged_progress_file_is_said_and_nothing_is_touched(home, practise):
    make_folder(Desk(CATALOG, CATALOG.step(1)), "")
    (home / "progress.json").write_text("{")
    for arguments in ([1], [1, "--hint"], [1, "--again", "--yes"], []):
        code, said = practise(*arguments)
        assert code == USAGE
        assert "progress.json cannot be read: mend it, or delete it. Your code" in said
    assert (home / "progress.json").read_text() == "{"
    assert (home / "step01").exists()
    (home / "progress.json").unlink()
    assert practise()[0] == OK


def test_what_was_red_at_the_start_is_found_again_when_it_was_lost(home, practise):
    practise(1)
    known = json.loads((home / "progress.json").read_text())["steps"]["1"]["red_at_start"]
    (home / "progress.json").unlink()
    solve(home / "step01", 1)
    assert practise(1)[0] == OK
    assert json.loads((home / "progress.json").read_text())["steps"]["1"]["red_at_start"] == known


# ---------------------------------------------------------------- watching


@pytest.fixture
def looks(monkeypatch):
    """Replace looking by a list of exit codes, and let each look at the files find them changed."""
    codes, seen = [], iter(range(1000))
    monkeypatch.setattr(practice, "look", lambda desk: codes.pop(0))
    monkeypatch.setattr(practice, "saved", lambda folder: {"dezero.py": (next(seen), 0)})
    return codes


def test_watching_looks_again_at_each_save_until_all_holds(practise, looks):
    looks += [NOT_YET, NOT_YET, OK, NOT_YET]
    code, said = practise(14, "--watch")
    assert code == OK
    assert looks == [NOT_YET]
    assert said.count("watching practice/step14") == 2


def test_watching_ends_without_a_fuss(practise, looks, monkeypatch):
    def interrupt(seconds):
        raise KeyboardInterrupt

    looks.append(NOT_YET)
    monkeypatch.setattr(practice, "saved", lambda folder: {"dezero.py": (0, 0)})
    monkeypatch.setattr(practice.time, "sleep", interrupt)
    code, said = practise(14, "--watch")
    assert code == OK
    assert "stopped watching; practice/step14 is as you left it" in said


def test_watching_goes_on_when_a_file_is_missing_for_a_moment(practise, looks, monkeypatch):
    looks += [NOT_YET, OK]

    def look(desk):
        if looks.pop(0) == NOT_YET:
            raise StepkitError("there is no dezero")
        return OK

    monkeypatch.setattr(practice, "look", look)
    code, said = practise(14, "--watch")
    assert code == OK
    assert "there is no dezero" in said


def test_a_save_is_seen(tmp_path):
    (tmp_path / "dezero.py").write_text("a")
    before = saved(tmp_path)
    (tmp_path / "graph.png").write_text("no code")
    assert saved(tmp_path) == before
    (tmp_path / "dezero.py").write_text("ab")
    assert saved(tmp_path) != before


# ---------------------------------------------------------------- all steps


def test_the_view_of_all_steps_has_a_row_for_each_and_what_is_next():
    begun = StepProgress(hints=1, held=5, total=13)
    progress = Progress().having(1, StepProgress(done="abc", held=7, total=7)).having(14, begun)
    rows = telling.progress_lines(CATALOG, progress)
    assert rows[0] == "Practice: 1 of 36 steps done"
    assert sum(bool(re.match(r"  \S \d\d  ", row)) for row in rows) == 36
    assert next(row for row in rows if " 14  " in row).endswith("5 of 13 new behaviours hold, 1 hint")
    assert rows[-1] == "  nox -s practice -- 14  Using a variable twice"


def test_after_a_step_the_next_is_offered():
    progress = Progress().having(1, StepProgress(done="abc", held=7, total=7))
    assert "nox -s practice -- 02" in telling.progress_lines(CATALOG, progress)[-1]


def test_after_the_last_step_nothing_is():
    done = StepProgress(done="abc", held=7, total=7)
    progress = Progress({step.number: done for step in CATALOG.steps})
    assert not any("nox" in row for row in telling.progress_lines(CATALOG, progress))


def test_marks_are_such_as_the_output_can_show(monkeypatch):
    class Old:
        encoding = "cp437"

        def isatty(self):
            return False

    monkeypatch.setattr("sys.stdout", Old())
    marks = telling.marks()
    monkeypatch.undo()
    assert marks == ("#", "+", ".")


def test_a_step_that_does_not_exist_is_an_error(practise):
    code, said = practise(37)
    assert code == USAGE
    assert "step 37 does not exist" in said


@pytest.mark.parametrize("option", ["--watch", "--task", "--hint", "--hints", "--diff", "--again"])
def test_what_is_done_with_a_step_needs_its_number(practise, option):
    code, said = practise(option)
    assert code == USAGE
    assert said.strip() == "stepkit: which step? For example: nox -s practice -- 02 --hint"


def test_a_folder_that_cannot_be_made_is_an_error(home, practise):
    home.write_text("a file in its place")
    code, said = practise(2)
    assert code == USAGE
    assert said.startswith(f"stepkit: {home}")
