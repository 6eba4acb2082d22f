"""`python -m digest` and the `digest` command."""

from digest.isolation.interpreter import leave_current_folder

# Before any other import, thus without `from __future__`: no file of the current folder may stand in for a module.
leave_current_folder()

import gc  # noqa: E402
import sys  # noqa: E402


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A refresh makes many objects that live to its end: looking for garbage among them would be a tenth of its time.
    gc.set_threshold(100_000, 20, 20)
    try:
        from digest.cli.main import run
        from digest.cli.session import fill_closed

        fill_closed()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules are read: from then on `run` answers it
        code = 130
    # Nor is it worth looking for garbage once more now that all of it goes.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
