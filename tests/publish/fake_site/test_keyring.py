"""A real keyring: gnome-keyring's Secret Service, on a bus of the test's own."""

from __future__ import annotations

import contextlib
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publish.newsroom import toml

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


class Keyring:
    """The bus and the daemon; `environ` leads programs to them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "run").mkdir(mode=0o700)
        self.environ = {
            "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run"), "XDG_DATA_HOME": str(folder / "data"),
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        # No service is begun by the bus itself: a locked keyring stays locked.
        config = folder / "bus.conf"
        config.write_text(
            f"<busconfig><type>session</type><listen>unix:dir={folder}/run</listen><policy context='default'>"
            "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy>"
            "</busconfig>",
            "utf-8",
        )
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE, text=True, env=self.environ,
        )  # fmt: skip
        assert self._bus.stdout is not None
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self._daemon: subprocess.Popen[str] | None = None

    def start(self, passphrase: str = "") -> None:
        """Begin the daemon: unlocked with this passphrase, or locked without one."""
        self.stop()
        unlocked = ["--unlock"] if passphrase else []
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *unlocked],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, env=self.environ,
        )  # fmt: skip
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(passphrase)
        self._daemon.stdin.close()
        wait = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]  # fmt: skip
        while "true" not in subprocess.run(wait, env=self.environ, capture_output=True, text=True, check=True).stdout:
            assert self._daemon.poll() is None

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(30)
        self._daemon = None

    def close(self) -> None:
        self.stop()
        self._bus.terminate()
        self._bus.wait(30)
        assert self._bus.stdout is not None
        self._bus.stdout.close()


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    pytest.importorskip("keyring")
    if gone := [name for name in ("dbus-daemon", "dbus-send", "gnome-keyring-daemon") if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(gone)}")
    with tempfile.TemporaryDirectory(prefix="kr-") as folder:  # the path of a socket has 107 characters at most
        opened = Keyring(Path(folder))
        try:
            yield opened
        finally:
            opened.close()


class Program:
    """`digest` as a process, with the keyring's environment."""

    def __init__(self, folder: Path, keyring: Keyring, site: FakeWordPress) -> None:
        self.folder = folder
        settings = {"kind": "wordpress", "url": site.relay.url, "user": USER}
        (folder / "config.toml").write_text(f"[publish.blog]\n{toml(settings)}\n", "utf-8")
        self._environ = {
            **keyring.environ, "DIGEST_LIBRARY": str(folder / "library"), "DIGEST_CONFIG": str(folder / "config.toml"),
            "XDG_STATE_HOME": str(folder / "state"), "DIGEST_NOW": "2026-11-21T08:00:00+00:00", "TERM": "xterm",
        }  # fmt: skip

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "digest", *words]
        return subprocess.run(command, env=self._environ, capture_output=True, text=True, timeout=60, check=False)

    def typed(self, *words: str, answer: str, code: int = 0) -> str:
        """What a terminal shows of a command that asks, and is answered."""
        number, terminal = pty.openpty()
        command = [sys.executable, "-m", "digest", *words]
        with subprocess.Popen(command, env=self._environ, stdin=terminal, stdout=terminal, stderr=terminal) as running:
            os.close(terminal)
            shown, answered = b"", False
            with contextlib.suppress(OSError):  # how a terminal says that nobody writes to it any more
                while part := os.read(number, 4096):
                    shown += part
                    if b"keyring (empty" in shown and not answered:
                        assert answer not in _command_lines()
                        os.write(number, answer.encode() + b"\n")
                        answered = True
        os.close(number)
        assert running.returncode == code, shown
        return shown.decode()


def _command_lines() -> str:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(file.read_bytes().decode("utf-8", "replace"))
    return "\n".join(found)


def test_a_password_typed_once_is_in_the_keyring_and_nowhere_else(
    keyring: Keyring, site: FakeWordPress, tmp_path: Path
) -> None:
    digest = Program(tmp_path, keyring, site)
    assert digest("pick", "https://seite.example/1", "-c", "Krise", "--title", "E", "--comment", "T.").returncode == 0
    keyring.start("kette")
    assert "is missing" in digest("publish").stderr
    shown = digest.typed("publish", "login", "blog", answer=PASSWORD)
    assert "authorize-application.php?app_name=digest" in shown
    assert "The password is in the keyring." in shown
    told = [shown]
    for words in (
        ("publish", "check"), ("publish", "--dry-run"), ("publish", "--verbose"), ("publish", "--list", "--json"),
        ("config", "show"), ("doctor",), ("backup", str(tmp_path / "backup.json")), ("edition", "show", "--json"),
    ):  # fmt: skip
        ran = digest(*words)
        assert ran.returncode == 0, (words, ran)
        told += [ran.stdout, ran.stderr]
    assert len(site.posts) == 1
    assert (tmp_path / "backup.json").stat().st_size
    assert not [text for text in told if PASSWORD in text]
    everything = [*tmp_path.rglob("*"), *Path(keyring.environ["HOME"]).rglob("*")]
    assert not [path for path in everything if path.is_file() and PASSWORD.encode() in path.read_bytes()]


def test_a_keyring_that_is_locked_or_gone_is_told_and_nobody_waits(
    keyring: Keyring, site: FakeWordPress, tmp_path: Path
) -> None:
    digest = Program(tmp_path, keyring, site)
    digest("pick", "https://seite.example/1", "-c", "Krise", "--title", "E", "--comment", "T.")
    keyring.start("kette")
    digest.typed("publish", "login", "blog", answer=PASSWORD)
    keyring.start()
    locked = digest("publish")
    assert (locked.returncode, "keyring does not answer" in locked.stderr) == (1, True)
    keyring.stop()
    assert "There is no keyring" in digest.typed("publish", "login", "blog", answer=PASSWORD, code=1)
    gone = digest("publish")
    assert (gone.returncode, "is missing" in gone.stderr or "keyring does not" in gone.stderr) == (1, True)
    assert "Traceback" not in locked.stderr + gone.stderr
    assert site.posts == {}
    keyring.start("kette")
    assert digest("publish").returncode == 0
