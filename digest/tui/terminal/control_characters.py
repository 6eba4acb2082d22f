"""The last filter before the terminal: nothing writes control characters, not even Textual.

Texts are made harmless where cells are made (`cells`); what stands in a field to be edited is shown as it is.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from digest.domain.lazy_pattern import lazy_pattern

# C0, DEL and C1 (ECMA-48), and what turns the direction of a line (UAX #9). rich counts them as no cell.
_OBEYED = lazy_pattern("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class LastFilter(LineFilter):
    """Takes out of a line whatever a terminal would obey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same segments, or clean ones."""
        if not any(_OBEYED.search(segment.text) for segment in segments):
            return segments
        return [Segment(_OBEYED.sub("", text), style, control) for text, style, control in segments]
