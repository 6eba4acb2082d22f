"""Reads plain RSS and Atom 1.0 as feedparser does, in a fraction of the time (decision 19).

The same parser (expat) reads the document, so that it is well-formed for both or for neither. `xml_plain_names` says
of each element whether its meaning is beyond doubt; at the first one where it is not, the whole feed is left to
feedparser. What follows here is what feedparser makes of the fields that we read, in its order: a later field may
fill what an earlier one left. The tree of one entry at a time is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from digest.domain.text import lazy_pattern
from digest.feeds.dates import Undecided
from digest.feeds.xml_fields import RawFeed
from digest.feeds.xml_plain_fields import Element, FeedFields
from digest.feeds.xml_plain_names import (
    ATOM,
    ATOM_1,
    RDF,
    RSS,
    RSS_1,
    RSS_1_0,
    WORDPRESS,
    XML_LANG,
    Kind,
    NotPlain,
    check_attributes,
    check_namespace,
    foreign_kind,
    own_kind,
)  # fmt: skip
from digest.feeds.xml_repair import has_bad_reference

_BLANK = " \t\r\n\ufeff"
_PIECE = 1 << 20
_DEEPEST = 50
# Characters 0x80 to 0x9f, which were meant as Windows-1252; written as such or as references. Two patterns, as one that
# begins with a certain byte is ten times as fast.
_CONTROLS = lazy_pattern(rb"\xc2[\x80-\x9f]")
_CONTROL_REFERENCES = lazy_pattern(rb"&#(?:0*1[2-5]\d|[xX]0*[89][0-9a-fA-F]);")
_WHOLES = (Kind.FEED, Kind.RSS)
# What may have a title of its own, after which feedparser has forgotten the one before.
_TITLED = (Kind.ENTRY, Kind.SOURCE, Kind.PICTURE, Kind.TEXT_INPUT)


@dataclass(frozen=True, slots=True)
class PlainFeed:
    """A feed, and the place in the text where its root element begins."""

    feed: RawFeed
    root: int


def read_plain(text: str, url: str) -> PlainFeed | None:
    """The feed in a document; None if it is left to feedparser. `url` is the feed's address."""
    document = text.lstrip(_BLANK)
    if not document.startswith("<") or "<!DOCTYPE" in document[:2000] or has_bad_reference(document):
        return None
    try:
        body = document.encode()
        if _holds_controls(body):
            return None
        reader = _Document(url)
        feed = reader.read(body)
    except (NotPlain, Undecided, expat.ExpatError, UnicodeEncodeError):
        return None
    return PlainFeed(feed, len(text) - len(document) + len(body[: reader.root].decode()))


def _holds_controls(body: bytes) -> bool:
    return (_CONTROLS.search(body) or _CONTROL_REFERENCES.search(body)) is not None


class _Document:
    """expat's events, made into the elements of one entry, or one field of the feed, at a time."""

    def __init__(self, url: str) -> None:
        self.root = 0
        self._open: list[Element] = []
        self._prefixes: dict[str, str] = {}
        self._kinds: dict[tuple[Kind, str], Kind] = {}
        self._titled = False
        self._entry: Element | None = None
        self._ended = False
        self._vocabulary: Mapping[Kind, Mapping[str, Kind]] = RSS
        self._own = ""
        self._is_atom = False
        self._feed = FeedFields(url)
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.namespace_prefixes = True
        parser.buffer_size = _PIECE
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._declares
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ProcessingInstructionHandler = self._instruction
        parser.CommentHandler = self._comment

    def read(self, document: bytes) -> RawFeed:
        """Raises NotPlain, Undecided (a date), and ExpatError."""
        self._parser.Parse(document, True)
        return self._feed.read(self._is_atom)

    def _refuse(self, *_: object) -> None:
        raise NotPlain("a document type")

    def _instruction(self, _target: str, data: str) -> None:
        if self._open or self._ended or "<" in data:
            raise NotPlain("a processing instruction")

    def _comment(self, text: str) -> None:
        if self._ended and "<" in text:
            raise NotPlain("a comment behind the end")

    def _declares(self, prefix: str | None, namespace: str | None) -> None:
        """True if each prefix means one namespace, and none means the feed's own vocabulary."""
        check_namespace(prefix, namespace or "")
        if namespace == WORDPRESS:
            return
        if self._prefixes.setdefault(prefix or "", namespace or "") != namespace or (self._open and not prefix):
            raise NotPlain("a namespace declared anew")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        depth = len(self._open)
        if depth > _DEEPEST:
            raise NotPlain("depth")
        parent = self._open[-1] if depth else None
        kind = self._kind(name, parent.kind) if parent else self._root(name, attributes)
        language = parent.language if parent else ""
        if attributes:
            check_attributes(kind, attributes)
            language = attributes.get(XML_LANG, language)
        element = Element(kind, attributes, language, depth)
        if parent and (holder := self._entry if parent.kind is Kind.FOREIGN else parent) and holder.kind not in _WHOLES:
            holder.children.append(element)
        self._open.append(element)
        if kind is Kind.ENTRY:
            self._entry = element
        if kind in _TITLED:
            self._titled = False
        elif kind is Kind.OTHER_TITLE and not self._titled:
            raise NotPlain("a title before the title")

    def _root(self, name: str, attributes: Mapping[str, str]) -> Kind:
        self.root = self._parser.CurrentByteIndex
        own = self._prefixes.get("", "")
        if name.split()[:2] == [ATOM, "feed"] and own != RSS_1:
            self._vocabulary, self._own, self._is_atom = ATOM_1, ATOM, True
        elif name == "rss" and not own:
            self._vocabulary = RSS
        elif name.split()[:2] == [RDF, "RDF"] and own == RSS_1 and ATOM not in self._prefixes.values():
            self._vocabulary, self._own = RSS_1_0, RSS_1
        else:
            raise NotPlain(name)
        if self._vocabulary is not RSS_1_0 and (language := attributes.get(XML_LANG)):
            self._feed.language = language.replace("_", "-")
        return Kind.FEED if self._is_atom else Kind.RSS

    def _kind(self, name: str, parent: Kind) -> Kind:
        """What the element is; asked once for each name at each place."""
        known = self._kinds.get((parent, name))
        if known is None:
            known = self._kinds[parent, name] = self._judged(name, parent)
        return known

    def _judged(self, name: str, parent: Kind) -> Kind:
        namespace, local = name.split()[:2] if " " in name else ("", name)
        if namespace == self._own:
            return own_kind(self._vocabulary, parent, local)
        if namespace == ATOM:
            if local == "link" and parent in (Kind.FEED, Kind.ENTRY):
                return Kind.ATOM_LINK
            raise NotPlain(name)
        if not namespace:
            raise NotPlain(name)
        return foreign_kind(parent, namespace, local, self._is_atom)

    def _characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        parent = self._open[-1].kind if self._open else None
        if element.kind is Kind.ENTRY:
            self._entry, self._titled = None, False
            self._feed.add_entry(element, self._is_atom)
        elif element.kind is Kind.TITLE:
            self._titled = bool("".join(element.pieces).strip())
        elif parent is None:
            self._ended = True
        if parent is Kind.FEED and element.kind is not Kind.ENTRY:
            self._feed.take(element)
