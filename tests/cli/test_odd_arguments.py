"""Whatever stands on the command line or in the environment.

A sentence and a documented exit code, no traceback.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import click
import pytest

from digest.cli.commands import Group
from digest.cli.main import top_level
from tests.cli.running import Digest, Ran
from tests.cli.test_moving_house import filled

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["filled"]  # the fixture

CODES = {0, 1, 2, 3, 4, 130}
# Values that options and arguments may be given: of the right kind, of any other, and of none. No path leads out of the
# test's own folder to a place where something could be written.
VALUES = [
    "", "-", "--", "x", "1", "0", "-1", "99999999999999999999", "1e9", "2026-11", "2026-13", "0000-00", "november",
    "p1", "p2",
    "f1", "f2", "*", "?", "[", "%", "{}", "{0}", "%s", "a=b", "https://a.example/", "https://[", "http://a:99999/",
    "file:///x",
    "feed:x", "mailto:a@b", "a//b", "/dev/null", "/dev/null/x", ".", "..", "~", "~/x", "~nosuchuser",
    "~nosuchuser/x",
    "\n", "\t", "\x01", "\x1b[31m", "ä", "🙂", "e\u0301", "\u202e", "\u200b", "\U000e0041", "\udcff",
    "a\udcffb", "./\udcff",
    "\ud800", "\x00", "a\x00b", "a" * 300, "a/" * 3000, "Krise", "IK", "html", "json", "german", "A", "bash", "de",
    "no-comment",
]  # fmt: skip


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*path, name), command))
        if isinstance(command, Group):
            found += _commands(command, (*path, name))
    return found


# The interface, an editor and servers need more than words; what asks the network would ask strangers.
_NOT_ASKED = {("demo",), ("preview",), ("edition", "edit"), ("feeds", "check"), ("fetch",)}
COMMANDS = [(path, command) for path, command in _commands(top_level()) if path not in _NOT_ASKED]


def _line(chance: random.Random) -> list[str]:
    """A random command line that is not quite nonsense."""
    path, command = chance.choice(COMMANDS)
    words = list(path)
    for param in command.params:
        if isinstance(param, click.Argument):
            words += [
                chance.choice(VALUES) for _ in range(chance.choice([0, 1, 1, 1, 2] if param.nargs == 1 else [0, 1, 3]))
            ]
        elif chance.random() < 0.25 and param.name != "help":
            words.append(chance.choice([*param.opts, *param.secondary_opts]))
            if not getattr(param, "is_flag", False):
                words += [chance.choice(VALUES) for _ in range(chance.choice([param.nargs, param.nargs, 1]))]
    if chance.random() < 0.1:
        chance.shuffle(words)
    return words


def _ends_well(ran: Ran, words: object) -> None:
    assert ran.code in CODES, (words, ran)
    assert "Traceback" not in ran.err + ran.out, (words, ran)
    if ran.code in (2, 3):
        assert "Error: " in ran.err or "✗" in ran.out, (words, ran)


def _try(digest: Digest, seed: int, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    place = digest.home / "hier"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(digest.home))
    nobody = "http://127.0.0.1:9"  # the port of the discard service, where nobody listens
    digest.environ |= {"PATH": "/nirgends", "http_proxy": nobody, "https_proxy": nobody}
    for _ in range(times):
        words = _line(chance)
        _ends_well(digest(*words, stdin=chance.choice(["", "Text\n", "\x00\xff"])), words)


def test_random_command_lines_end_in_a_sentence(filled: Digest, monkeypatch: pytest.MonkeyPatch) -> None:
    _try(filled, 19, 150, monkeypatch)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_random_command_lines_do(filled: Digest, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    _try(filled, seed, 1500, monkeypatch)


def _run(arguments: list[bytes], environ: dict[bytes, bytes], place: Path) -> Ran:
    """A real process, which may be given any bytes."""
    ran = subprocess.run(
        [os.fsencode(sys.executable), b"-P", b"-m", b"digest", *arguments],
        env=environ, cwd=place, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False,
    )  # fmt: skip
    return Ran(ran.returncode, ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"))


ODD_PATHS = [
    b"~nosuchuser",
    b"~nosuchuser/x",
    b"\xff",
    b"/dev/null/\xff\xfe/x",
    b"~/\xff",
    b"/dev/null/x",
    b"a/" * 3000,
    b"x" * 300,
    b"",
]
HOMES: list[dict[bytes, bytes]] = [
    {},
    {b"HOME": b""},
    {b"HOME": b"relativ"},
    {b"HOME": b"/dev/null/\xff"},
    {b"HOME": b"\xff"},
]


@pytest.mark.parametrize("option", [b"--library", b"--config", b"DIGEST_LIBRARY", b"DIGEST_CONFIG"])
def test_odd_paths_end_in_a_sentence(tmp_path: Path, option: bytes) -> None:
    for path in ODD_PATHS:
        environ = {b"HOME": os.fsencode(tmp_path), b"LC_ALL": b"C.UTF-8"}
        words = [b"picks", option, path] if option.startswith(b"-") else [b"picks"]
        ran = _run(words, environ if option.startswith(b"-") else {**environ, option: path}, tmp_path)
        _ends_well(ran, (option, path))
        assert not list(tmp_path.glob("~*")), (option, path)


@pytest.mark.parametrize("environ", HOMES, ids=str)
def test_a_home_that_is_missing_or_odd_ends_in_a_sentence(tmp_path: Path, environ: dict[bytes, bytes]) -> None:
    """Also for a user whom the system does not know, as in a container."""
    lines: list[list[bytes]] = [
        [b"picks"], [b"config"], [b"config", b"init"], [b"doctor"], [b"picks", b"--library", b"~/x"], [b"--help"], []
    ]  # fmt: skip
    for words in lines:
        ran = subprocess.run(
            [os.fsencode(sys.executable), b"-P", b"-c", _STRANGER, *words],
            env={**environ, b"LC_ALL": b"C.UTF-8"}, cwd=tmp_path, capture_output=True, stdin=subprocess.DEVNULL,
            timeout=120, check=False,
        )  # fmt: skip
        told = Ran(ran.returncode, ran.stdout.decode(errors="replace"), ran.stderr.decode(errors="replace"))
        _ends_well(told, (words, environ))
        assert not list(tmp_path.glob("~*")), (words, environ)


# As a user of whom the system has no entry.
_STRANGER = b"""
import pwd
def nobody(*_):
    raise KeyError("getpwuid(): uid not found")
pwd.getpwuid = nobody
from digest.__main__ import main
main()
"""


def test_a_folder_that_is_gone_ends_in_a_sentence(
    digest: Digest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "weg"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for words in (("picks", "--library", "lib"), ("opml", "export", "x"), ("restore", "x"), ("site", "x"), ("picks",)):
        _ends_well(digest(*words), words)


def test_what_is_told_of_odd_paths(digest: Digest, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = digest("picks", "--library", "~nosuchuser/x")
    assert (ran.code, ran.err) == (
        2, "Error: “~nosuchuser/x” names a home folder that is not known.\nWrite the whole path.\n"
    )  # fmt: skip
    assert "cannot be the name of a file or folder" in digest("picks", "--library", "a\ud800").err
    monkeypatch.setenv("HOME", "")  # "~" would be the root of the disk
    assert "Your home folder is not known" in digest("picks", "--library", "~/x").err
    assert "this is no text in UTF-8" in digest("edition", "set", "--title", "a\udcff").err
