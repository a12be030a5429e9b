"""The process in which snippets run: reads requests as JSON from stdin, answers on stdout."""

import contextlib
import io
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from stepkit.loading import Framework, loaded
from stepkit.recording import Recorder
from stepkit.replay import replay


def run_job(framework: Framework, kind: str, code: str) -> dict[str, Any]:
    """Run one piece of code after `import numpy as np` and `from dezero import *`."""
    import numpy as np

    printed = io.StringIO()
    product: Any = None
    with loaded(framework) as dezero, contextlib.redirect_stdout(printed):
        public = {name: value for name, value in vars(dezero).items() if not name.startswith("_")}
        names: dict[str, Any] = {"__name__": "__main__", "np": np, "dezero": dezero, **public}
        try:
            program = compile(code, "<snippet>", "exec")
            if kind == "recording":
                recorder = Recorder(dezero)
                with recorder:
                    exec(program, names)
                product = replay(recorder, names)
            else:
                exec(program, names)
                product = _svg(names) if kind == "figure" else None
        except Exception as error:
            print("".join(traceback.format_exception_only(error)), end="")
    return {"output": printed.getvalue(), "product": product}


def _svg(names: dict[str, Any]) -> str:
    """The matplotlib figure that the code left under the name `figure`, as SVG."""
    text = io.StringIO()
    names["figure"].savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def main() -> None:
    requests = json.load(sys.stdin)
    if any(job["kind"] == "figure" for request in requests for job in request["jobs"]):
        import matplotlib

        matplotlib.use("svg")
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "dezero"})
    json.dump([answer(request) for request in requests], sys.stdout)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run the jobs of one step."""
    framework = Framework(Path(request["framework"]))
    path = list(sys.path)
    replies = {}
    for job in request["jobs"]:
        replies[job["key"]] = run_job(framework, job["kind"], job["code"])
        sys.path[:] = path  # the code may have lengthened it
    return replies


if __name__ == "__main__":
    main()
