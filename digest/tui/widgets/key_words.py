"""The keys of a dialog with what they do, over as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from digest.config.language import tell
from digest.domain.message import Message

_BETWEEN = "   "
#: The cells of a dialog at 80 columns, until the layout is known.
_USUAL_WIDTH = 65


def keys_told(keys: Sequence[tuple[str, Message]], width: int) -> Content:
    """Each key in bold before its label, never with a line's end between the two.

    `width` is in cells, 0 if the layout is not known yet.
    """
    lines = [Content("")]
    for key, label in keys:
        part = Content.styled(key, "bold") + Content(f" {tell(label)}")
        if lines[-1] and lines[-1].cell_length + len(_BETWEEN) + part.cell_length > (width or _USUAL_WIDTH):
            lines.append(part)
        else:
            lines[-1] = lines[-1] + Content(_BETWEEN if lines[-1] else "") + part
    return Content("\n").join(lines)
