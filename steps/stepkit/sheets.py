"""What a learner is given to read: the task, the hints, the way to the project's code."""

from stepkit import textdiff
from stepkit.desk import Desk
from stepkit.diffing import describe_places, diff_trees
from stepkit.tasks import EXAMPLE, OUTPUT, brings_unit_tests, is_example_task, is_unit_test, own_files
from stepkit.terminal import BOLD, columns, fill, paint, wants_colour


def task_text(desk: Desk) -> str:
    """The lesson and the task, for a terminal."""
    step = desk.step
    title = paint(f"Step {step.label} of {desk.catalog.last}: {step.title}", BOLD, wants_colour())
    return "\n".join([title, fill(step.lesson), "", "Your task", fill(desk.task.text, "  "), ""])


def file_table(desk: Desk) -> list[tuple[str, str]]:
    """What lies in the folder, and what for."""
    step, start = desk.step, desk.start()
    before = desk.catalog.before(step)
    yours = sorted(own_files(desk.catalog, step, start))
    table = []
    for path in yours:
        if path == EXAMPLE:
            table.append((path, "yours to write, where it says so; its parts are the task"))
        else:
            origin = f"the framework of step {before.label}, " if before else "still empty, "
            table.append((path, f"{origin}yours to change"))
    if is_example_task(step):
        table.append(
            ("dezero" + ("/" if "dezero.py" not in start else ".py"), "the framework; it stays as it is")
        )
    else:
        table.append((EXAMPLE, "what runs when you are done; try things out in it"))
    if brings_unit_tests(desk.catalog, step):
        table += [(path, "yours to write") for path in desk.solution() if is_unit_test(path)]
    else:
        table += [(path, "the unit tests so far: python -m unittest") for path in start if is_unit_test(path)]
    table.append((OUTPUT, f"what {EXAMPLE} prints at the end"))
    return table


def command_table(desk: Desk) -> list[tuple[str, str]]:
    return [
        (desk.command, "see what holds"),
        (f"{desk.command} --watch", "the same, again at each save"),
        (f"{desk.command} --hint", f"unfold a hint, of {len(all_hints(desk))}"),
        (f"{desk.command} --diff", "your code against the project's: the solution"),
        (f"{desk.command} --again", "start over; what you have is kept"),
        ("nox -s serve", f"read the page of step {desk.step.label} in a browser: it tells the solution"),
    ]


def task_page(desk: Desk) -> str:
    """TASK.md: the task as a file in the folder."""
    step = desk.step
    files = "\n".join(f"- `{path}`: {what}" for path, what in file_table(desk))
    commands = columns(command_table(desk), "    ")
    return (
        f"# Step {step.label}: {step.title}\n\n{step.lesson}\n\n## Your task\n\n{desk.task.text}\n\n"
        f"## What lies here\n\n{files}\n\n## Commands\n\n{commands}\n"
    )


def all_hints(desk: Desk) -> list[str]:
    """The hints by hand, then the places that the project changes, then its lines."""
    start = desk.own_start()
    diffs = diff_trees(start, desk.solution())
    places = [f"- {place}" for place in describe_places(diffs)]
    lines = textdiff.render(diffs, "start", f"step{desk.step.label}", wants_colour())
    where = "These are the places that the project's own step changes:\n\n" + "\n".join(places)
    return [*desk.task.hints, where, f"The lines that it changes:\n\n{verbatim(lines)}"]


def verbatim(text: str) -> str:
    """A block that `fill` leaves as it is."""
    return "\n".join(f"    {line}" for line in text.splitlines() if line.strip())


def difference(desk: Desk) -> str:
    """From the learner's code to the project's."""
    diffs = diff_trees(desk.own(), desk.solution())
    return textdiff.render(diffs, "yours", f"step{desk.step.label}", wants_colour())
