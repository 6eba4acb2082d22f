"""Which browser opens an address: `$BROWSER` as Python's `webbrowser`, then the desktop's.

Environment and platform are arguments. Nothing of a browser reaches the terminal but a browser for the terminal itself.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import quote

#: Browsers that draw in the terminal; `www-browser` is what Debian calls the one that was chosen.
_FOR_TERMINALS = frozenset({
    "w3m", "lynx", "links", "links2", "elinks", "felinks", "browsh", "carbonyl", "cha", "netrik", "retawq", "chawan",
    "edbrowse", "www-browser",
})  # fmt: skip

#: These look for a desktop, and without one for a browser in the terminal.
_EITHER = frozenset({"xdg-open", "sensible-browser", "x-www-browser"})

#: What desktops have to open an address with the browser that was chosen there, then browsers.
_ON_DESKTOPS = (
    ("xdg-open",), ("gio", "open"), ("kde-open",), ("exo-open",), ("x-www-browser",), ("sensible-browser",),
    ("firefox",), ("firefox-esr",), ("chromium",), ("chromium-browser",), ("google-chrome",), ("epiphany",),
    ("konqueror",), ("falkon",),
)  # fmt: skip

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "fish"})

#: What stays as it is where an address becomes a part of somebody's command line; all else is percent-encoded, which
#: means the same (RFC 3986, 2.4) and nothing to a shell.
_HARMLESS = "%/:?#[]@!*+,=~&"

#: Seconds after which a browser counts as open that has neither ended nor failed.
_PATIENCE = 4.0


@dataclass(frozen=True, slots=True)
class Browser:
    """A command with the address in it; `in_terminal`: it needs the terminal for itself."""

    command: tuple[str, ...]
    in_terminal: bool = False


def browsers(address: str, environ: Mapping[str, str], platform: str) -> Iterator[Browser]:
    """All that can be tried, the one that is wanted most first. `platform` is `sys.platform`.

    `$BROWSER` is a list separated by colons; in an entry "%s" is the address, which otherwise comes last, and "&" at
    the end sends it into the background. It counts with or without a desktop, also over ssh.
    """
    for entry in environ.get("BROWSER", "").split(os.pathsep):
        if (browser := _of_entry(entry, address, environ)) is not None:
            yield browser
    for command in _of_the_desktop(environ, platform):
        if (program := _found(command[0], environ)) is not None:
            yield Browser((program, *command[1:], address))


def start(browser: Browser, environ: Mapping[str, str]) -> bool:
    """Start a windowed browser; False if it does not start, or fails at once.

    Takes a few seconds: not for the thread that draws. The browser outlives the program, and its output goes nowhere.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own browser; the address is an argument
            browser.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(environ), start_new_session=True,
        )  # fmt: skip
    except OSError:
        return False
    try:
        return process.wait(_PATIENCE) == 0
    except subprocess.TimeoutExpired:
        Thread(target=process.wait, name="browser", daemon=True).start()  # so that it leaves no zombie
        return True


def _of_entry(entry: str, address: str, environ: Mapping[str, str]) -> Browser | None:
    try:
        words = shlex.split(entry)
    except ValueError:  # a quotation mark that is never closed
        return None
    behind = words[-1:] == ["&"]
    words = words[:-1] if behind else words
    program = _found(words[0], environ) if words else None
    if program is None:
        return None
    arguments = [_filled(word, address, words) for word in words[1:]]
    if "%s" not in entry:
        arguments.append(address)
    return Browser((program, *arguments), not behind and _draws_in_terminal(program, words, environ))


def _filled(word: str, address: str, words: list[str]) -> str:
    """Put the address in place of "%s"; it comes from strangers, and a shell may read it."""
    if word == "%s" or "%s" not in word:
        return word.replace("%s", address)
    tame = quote(address, safe=_HARMLESS)
    if Path(words[0]).name in _SHELLS:
        before = word.partition("%s")[0]
        in_quotes = before.count("'") % 2 == 1 or before.count('"') % 2 == 1
        tame = tame if in_quotes else shlex.quote(tame)
    return word.replace("%s", tame)


def _draws_in_terminal(program: str, words: list[str], environ: Mapping[str, str]) -> bool:
    names = {Path(words[0]).name, Path(program).resolve().name}
    if names & _EITHER and not _has_desktop(environ):
        return True
    # "links -g" opens a window.
    return bool(names & _FOR_TERMINALS) and "-g" not in words


def _of_the_desktop(environ: Mapping[str, str], platform: str) -> Iterator[tuple[str, ...]]:
    if platform == "darwin":
        if not environ.get("SSH_CONNECTION"):
            yield ("open",)
        return
    if environ.get("WSL_DISTRO_NAME"):
        yield ("wslview",)
    if _has_desktop(environ):
        yield from _ON_DESKTOPS


def _has_desktop(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _found(program: str, environ: Mapping[str, str]) -> str | None:
    return shutil.which(program, path=environ.get("PATH", os.defpath))
