"""expat for feedparser: text in one piece, a quarter less time; tags of bounded size.

A module of its own because `xml.sax.make_parser`, and with it `feedparser.PREFERRED_XML_PARSERS`, names its drivers so.
"""

from __future__ import annotations

from itertools import islice
from typing import Any
from xml.sax.expatreader import ExpatParser
from xml.sax.xmlreader import XMLReader

# Longer texts come in several pieces.
_PIECE = 1 << 20
# feedparser needs quadratic time for the attributes of one element; no format knows more than a dozen.
_MOST_ATTRIBUTES = 200


class BufferingParser(ExpatParser):
    """Namespaces as ever; `reset` makes expat's own parser, so the buffer is set there."""

    def start_element_ns(self, name: str, attrs: Any) -> None:
        if len(attrs) > _MOST_ATTRIBUTES:
            attrs = dict(islice(attrs.items(), _MOST_ATTRIBUTES))
        super().start_element_ns(name, attrs)

    def reset(self) -> None:
        super().reset()
        parser: Any = getattr(self, "_parser")  # noqa: B009 - unknown to the type stubs
        parser.buffer_size = _PIECE
        parser.buffer_text = True


def create_parser() -> XMLReader:
    """What `xml.sax.make_parser` calls."""
    return BufferingParser()
