"""What cron and fingers feel: `digest --help`, and a fetch with nothing due.

    python benchmarks/startup.py [ROUNDS]

Whole processes, run in turn so that the machine's load falls on all alike; medians and their ratios.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from digest.demo.server import DemoServer

_NOW = "2026-11-21T08:00:00+00:00"


def main() -> None:
    """Print a table: milliseconds, and times `import click`."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program, whose modules are compiled
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    with tempfile.TemporaryDirectory() as folder:
        environ = _filled_library(Path(folder))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "digest --help": [sys.executable, "-m", "digest", "--help"],
            "digest fetch, nothing due": [sys.executable, "-m", "digest", "fetch", "--quiet"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                began = time.perf_counter()
                subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
                seconds[name].append(time.perf_counter() - began)
    basis = median(seconds["python -c 'import click'"])
    for name, taken in seconds.items():
        print(f"{name:<28} {median(taken) * 1000:7.1f} ms  {median(taken) / basis:5.2f} x")


def _filled_library(folder: Path) -> dict[str, str]:
    """Twelve feeds, all just fetched but for the one that fails and is put off."""
    from datetime import datetime

    with DemoServer(datetime.fromisoformat(_NOW)) as server:
        environ = {
            **os.environ,
            "DIGEST_LIBRARY": str(folder / "library"),
            "DIGEST_CONFIG": str(folder / "config.toml"),
            "DIGEST_NOW": _NOW,
            "DIGEST_ALLOW_HOSTS": ",".join(server.hosts),
        }
        run = [sys.executable, "-m", "digest"]
        subprocess.run(
            [*run, "opml", "import", "-"], env=environ, input=server.opml(), stdout=subprocess.DEVNULL, check=True
        )
        subprocess.run([*run, "fetch", "--quiet"], env=environ, stderr=subprocess.DEVNULL, check=False)
    return environ


if __name__ == "__main__":
    main()
