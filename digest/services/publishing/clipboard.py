"""The clipboard: rich and plain text by the desktop's programs, else by OSC 52.

Environment, platform and terminal are arguments: nothing here looks around by itself.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from digest.domain.message import Message, msg

#: Bytes of base64; terminals cut off or refuse longer texts. They differ, this passes xterm, tmux and kitty.
OSC52_LIMIT = 74_994

_PATIENCE = 10.0

# Reads "base64 of HTML, line end, base64 of text" and sets both. Windows wants a header of byte offsets before HTML
# ("HTML Clipboard Format", Microsoft Learn); the fragment marks tell what of it is to be pasted.
_POWERSHELL = r"""
Add-Type -AssemblyName System.Windows.Forms
$utf8 = [Text.Encoding]::UTF8
$html = $utf8.GetString([Convert]::FromBase64String([Console]::In.ReadLine()))
$text = $utf8.GetString([Convert]::FromBase64String([Console]::In.ReadLine()))
$data = New-Object System.Windows.Forms.DataObject
$data.SetText($text, [System.Windows.Forms.TextDataFormat]::UnicodeText)
if ($html) {
  $before = "<html><body><!--StartFragment-->"; $after = "<!--EndFragment--></body></html>"
  $head = "Version:0.9`r`nStartHTML:{0:0000000000}`r`nEndHTML:{1:0000000000}`r`n"
  $head += "StartFragment:{2:0000000000}`r`nEndFragment:{3:0000000000}`r`n"
  $start = ($head -f 0, 0, 0, 0).Length
  $first = $start + $before.Length; $last = $first + $utf8.GetByteCount($html)
  $bytes = $utf8.GetBytes(($head -f $start, ($last + $after.Length), $first, $last) + $before + $html + $after)
  $data.SetData("HTML Format", (New-Object IO.MemoryStream (,$bytes)))
}
[System.Windows.Forms.Clipboard]::SetDataObject($data, $true)
"""
# Sets both kinds at once (AppleScript Language Guide, "record"; «data HTML…» takes hexadecimal digits).
_APPLESCRIPT = "set the clipboard to {«class HTML»:«data HTML%s», Unicode text:«data ut16%s»}"


@dataclass(frozen=True, slots=True)
class Copied:
    """What happened. `way` is the program that took it, "osc52", or "" if nothing could.

    `rich` tells whether formatted text was offered, `plain` whether plain text was.
    """

    way: str
    rich: bool
    plain: bool
    note: Message


class TerminalWriter(Protocol):
    """Writes escape sequences to a terminal, which standard output may not be."""

    def write(self, text: str) -> object: ...

    def flush(self) -> object: ...


def copy(text: str, html: str, environ: Mapping[str, str], platform: str, terminal: TerminalWriter | None) -> Copied:
    """Copy `text`, with `html` as formatted text if possible; "" for plain text alone.

    `platform` is `sys.platform`; `terminal` None if there is none. Never raises for failures outside.
    """
    for way in _ways(environ, platform):
        if (program := shutil.which(way.program, path=environ.get("PATH", ""))) is None:
            continue
        if way.run(program, text, html, environ):
            return Copied(way.program, bool(html) and way.rich, way.plain or not html, _told(way, bool(html)))
    return _by_terminal(text, bool(html), environ, terminal)


@dataclass(frozen=True, slots=True)
class _Way:
    """A program that sets the clipboard.

    `rich`: it can set HTML; `plain`: it can set text along with it.
    """

    program: str
    rich: bool
    plain: bool

    def run(self, program: str, text: str, html: str, environ: Mapping[str, str]) -> bool:
        arguments, given = _call(self.program, text, html)
        try:
            # The programs stay behind to serve the clipboard: their output must not be waited for.
            done = subprocess.run(  # noqa: S603 - a fixed list of programs, arguments are ours
                [program, *arguments],
                input=given,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(environ),
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def _ways(environ: Mapping[str, str], platform: str) -> list[_Way]:
    """Programs to try on this desktop, best first.

    None over SSH: they would serve the wrong machine.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return []
    if platform == "darwin":
        return [_Way("osascript", True, True), _Way("pbcopy", False, True)]
    ways: list[_Way] = []
    if environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"):
        ways += [_Way("powershell.exe", True, True), _Way("clip.exe", False, True)]
    if environ.get("WAYLAND_DISPLAY"):
        ways.append(_Way("wl-copy", True, False))
    if environ.get("DISPLAY"):
        ways += [_Way("xclip", True, False), _Way("xsel", False, True)]
    return ways


def _call(program: str, text: str, html: str) -> tuple[list[str], bytes]:
    """Arguments and standard input for one of the programs."""
    rich = html.encode()
    if program == "wl-copy":
        return (["--type", "text/html"], rich) if html else (["--type", "text/plain;charset=utf-8"], text.encode())
    if program == "xclip":
        target = "text/html" if html else "UTF8_STRING"
        return ["-selection", "clipboard", "-t", target, "-in"], rich or text.encode()
    if program == "xsel":
        return ["--clipboard", "--input"], text.encode()
    if program == "osascript":
        if not html:
            return [
                "-"
            ], f"set the clipboard to «data ut16{text.encode('utf-16').hex().upper()}» as Unicode text".encode()
        marked = b'<meta charset="utf-8">' + rich
        return ["-"], (_APPLESCRIPT % (marked.hex().upper(), text.encode("utf-16").hex().upper())).encode()
    if program == "powershell.exe":
        lines = b"\r\n".join(base64.b64encode(part) for part in (rich, text.encode())) + b"\r\n"
        return ["-NoProfile", "-NonInteractive", "-STA", "-Command", _POWERSHELL], lines
    if program == "clip.exe":
        return [], b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")
    return [], text.encode()


def _told(way: _Way, wanted: bool) -> Message:
    if not wanted:
        return msg("Copied as plain text, with {program}.", program=way.program)
    if not way.rich:
        return msg("Copied as plain text, with {program}, which knows no formatted text.", program=way.program)
    if way.plain:
        return msg("Copied as formatted and as plain text, with {program}.", program=way.program)
    return msg("Copied as formatted text, with {program}; it cannot offer plain text beside it.", program=way.program)


def _by_terminal(text: str, wanted: bool, environ: Mapping[str, str], terminal: TerminalWriter | None) -> Copied:
    """OSC 52 (xterm control sequences): the terminal, even a remote one, sets its clipboard."""
    if terminal is None:
        return Copied("", False, False, msg("Nothing was copied: there is neither a clipboard program nor a terminal."))
    encoded = base64.b64encode(text.encode()).decode()
    if len(encoded) > OSC52_LIMIT:
        return Copied("", False, False, msg("Nothing was copied: the text is too long for a terminal's clipboard."))
    terminal.write(f"\x1b]52;c;{encoded}\x07")
    terminal.flush()
    if environ.get("TMUX"):
        note = msg("Copied as plain text, through the terminal; in tmux only with: set -g set-clipboard on")
    elif wanted:
        note = msg("Copied as plain text, through the terminal; formatted text needs wl-copy or xclip on a desktop.")
    else:
        note = msg("Copied as plain text, through the terminal. If nothing can be pasted, it does not allow that.")
    return Copied("osc52", False, True, note)


@contextmanager
def open_terminal(path: str = "/dev/tty") -> Iterator[TerminalWriter | None]:
    """The terminal of this process; None without one, as under cron."""
    try:
        terminal = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - only opening may fail quietly
    except OSError:
        yield None
        return
    with terminal:
        yield terminal
