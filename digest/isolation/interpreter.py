"""Where Python modules are loaded from: never the current folder, here or in a child.

`leave_current_folder` runs while the current folder may still be searched. So this module uses only what every
interpreter has loaded when it starts, and has no `from __future__`, which would load a file.
"""

import os
import site
import sys

_BOOTSTRAP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "child_bootstrap.py")  # noqa: PTH100, PTH118, PTH120


def leave_current_folder() -> None:
    """Remove the current folder from `sys.path`, and search PYTHONPATH's folders last.

    What the interpreter itself loads before a program's first line (`sitecustomize`) is beyond a program's reach.
    """
    named = _folders_of_pythonpath()
    kept = [folder for folder in sys.path if not _is_current_folder(folder)]
    sys.path[:] = [folder for folder in kept if folder not in named] + [folder for folder in kept if folder in named]


def python_command(module: str, *arguments: str) -> list[str]:
    """The command that runs `main()` of a module of this package in an isolated interpreter.

    The child reads neither the environment's Python variables nor the current folder. It loads modules from its own
    standard library and installed packages, then from this process's folders (`pip install --user`, wrappers of
    distributions), PYTHONPATH excepted. The only place that starts Python.
    """
    named = _folders_of_pythonpath()
    folders = [folder for folder in sys.path if folder not in named and not _is_current_folder(folder)]
    return [sys.executable, "-I", *_flags(), _BOOTSTRAP, *folders, "--", module, *arguments]


def _flags() -> list[str]:
    """Flags for what an isolated interpreter does not read from the environment."""
    flags = ["-B"] if sys.dont_write_bytecode else []
    if sys.pycache_prefix:
        flags += ["-X", f"pycache_prefix={sys.pycache_prefix}"]
    return [*flags, "-X", "utf8"] if sys.flags.utf8_mode else flags


def _folders_of_pythonpath() -> set[str]:
    """PYTHONPATH's folders as `site` writes them to `sys.path`; the interpreter's own stay."""
    named = (os.environ.get("PYTHONPATH") or "").split(os.pathsep)
    return {path for folder in named if folder and not _is_own(path := os.path.abspath(folder))}  # noqa: PTH100


def _is_current_folder(folder: str) -> bool:
    """True for a relative folder, too: what it means depends on the current one."""
    if not os.path.isabs(folder):  # noqa: PTH117
        return True
    try:
        here = os.getcwd()  # noqa: PTH109
    except OSError:  # it was removed
        return False
    return os.path.realpath(folder) == os.path.realpath(here) and not _is_own(folder)


def _is_own(folder: str) -> bool:
    """True for the folders of the interpreter itself, in which somebody may stand as well."""
    real = os.path.realpath(folder)
    library = os.path.realpath(os.path.dirname(os.__file__))  # noqa: PTH120
    installed = [*site.getsitepackages(), site.getusersitepackages()]
    return real == library or real.startswith(library + os.sep) or real in map(os.path.realpath, installed)
