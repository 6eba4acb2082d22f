"""Run a module of digest in an isolated interpreter; started by `python_command` only.

    python -I child_bootstrap.py [FOLDER ...] -- MODULE [ARGUMENT ...]

The package is loaded from this file's folder, not searched for; FOLDERs are searched after the interpreter's own.
"""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def run() -> object:
    """Load the package and call the module's `main`; returns what that returns, for `sys.exit`."""
    end = sys.argv.index("--")
    module = sys.argv[end + 1]
    sys.path += [folder for folder in sys.argv[1:end] if folder not in sys.path]
    sys.argv = [module, *sys.argv[end + 2 :]]
    package = Path(__file__).resolve().parents[1]
    spec = spec_from_file_location(package.name, package / "__init__.py", submodule_search_locations=[str(package)])
    assert spec is not None
    assert spec.loader is not None
    sys.modules[package.name] = loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return import_module(module).main()


if __name__ == "__main__":
    sys.exit(run())  # type: ignore[arg-type]
