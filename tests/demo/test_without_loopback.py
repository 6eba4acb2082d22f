"""Where the loopback interface is switched off the demo says so, in one sentence."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# A network of its own, in which nothing is switched on, not even loopback.
NO_NETWORK = ("unshare", "--map-root-user", "--net")


def test_the_demo_says_that_loopback_is_off(tmp_path: Path) -> None:
    if not shutil.which("unshare") or subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode:
        pytest.skip("this system gives us no network of our own")
    environ = {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TMPDIR": str(tmp_path)}
    command = [*NO_NETWORK, sys.executable, "-m", "digest", "demo", "--headless"]
    done = subprocess.run(
        command, env=environ, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith("Error: The demo shows its blogs to itself over this computer's loopback interface")
    assert "(the network cannot be reached)" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
