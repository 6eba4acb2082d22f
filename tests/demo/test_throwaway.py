"""The demo leaves nothing behind.

Not after its end, not after a signal, and a killed one is tidied up by the next.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Digest

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

DEMO = [sys.executable, "-m", "digest", "demo", "--headless"]


@pytest.fixture
def temporary(tmp_path: Path, digest: Digest) -> tuple[Path, dict[str, str]]:
    """A temporary folder that is empty, and an environment that uses it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    environ = {**os.environ, **digest.environment(), "TMPDIR": str(folder)}
    return folder, {name: value for name, value in environ.items() if not name.lower().endswith("_proxy")}


@pytest.fixture
def digest(tmp_path: Path) -> Digest:
    return Digest(tmp_path)


def ended_process() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_a_demo_leaves_nothing_and_names_no_file_that_is_gone(temporary: tuple[Path, dict[str, str]]) -> None:
    folder, environ = temporary
    done = subprocess.run(DEMO, env=environ, capture_output=True, text=True, timeout=100, check=True)
    assert "Lesetipps" in done.stdout
    assert str(folder) not in done.stdout + done.stderr
    assert list(folder.iterdir()) == []
    assert not (folder.parent / "library").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_removes_the_folder_as_well(temporary: tuple[Path, dict[str, str]], number: signal.Signals) -> None:
    folder, environ = temporary
    reset = ["env", "--default-signal=INT,HUP,TERM"]
    with subprocess.Popen([*reset, *DEMO], env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        running.stdout.readline()  # the feeds are subscribed: the folder is in use
        assert len(list(folder.glob("digest-demo-*"))) == 1
        running.send_signal(number)
        running.stdout.read()
    # CPython ends itself by SIGINT if the interrupt met an `exec` (a dataclass being made); a shell shows 130 for both.
    assert running.returncode in (130, -signal.SIGINT)
    assert list(folder.glob("digest-demo-*")) == []


def test_what_a_killed_demo_left_goes_with_the_next_and_nothing_else(temporary: tuple[Path, dict[str, str]]) -> None:
    folder, environ = temporary
    abandoned = folder / f"digest-demo-{ended_process()}-abc"
    in_use = folder / f"digest-demo-{os.getpid()}-abc"
    foreign = folder / "digest-demo-notes"
    target = folder.parent / "precious"
    for made in (abandoned, in_use, foreign, target):
        made.mkdir()
        (made / "file").write_text("x", encoding="utf-8")
    link = folder / f"digest-demo-{ended_process()}-link"
    link.symlink_to(target)
    subprocess.run(DEMO, env=environ, capture_output=True, timeout=100, check=True)
    assert set(folder.iterdir()) == {in_use, foreign, link}
    assert (target / "file").exists()


def test_what_is_to_be_kept_is_kept_in_a_new_folder(temporary: tuple[Path, dict[str, str]]) -> None:
    folder, environ = temporary
    kept = folder.parent / "kept"
    command = [*DEMO, "--keep", str(kept)]
    subprocess.run(command, env=environ, capture_output=True, timeout=100, check=True)
    assert (kept / "library" / "editions.json").exists()
    assert list(kept.glob("*.html"))
    again = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=100, check=False)
    assert again.returncode == 2
    assert str(kept) in again.stderr
