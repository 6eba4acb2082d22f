"""The screen as a small SVG of our own.

A line of text for each line of the screen, so that a difference can be read.
Not Textual's: its pictures are four times as large, and change with each version of Textual or rich.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.style import Style
from textual.app import App

from tests.tui.piloting import screen_strips

_LINE = 18
_BASE = 14


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one look. Colours are "#rrggbb"; `at` counts cells from the left."""

    at: int
    text: str
    color: str
    background: str
    decoration: str

    @property
    def width(self) -> int:
        return cell_len(self.text)


def runs(app: App[None]) -> Iterator[list[Run]]:
    """The lines of the screen that is shown."""
    for strip in screen_strips(app):
        line, at = [], 0
        for look, same in groupby(strip, key=lambda segment: _look(segment.style)):
            text = "".join(segment.text for segment in same)
            line.append(Run(at, text, *look))
            at += cell_len(text)
        yield line


def picture(app: App[None]) -> str:
    """The whole screen."""
    lines = list(runs(app))
    width, height = app.size
    all_looks = sorted({_text_look(run) for line in lines for run in line})
    looks = {look: f"c{number}" for number, look in enumerate(all_looks)}
    style = "".join(f".{name}{{{look}}}" for look, name in looks.items())
    box = f'viewBox="0 0 {width * 8.4:.0f} {height * _LINE}" width="{width}ch"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="monospace" font-size="14" xml:space="preserve">',
        f"<style>text{{white-space:pre}}{style}</style>",
    ]
    for number, line in enumerate(lines):
        top = number * _LINE
        for background, same in groupby(line, key=lambda run: run.background):
            cells = list(same)
            wide = sum(run.width for run in cells)
            out.append(f'<rect x="{cells[0].at}ch" y="{top}" width="{wide}ch" height="{_LINE}" fill="{background}"/>')
        spans = "".join(
            f'<tspan x="{run.at}ch" class="{looks[_text_look(run)]}">{escape(run.text.rstrip(), quote=False)}</tspan>'
            for run in line
            if run.text.strip()
        )
        if spans:
            out.append(f'<text y="{top + _BASE}">{spans}</text>')
    return "\n".join([*out, "</svg>\n"])


def _look(style: Style | None) -> tuple[str, str, str]:
    style = style or Style()
    color = style.color.get_truecolor().hex if style.color else "#000000"
    background = style.bgcolor.get_truecolor().hex if style.bgcolor else "#ffffff"
    if style.reverse:
        color, background = background, color
    words = ("bold" * bool(style.bold), "italic" * bool(style.italic), "underline" * bool(style.underline))
    return color, background, " ".join(word for word in words if word)


def _text_look(run: Run) -> str:
    css = {"bold": "font-weight:bold", "italic": "font-style:italic", "underline": "text-decoration:underline"}
    return ";".join([f"fill:{run.color}", *(css[word] for word in run.decoration.split())])
