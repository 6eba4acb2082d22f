"""Styles of the screens above the inbox, read with the first one: parsing costs a frame."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any, ClassVar

from digest.tui.shell.program import Program

_FOLDER = Path(__file__).parents[1] / "styles"
_LATER = ("dialogs.tcss", "feeds.tcss", "edition.tcss")


class LaterStyles(Program):
    """Textual's own stylesheet a screen would parse everything again and restyle all widgets."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [_FOLDER / "digest.tcss"]
    #: Below 20 lines a dialog takes them all, and gives up its empty ones (styles/dialogs.tcss).
    VERTICAL_BREAKPOINTS = [(0, "-cramped"), (20, "-roomy")]  # noqa: RUF012 - Textual declares it so

    def push_screen(self, *args: Any, **options: Any) -> Any:  # Textual overloads it
        """As Textual has it, with all styles."""
        for name in _LATER:
            place = (str(_FOLDER / name), "")
            if not self.stylesheet.has_source(*place):
                self.stylesheet.add_source((_FOLDER / name).read_text(encoding="utf-8"), read_from=place)
        return super().push_screen(*args, **options)
