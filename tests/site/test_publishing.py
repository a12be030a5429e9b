"""The workflow runs what the project says it supports, by commands that exist, with few permissions."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workflow():
    text = (PROJECT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def steps(workflow, job):
    return workflow["jobs"][job]["steps"]


def commands(workflow):
    """All lines that any job runs."""
    return [
        line
        for job in workflow["jobs"].values()
        for step in job["steps"]
        for line in step.get("run", "").splitlines()
    ]


def test_the_tests_run_on_all_systems_and_pythons(workflow):
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    first = int(re.fullmatch(r">=3\.(\d+)", project["requires-python"])[1])
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    minors = [int(python.removeprefix("3.")) for python in matrix["python"]]
    assert minors == list(range(first, 15))


def test_the_tests_are_run_by_the_command_of_the_readme(workflow):
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert "```sh\npython3 noxfile.py\n```" in readme
    assert [step["run"] for step in steps(workflow, "test") if "run" in step] == ["python noxfile.py"]


def test_the_sessions_that_it_names_exist(workflow):
    noxfile = (PROJECT / "noxfile.py").read_text(encoding="utf-8")
    known = set(re.findall(r"^def (\w+)\(session: nox\.Session\)", noxfile, re.M))
    named = [line.split(" -s ")[1].split() for line in commands(workflow) if " -s " in line]
    assert {name for names in named for name in names} == {"matrix", "lint", "commands", "site", "browser"}
    assert {name for names in named for name in names} <= known


def test_the_site_is_tried_with_dot_and_without(workflow):
    assert workflow["jobs"]["site"]["strategy"]["matrix"]["dot"] == ["with", "without"]
    install = next(step for step in steps(workflow, "site") if "graphviz" in step.get("run", ""))
    assert install["if"] == "matrix.dot == 'with'"


def test_only_what_passed_is_published_and_only_from_main(workflow):
    publish = workflow["jobs"]["publish"]
    assert set(publish["needs"]) == {"test", "site"}
    assert "github.ref == 'refs/heads/main'" in publish["if"]


def test_only_publishing_may_write_and_only_official_actions_run(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    writing = {name for name, job in workflow["jobs"].items() if "permissions" in job}
    assert writing == {"publish"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    actions = [step["uses"] for job in workflow["jobs"] for step in steps(workflow, job) if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in actions)
