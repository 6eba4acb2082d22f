"""The fields of plain feeds and entries, as feedparser makes them, in document order.

Later elements may fill what earlier ones left, or mean something else after them. Where feedparser would do more with a
text than is done here, NotPlain is raised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from digest.domain.text import lazy_pattern
from digest.feeds.dates import decided_date
from digest.feeds.normalise import RawEntry, language_code
from digest.feeds.xml_fields import RawFeed, RawLink, RawText, as_html, author_names, fullest, page_address, title_kind
from digest.feeds.xml_plain_names import RDF_ABOUT, Kind, NotPlain

# Characters 0x80 to 0x9f, which were meant as Windows-1252.
_CONTROLS = lazy_pattern("[\x80-\x9f]")
_MARKUP = lazy_pattern(r"</\w+>|&#?\w+;")
_REFERENCE = lazy_pattern(r"&([A-Za-z0-9_]+);")
_TEXT, _HTML = "text/plain", "text/html"
_TYPES = {"text": _TEXT, "plain": _TEXT, _TEXT: _TEXT, "html": _HTML, _HTML: _HTML}
_MEDIA_SCHEME = "http://search.yahoo.com/mrss/category_schema"
_ITUNES_SCHEME = "http://www.itunes.com/"


class Element:
    """An element with its text in `pieces`; `depth` is 0 at the root, `language` its xml:lang."""

    __slots__ = ("attributes", "children", "depth", "kind", "language", "pieces")

    def __init__(self, kind: Kind, attributes: Mapping[str, str], language: str, depth: int) -> None:
        self.kind = kind
        self.attributes = attributes
        self.language = language
        self.depth = depth
        self.pieces: list[str] = []
        self.children: list[Element] = []

    def text(self) -> str:
        """As feedparser has it: stripped, and UTF-8 mended that was taken for Latin-1."""
        text = "".join(self.pieces).strip()
        if text.isascii():
            return text
        try:
            text = text.encode("latin-1").decode()
        except (UnicodeEncodeError, UnicodeDecodeError):
            return text
        if _CONTROLS.search(text):
            raise NotPlain("Windows-1252")
        return text


class _Links:
    """Links as feedparser keeps them; without one, `guid` is what it takes for a link."""

    def __init__(self) -> None:
        self._links: list[RawLink] = []
        self._link: str | None = None

    def take_text(self, element: Element, is_entry: bool) -> None:
        """An RSS link, in which feedparser mends references; twofold ones only in that of an entry."""
        href = _address(element.text())
        href = _REFERENCE.sub(r"&\1", href.replace("&amp;", "&") if is_entry else href)
        self._link = href
        self._links.append(RawLink("alternate", "text/html", href))

    def take_attributes(self, attributes: Mapping[str, str]) -> None:
        """An Atom link."""
        if not attributes.get("href"):
            raise NotPlain("a link without address")
        rel = attributes.get("rel", "alternate").lower()
        media_type = attributes.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
        href = _address(attributes["href"])
        self._links.append(RawLink(rel, media_type, href))
        if rel == "alternate" and media_type in ("text/html", "html", "xhtml", "application/xhtml+xml"):
            self._link = href

    def take_enclosure(self, attributes: Mapping[str, str]) -> None:
        self._links.append(RawLink("enclosure", attributes.get("type", "").lower(), attributes.get("url", "")))

    def take_guid(self, guid: str) -> None:
        """A GUID that is a link, unless there was one."""
        if self._link is None:
            self._link = guid

    def page(self, url: str) -> str:
        return page_address(self._links, self._link or "", url)


def _address(text: str) -> str:
    """An address, of which feedparser would change nothing."""
    if ":///" in text:
        raise NotPlain(text)
    return text


class _Entry:
    """The fields of one entry, filled in the order of its elements."""

    def __init__(self, is_atom: bool, has_content: bool, guid: str) -> None:
        self._is_atom = is_atom
        self._has_content = has_content
        self._once: set[Kind] = set()
        self.guid = guid
        self.title = RawText()
        self.links = _Links()
        self._summary: str | None = None
        self._summary_depth: int | None = None
        self._detail = RawText()
        self._contents: list[RawText] = []
        self._dates: dict[Kind, str] = {}
        self._people = _People()
        self._tags = _Tags()

    def take(self, element: Element) -> None:
        act = _ACTS.get(element.kind)
        if act is None:
            return
        if element.kind in _SINGLE:
            if element.kind in self._once:
                raise NotPlain(f"{element.kind} twice")
            self._once.add(element.kind)
        act(self, element)

    def raw(self, feed_authors: tuple[str, ...], language: str, url: str) -> RawEntry:
        """As `normalise` wants it."""
        body = fullest((*self._contents, self._detail))
        return RawEntry(
            guid=self.guid,
            title=self.title.value,
            title_kind=title_kind(self.title.type, self._is_atom),
            link=self.links.page(url),
            published=next(filter(None, (decided_date(self._dates.get(kind, ""), language) for kind in _DATES)), None),
            authors=self._people.names() or feed_authors,
            language=body.language,
            tags=self._tags.names(),
            html=body.value,
            summary_html=as_html(self._detail.type, self._summary or ""),
        )

    def take_title(self, element: Element) -> None:
        self.title = self._read_text(element, "text/plain", check=False)

    def take_link(self, element: Element) -> None:
        self.links.take_text(element, is_entry=True)

    def take_atom_link(self, element: Element) -> None:
        self.links.take_attributes(element.attributes)

    def take_enclosure(self, element: Element) -> None:
        self.links.take_enclosure(element.attributes)

    def take_guid(self, element: Element) -> None:
        self.guid = element.text()
        if element.attributes.get("isPermaLink", "true") == "true":
            self.links.take_guid(_address(self.guid))

    def take_description(self, element: Element) -> None:
        self._take_summary(element, "text/html")

    def take_summary(self, element: Element) -> None:
        self._take_summary(element, "text/plain")

    def _take_summary(self, element: Element, default: str) -> None:
        """A second summary, as long as there is no content, is the content."""
        if self._summary is not None and not self._has_content:
            self.take_content(element)
            return
        text = self._read_text(element, default)
        self._detail = text
        if self._summary_depth is None or element.depth <= self._summary_depth:
            self._summary, self._summary_depth = text.value, element.depth

    def take_content(self, element: Element) -> None:
        self._add_content(self._read_text(element, "text/plain"))

    def take_encoded(self, element: Element) -> None:
        self._add_content(self._read_text(element, "text/html"))

    def _add_content(self, text: RawText) -> None:
        self._has_content = True
        self._contents.append(text)
        if self._summary is None:
            self._summary = text.value

    def _read_text(self, element: Element, default: str, *, check: bool = True) -> RawText:
        """Read a text with its type; in RSS feedparser guesses, if it looks like markup."""
        declared = element.attributes.get("type", default).lower()
        media_type, text = _TYPES.get(declared), element.text()
        if media_type is None:
            raise NotPlain(declared)
        if check and media_type == "text/plain" and not self._is_atom and _MARKUP.search(text):
            raise NotPlain("text or markup")
        return RawText(media_type, text, "", element.language.replace("_", "-"))

    def take_date(self, element: Element) -> None:
        self._dates[element.kind] = element.text()

    def take_author(self, element: Element) -> None:
        self._people.take_text(element.text())

    def take_person(self, element: Element) -> None:
        self._people.take_person(element)

    def take_category(self, element: Element) -> None:
        attributes = element.attributes
        scheme = attributes.get("scheme", attributes.get("domain"))
        self._tags.add(attributes.get("term"), scheme, attributes.get("label"))
        self._tags.name(element.text())

    def take_media_category(self, element: Element) -> None:
        self._tags.add(None, element.attributes.get("scheme", _MEDIA_SCHEME), element.attributes.get("label"))
        self._tags.name(element.text())

    def take_itunes_category(self, element: Element) -> None:
        if element.text():
            raise NotPlain("a category with two names")
        self._tags.add(element.attributes.get("text"), _ITUNES_SCHEME, None)

    def take_keywords(self, element: Element) -> None:
        self._tags.add_all(element, _ITUNES_SCHEME)

    def take_tags(self, element: Element) -> None:
        self._tags.add_all(element, None)


class _Tags:
    """Categories and keywords: term, scheme, label; only a name that came later may repeat."""

    def __init__(self) -> None:
        self._tags: list[tuple[str | None, str | None, str | None]] = []
        self._present: Counter[tuple[str | None, str | None, str | None]] = Counter()

    def add(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """One more, unless it is there or empty."""
        tag = term, scheme, label
        if any(tag) and not self._present[tag]:
            self._tags.append(tag)
            self._present[tag] += 1

    def name(self, text: str) -> None:
        """The text of a category: the term of the last tag, if that has none, else a tag of its own."""
        if not text:
            return
        if not self._tags or self._tags[-1][0]:
            self.add(text, None, None)
            return
        last = self._tags[-1]
        self._present[last] -= 1
        self._tags[-1] = text, *last[1:]
        self._present[self._tags[-1]] += 1

    def add_all(self, element: Element, scheme: str | None) -> None:
        """Keywords, separated by commas."""
        if element.attributes:
            raise NotPlain("keywords with attributes")
        for term in element.text().split(","):
            if term.strip():
                self.add(term.strip(), scheme, None)

    def names(self) -> tuple[str, ...]:
        """What each is called, perhaps nothing."""
        return tuple(term or label or "" for term, _, label in self._tags)


class _People:
    """Authors, as text or with elements of their own."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._single = ""
        self._persons = 0

    def take_text(self, text: str) -> None:
        self._names.append(text)
        self._single = text

    def take_person(self, element: Element) -> None:
        given: dict[Kind, str] = {}
        for child in element.children:
            if child.kind in (Kind.NAME, Kind.EMAIL):
                if child.kind in given:
                    raise NotPlain("a person with two names")
                given[child.kind] = "".join(child.pieces).strip()
        if not given or "".join(element.pieces).strip():
            raise NotPlain("a person without name")
        name, email = given.get(Kind.NAME, ""), given.get(Kind.EMAIL, "")
        self._persons += 1
        self._names.append(name)
        self._single = f"{name} ({email})" if name and email else name or email

    def names(self) -> tuple[str, ...]:
        """Authors' names; feedparser mixes up two kinds, and gives a nameless one another's name."""
        if len(self._names) > 1:
            mixed = 0 < self._persons < len(self._names) or (self._persons and "" in self._names)
            if mixed or any("@" in name for name in (*self._names, self._single)):
                raise NotPlain("several authors")
        return author_names(self._names, self._single)


class FeedFields:
    """The fields of the feed itself, and its entries."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.language = ""
        self._once: set[Kind] = set()
        self._title = ""
        self._links = _Links()
        self._people = _People()
        self._fields: dict[Kind, str] = {}
        self._summarised = self._has_content = False
        self._entries: list[_Entry] = []

    def take(self, element: Element) -> None:
        """A field of the feed."""
        match element.kind:
            case Kind.TITLE:
                self._take_title(element)
            case Kind.LINK:
                self._links.take_text(element, is_entry=False)
            case Kind.ATOM_LINK:
                self._links.take_attributes(element.attributes)
            case Kind.GUID:
                self._links.take_guid(_address(element.text()))
            case Kind.PERSON:
                self._people.take_person(element)
            case Kind.LANGUAGE:
                self.language = element.text()
            case Kind.TTL | Kind.PERIOD | Kind.FREQUENCY:
                if element.attributes:
                    raise NotPlain("a rhythm with attributes")
                self._fields[element.kind] = element.text()
            case Kind.DESCRIPTION | Kind.SUMMARY:
                self._take_summary(element.kind)

    def _take_title(self, element: Element) -> None:
        if Kind.TITLE in self._once:
            raise NotPlain("two titles")
        self._once.add(Kind.TITLE)
        if element.attributes.get("type", "text").lower() not in _TYPES:
            raise NotPlain("the type of the title")
        self._title = element.text()

    def _take_summary(self, kind: Kind) -> None:
        """Two summaries of the feed change how its first entry is read."""
        if self._summarised and not self._has_content:
            self._has_content = True
        elif kind is Kind.SUMMARY:
            self._summarised = True

    def add_entry(self, element: Element, is_atom: bool) -> None:
        entry = _Entry(is_atom, self._has_content, element.attributes.get(RDF_ABOUT, ""))
        self._has_content = False
        for child in element.children:
            entry.take(child)
        self._entries.append(entry)

    def read(self, is_atom: bool) -> RawFeed:
        """The whole feed; its language and authors may stand behind the entries."""
        language = language_code(self.language)
        authors = self._people.names() if is_atom else ()
        return RawFeed(
            title=self._title,
            site_url=self._links.page(self._url),
            language=language,
            entries=tuple(entry.raw(authors, language, self._url) for entry in self._entries),
            ttl=self._fields.get(Kind.TTL, ""),
            update_period=self._fields.get(Kind.PERIOD, ""),
            update_frequency=self._fields.get(Kind.FREQUENCY, ""),
        )


_DATES = (Kind.PUBLISHED, Kind.CREATED, Kind.UPDATED)
_SINGLE = frozenset({Kind.TITLE, Kind.LINK, Kind.GUID, Kind.PUBLISHED, Kind.CREATED, Kind.UPDATED})
_ACTS: dict[Kind, Callable[[_Entry, Element], None]] = {
    Kind.TITLE: _Entry.take_title,
    Kind.LINK: _Entry.take_link,
    Kind.ATOM_LINK: _Entry.take_atom_link,
    Kind.ENCLOSURE: _Entry.take_enclosure,
    Kind.GUID: _Entry.take_guid,
    Kind.DESCRIPTION: _Entry.take_description,
    Kind.SUMMARY: _Entry.take_summary,
    Kind.CONTENT: _Entry.take_content,
    Kind.ENCODED: _Entry.take_encoded,
    Kind.PUBLISHED: _Entry.take_date,
    Kind.CREATED: _Entry.take_date,
    Kind.UPDATED: _Entry.take_date,
    Kind.AUTHOR: _Entry.take_author,
    Kind.PERSON: _Entry.take_person,
    Kind.CATEGORY: _Entry.take_category,
    Kind.MEDIA_CATEGORY: _Entry.take_media_category,
    Kind.ITUNES_CATEGORY: _Entry.take_itunes_category,
    Kind.KEYWORDS: _Entry.take_keywords,
    Kind.TAGS: _Entry.take_tags,
}
