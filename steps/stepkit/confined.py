"""The process in which a reader's own code is judged: pytest, with limits that a runaway reaches soon."""

import contextlib
import sys

MOST_MEMORY = 4 * 2**30  # bytes of address space
LARGEST_FILE = 64 * 2**20  # bytes: what is printed goes to a file too


def limit_resources() -> None:
    """Let an endless list or an endless print fail with an error, where the system can do that."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, LARGEST_FILE)):
        _, hard = resource.getrlimit(kind)
        with contextlib.suppress(ValueError, OSError):  # a lower limit than ours holds, or none can be set
            resource.setrlimit(kind, (most, hard))


def main() -> int:
    limit_resources()
    import pytest

    return int(pytest.main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
