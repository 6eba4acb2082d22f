"""A field for a path, which is completed while it is typed."""

from __future__ import annotations

from digest.tui.widgets.line_input import LineInput
from digest.tui.widgets.path_suggester import PathSuggester

#: The beginning that the field offers, and whole paths that are typed or pasted behind it.
HOME = "~/"
_WHOLE = ("~//", "~/~")


class PathInput(LineInput):
    """A whole path behind the "~/" that stands there already takes its place."""

    def __init__(self, value: str = "", *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(value, id=id, suggester=PathSuggester(), compact=True, select_on_focus=False)

    def watch_value(self, old: str, new: str) -> None:
        """See `LineInput`; what is left over of the beginning goes."""
        super().watch_value(old, new)
        if new.startswith(_WHOLE):
            cursor = self.cursor_position
            self.value = new[len(HOME) :]
            self.cursor_position = max(0, cursor - len(HOME))
