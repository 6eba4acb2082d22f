"""An empty screen on which a key changes one line: no program with Textual is faster."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

#: Stands on the first frame of each program that is measured.
READY = "benchmark-ready"


class Bare(App[None]):
    """Nothing that could be left out."""

    BINDINGS: ClassVar[list[BindingType]] = [("down,up,pagedown,ctrl+home,ctrl+end", "count")]
    keys = 0

    def compose(self) -> ComposeResult:
        yield Static(READY)

    def action_count(self) -> None:
        self.keys += 1
        self.query_one(Static).update(f"{READY} {self.keys}")


if __name__ == "__main__":
    Bare().run()
