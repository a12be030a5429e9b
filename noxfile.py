# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2026.2.9"]
# ///
"""The commands of this project. See them all with `nox -l`.

    nox -s step07            what step 07 teaches: lesson, example, behaviours
    nox -s diff -- 06 07     what changed from step 06 to step 07
    nox -s practice -- 02    write step 02 yourself, with hints
    nox -s judge -- PATH     how far your own dezero has come
    nox                      every behaviour on every step, and the proof that it was missing before
    nox -s site              the website, into site/

Without nox: `python3 noxfile.py -s step07` does the same, and fetches nox into .nox first.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOX_FOLDER = HERE / ".nox"
NOT_FETCHED = """\
That did not work: the reason stands above.
If venv or ensurepip is missing, on Debian or Ubuntu: apt install python3-venv
Else: is there a network, and may this folder be written?"""


def run_without_nox() -> int:
    """Put nox into an environment of its own, once, and hand the command line to it."""
    if sys.version_info < (3, 11):  # noqa: UP036  older ones come here, too
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"This needs Python 3.11 or newer, and runs on {found}.", file=sys.stderr)
        return 1
    home = NOX_FOLDER / "bootstrap"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready"
    # The Python that it was made with may have been replaced, or removed.
    if not (ready.exists() and ready.read_text() == sys.version and python.exists()):
        print("fetching nox into .nox/bootstrap, once", flush=True)
        making = [sys.executable, "-m", "venv", "--clear", str(home)]
        fetching = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "nox"]
        try:
            for command in (making, fetching):
                if subprocess.run(command).returncode:
                    print(NOT_FETCHED, file=sys.stderr)
                    return 1
        except KeyboardInterrupt:
            return 130
        ready.write_text(sys.version)
    process = subprocess.Popen([str(python), "-m", "nox", *sys.argv[1:]], cwd=HERE)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches nox too, which ends in its own way
            return process.wait()


try:
    import nox
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    sys.exit(run_without_nox())

sys.path.insert(0, str(HERE / "steps"))
from stepkit import found  # noqa: E402
from stepkit.catalog import Step, load_catalog  # noqa: E402
from stepkit.selecting import of_tests  # noqa: E402

nox.needs_version = ">=2026.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"

STEPKIT = "steps/stepkit"
PAGES = "docs/_site/check.py"
SETTINGS = {
    "HYPOTHESIS_STORAGE_DIRECTORY": str(NOX_FOLDER / "hypothesis"),
    "NO_MKDOCS_2_WARNING": "1",
    "OPENBLAS_NUM_THREADS": "1",  # to start threads that nobody needs is half of what importing numpy takes
}
shared_python = sys.executable  # set by the session env


def provide(session: nox.Session, *groups: str) -> None:
    """Install dependency groups of pyproject.toml into the one environment, unless they are there."""
    project = nox.project.load_toml("pyproject.toml")
    wanted = [*project["project"]["dependencies"], *nox.project.dependency_groups(project, *groups)]
    digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    environment = Path(shared_python).parent.parent
    stamp = environment / f"installed-{'-'.join(groups)}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    session.log(f"installing what {' and '.join(groups)} need, once")
    uv = shutil.which("uv")
    pip = [uv, "pip"] if uv else [shared_python, "-m", "pip", "--disable-pip-version-check"]
    target = ["--python", shared_python] if uv else []
    session.run(*pip, "install", "--quiet", *target, *wanted, external=True, log=False)
    stamp.write_text(digest)


def finish(session: nox.Session) -> None:
    """Make the environment anew if an interruption left it half made: nox would reuse it as it is."""
    environment = session.virtualenv
    made = Path(environment.location) / "made"
    if not made.exists() and getattr(environment, "_reused", True):
        session.log("the environment was not finished: it is made anew")
        environment.reuse_existing = False
        environment.create()
    made.touch()


@nox.session(default=False)
def env(session: nox.Session) -> None:
    """The environment that all others share"""
    global shared_python
    if session.bin:
        finish(session)
        shared_python = shutil.which("python", path=session.bin) or sys.executable
    provide(session, "test")


def run(session: nox.Session, *command: str, success_codes: Sequence[int] = (0,)) -> None:
    """Run Python in the shared environment."""
    session.run(shared_python, *command, external=True, log=False, env=SETTINGS, success_codes=success_codes)


def run_side_by_side(session: nox.Session, watched: list[str], *others: list[str]) -> None:
    """Run Python several times at once: the first is watched, the others are shown when it is done."""
    with contextlib.ExitStack() as stack:
        meanwhile = []
        for command in others:
            output = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(
                [shared_python, *command], stdout=output, stderr=subprocess.STDOUT, env=os.environ | SETTINGS
            )
            stack.callback(process.kill)  # when the first fails, or at Ctrl-C
            meanwhile.append((process, output))
        run(session, *watched)
        for process, output in meanwhile:
            failed = process.wait() != 0
            output.seek(0)
            sys.stdout.buffer.write(output.read())  # as it came: a pipe may have a narrow encoding
            sys.stdout.flush()
            if failed:
                session.error("see above")


def add_step_session(step: Step) -> None:
    """A session named after the step, with its title as the docstring that nox -l shows."""

    def show(session: nox.Session) -> None:
        run(session, STEPKIT, "run", step.label, *own_options_first(session.posargs))

    show.__doc__ = step.title
    tag = step.stage.title.lower().replace(" ", "-")
    nox.session(
        name=f"step{step.label}",
        venv_backend="none",
        requires=["env"],
        tags=[f"stage{step.stage.number}", tag],
        default=False,
    )(show)


def own_options_first(arguments: list[str]) -> list[str]:
    """Part the arguments: --impl PATH is for stepkit, what follows -- is for pytest."""
    if "--impl" in arguments:
        i = arguments.index("--impl")
        own, rest = arguments[i : i + 2], arguments[:i] + arguments[i + 2 :]
    else:
        own = [a for a in arguments if a.startswith("--impl=")]
        rest = [a for a in arguments if not a.startswith("--impl=")]
    return [*own, "--", *rest] if rest else own


for existing in load_catalog().existing:
    add_step_session(existing)


MATRIX = ["-m", "pytest", "tests/behaviours"]
PROOF = ["-m", "pytest", "tests/behaviours", "--prove"]
REPORTED = [  # the same two, with the reports from which the site draws its matrix
    [*MATRIX, f"--report={found.FOLDER / found.RUN}"],
    [*PROOF, f"--report={found.FOLDER / found.PROOF}"],
]
TOOLBOX = ["-m", "pytest", "tests/stepkit"]
COMMANDS = ["-m", "pytest", "tests/commands"]
SITE = ["-m", "pytest", "tests/site", "--ignore=tests/site/browser"]
BROWSER = ["-m", "pytest", "tests/site/browser"]


@nox.session(venv_backend="none", requires=["env"])
def matrix(session: nox.Session) -> None:
    """Every behaviour on every step, and the proof; seal, examples and toolbox too"""
    if session.posargs:
        run(session, *of_tests(MATRIX, session.posargs))
    else:
        run_side_by_side(session, *REPORTED, TOOLBOX)


@nox.session(venv_backend="none", requires=["env"], default=False)
def prove(session: nox.Session) -> None:
    """Every behaviour fails on the step before the one that introduces it"""
    run(session, *of_tests(PROOF, session.posargs))


@nox.session(venv_backend="none", requires=["env"], default=False)
def commands(session: nox.Session) -> None:
    """Try practice, judge, carry and the recipes from end to end (a minute)"""
    run(session, *of_tests(COMMANDS, session.posargs))


@nox.session(venv_backend="none", requires=["env"], default=False)
def diff(session: nox.Session) -> None:
    """What changed between two steps: nox -s diff -- 06 07"""
    run(session, STEPKIT, "diff", *(session.posargs or ["--help"]))


@nox.session(venv_backend="none", requires=["env"], default=False)
def history(session: nox.Session) -> None:
    """How a definition came to be as it is: nox -s history -- Variable.backward"""
    run(session, STEPKIT, "history", *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def practice(session: nox.Session) -> None:
    """Write a step yourself, with hints: nox -s practice -- 14"""
    run(session, STEPKIT, "practice", *session.posargs, success_codes=(0, 1))  # 1: not all holds yet


@nox.session(venv_backend="none", requires=["env"], default=False)
def judge(session: nox.Session) -> None:
    """How far your own dezero has come: nox -s judge -- PATH"""
    run(session, STEPKIT, "judge", *(session.posargs or ["--help"]))


@nox.session(venv_backend="none", requires=["env"], default=False)
def seal(session: nox.Session) -> None:
    """Freeze the snapshots as they are now (-- --check: only compare)"""
    run(session, STEPKIT, "seal", *session.posargs)


def provide_reports(session: nox.Session) -> None:
    """Run the behaviours and their proof, unless the last run of both was of the files as they are."""
    if not found.is_fresh(load_catalog()):
        session.log("running every behaviour and its proof, for the matrix page")
        run_side_by_side(session, *REPORTED)


@nox.session(venv_backend="none", requires=["env"], default=False)
def carry(session: nox.Session) -> None:
    """Carry an edit of one step into all later ones: nox -s carry -- 12 --why "..." """
    run(session, STEPKIT, "carry", *(session.posargs or ["--help"]))
    if session.posargs and not {"--abort", "--help", "-h"} & set(session.posargs):
        provide(session, "site")
        session.log("which pages state results that are no longer so?")
        run(session, PAGES, success_codes=[0, 1])  # the pages are for the next commit


@nox.session(venv_backend="none", requires=["env"], default=False)
def pages(session: nox.Session) -> None:
    """Are the results that the pages state those that come out? nox -s pages -- 12-36"""
    provide(session, "site")
    run(session, PAGES, *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def site(session: nox.Session) -> None:
    """Build the website into site/, and check it"""
    provide(session, "site")
    provide_reports(session)
    run(session, "-m", "mkdocs", "build", "--strict")
    run(session, *of_tests(SITE, session.posargs))


@nox.session(venv_backend="none", requires=["env"], default=False)
def browser(session: nox.Session) -> None:
    """Try the built website in a real browser (Chromium, from the system's packages)"""
    provide(session, "site", "browser")
    run(session, *of_tests(BROWSER, session.posargs))


@nox.session(venv_backend="none", requires=["env"], default=False)
def serve(session: nox.Session) -> None:
    """Show the website on this machine, and again at each change"""
    with socket.socket() as probe:
        if not session.posargs and probe.connect_ex(("127.0.0.1", 8000)) == 0:
            session.error("port 8000 is taken: take another by nox -s serve -- -a 127.0.0.1:8001")
    provide(session, "site")
    provide_reports(session)
    run(session, "-m", "mkdocs", "serve", "--strict", *session.posargs)


@nox.session(venv_backend="none", requires=["env"], default=False)
def lint(session: nox.Session) -> None:
    """Style of all code, types of the toolbox"""
    provide(session, "dev")
    snapshots = [f"steps/step{step.label}" for step in load_catalog().existing]
    written = ["noxfile.py", "steps/stepkit", "tests", "docs/_site"]
    for paths, options in ((written, []), (snapshots, ["--line-length=80"])):
        run(session, "-m", "ruff", "check", "--no-cache", *options, *paths)
        run(session, "-m", "ruff", "format", "--no-cache", "--check", *options, *paths)
    run(session, "-m", "mypy", "steps/stepkit")


if __name__ == "__main__":
    nox.main()
