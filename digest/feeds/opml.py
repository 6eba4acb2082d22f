"""OPML 2.0 subscription lists (http://opml.org/spec2.opml): read any, write our own.

Reading keeps every outline that can be kept and tells of the others by line. Writing and reading again gives the
same feeds, but for passwords and tokens, which never leave the library.

A feed's outline: `xmlUrl`, `htmlUrl`, `language` as the standard has them; `title` is the curator's
own title and is missing if there is none, `text` the one shown; nested outlines are the folder (see
`domain.folders`); `category` names the feed's category first, with "," as `%2C`, and other programs' categories
after it. A folder is no category: it is how somebody has sorted a list, not a heading of the edition.

Names that other programs have encoded twice are decoded. One of ours that only looks so ("&#32" as a title) says with
the attribute `literal` of our own namespace that it means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import unescape
from string import punctuation

from lxml import etree

from digest.domain.errors import UsageError
from digest.domain.feed import Feed
from digest.domain.folders import DEEPEST_FOLDER, folder_names, folder_path
from digest.domain.message import Message, msg
from digest.domain.secrets import masked, without_secrets
from digest.domain.text import category_label, one_line
from digest.domain.url import host_of, same_feed_key, web_address
from digest.feeds.opml_mend import mended_text, xml_text

#: The largest file that is read, in bytes; 100,000 outlines take about a third of it.
MAX_BYTES = 50_000_000

_LONGEST_ATTRIBUTE = 10_000
# Of one outline; lxml looks for each value from the first attribute on.
_MOST_ATTRIBUTES = 200
_MOST_DECODED = 5
_NUMBERED = re.compile(r"&#(?:\d+|[xX][0-9a-fA-F]+);?")
_NAMESPACE = "urn:digest:opml"
_LITERAL = f"{{{_NAMESPACE}}}literal"
_OWN = frozenset({"xmlurl", "htmlurl", "text", "title", "category", _LITERAL})
_SECRETS = frozenset({"password", "passwd", "authpassword", "token", "apikey"})
_FEED_TYPES = frozenset({"rss", "atom", "rdf", "jsonfeed", "feed"})
# A host at the beginning of what has no scheme; "feed.xml" is a file.
_HOST_ALONE = re.compile(r"(?://)?(?:[^\s/?#:@.]+\.)+([^\W\d_]{2,24})(?::\d+)?(?:[/?#]|\Z)")
_FILE_ENDINGS = frozenset({"xml", "rss", "rdf", "atom", "json", "php", "html", "htm", "opml", "txt"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_NAME = re.compile(r"(\{([^{}\s]+)\})?[A-Za-z_][\w.-]*\Z", re.ASCII)
_RAW_ADDRESS = re.compile(r"""xmlurl\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_RESOURCE_LIMIT = "ERR_RESOURCE_LIMIT"


@dataclass(frozen=True, slots=True)
class OpmlProblem:
    """An outline that was not wholly taken over: `line` from 1, `text` its title or address.

    Beyond line 65,535 libxml2 knows lines only by what follows, so the number may be one too high.
    """

    line: int
    text: str
    reason: Message


@dataclass(frozen=True, slots=True)
class OpmlReading:
    """A file's feeds, without `id`, each address once.

    `recovered`: the file was not well-formed.
    """

    title: str
    feeds: tuple[Feed, ...]
    problems: tuple[OpmlProblem, ...]
    recovered: bool


def read_opml(data: bytes) -> OpmlReading:
    """Read an OPML file of any version and encoding. Raises UsageError if it is no OPML.

    Opens no file and no connection, whatever the document asks for, and expands no entities.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(
            msg("The file is larger than {size} MB.", size=MAX_BYTES // 1_000_000), msg("Is it really an OPML file?")
        )
    mended = mended_text(data)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(mended.text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or _local_name(root) != "opml":
        raise _not_opml(root)
    collected = _Collected(list(_parser_problems(parser.error_log, mended.text)))
    _walk(root, collected)
    collected.problems.sort(key=lambda problem: problem.line)
    return OpmlReading(
        title=_head_title(root),
        feeds=tuple(collected.feeds),
        problems=tuple(collected.problems),
        recovered=mended.mended or len(parser.error_log) > 0,
    )


def write_opml(feeds: Sequence[Feed], titles: Mapping[str, str], now: datetime, title: str) -> bytes:
    """The feeds as an OPML 2.0 document, UTF-8; the same input gives the same bytes.

    `titles` maps feed ids to the title shown, for feeds without one of the curator's own. Folders and feeds stand
    in the order in which they first occur. Passwords and tokens are left out of the addresses.
    """
    root = etree.Element("opml", {"version": "2.0"}, nsmap=_namespaces(feeds))
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = xml_text(title)
    # OPML 2.0 wants the dates of RFC 822.
    etree.SubElement(head, "dateCreated").text = format_datetime(now.astimezone(UTC), usegmt=True)
    folders: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for feed in feeds:
        names = folder_names(feed.folder)
        for depth in range(1, len(names) + 1):
            if names[:depth] not in folders:
                name = xml_text(names[depth - 1])
                folders[names[:depth]] = etree.SubElement(
                    folders[names[: depth - 1]], "outline", _marked({"text": name, "title": name})
                )
        etree.SubElement(folders[names], "outline", _outline_attributes(feed, titles.get(feed.id, "")))
    etree.cleanup_namespaces(root, top_nsmap={"digest": _NAMESPACE} | _namespaces(feeds))  # each once, at the root
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


# Reading


@dataclass(slots=True)
class _Collected:
    """What the walk has collected so far; `lines` is the first line of each address."""

    problems: list[OpmlProblem]
    feeds: list[Feed] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def _walk(root: etree._Element, collected: _Collected) -> None:
    """Yield every outline in order, without recursion: files may be nested to any depth."""
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        if _local_name(element) == "outline":
            folders = _outline(element, folders, collected)
        waiting.extend((child, folders) for child in reversed(element))


def _outline(element: etree._Element, folders: tuple[str, ...], collected: _Collected) -> tuple[str, ...]:
    """Take one outline in; returns the folders for what stands inside it."""
    values = {name.lower(): value for name, value in _attributes(element).items()}
    address = _address(values, is_leaf=len(element) == 0)
    if address is None and len(element):
        name = _label(values)
        return (*folders, name)[:DEEPEST_FOLDER] if name else folders
    reason = _no_feed(values) if address is None else _take(element, values, address, folders, collected)
    if reason is not None:
        text = _label(values) or one_line(masked((address or "").strip()), 120)
        collected.problems.append(OpmlProblem(element.sourceline or 0, text, reason))
    return folders


def _take(
    element: etree._Element, values: Mapping[str, str], address: str, folders: tuple[str, ...], collected: _Collected
) -> Message | None:
    """Add the outline's feed. Returns what is to be said against it, or None."""
    url = web_address(_with_scheme(address))
    if url is None:
        shown = one_line(masked(address.strip()), 120)
        return msg("“{address}” is not a web address", address=shown) if shown else msg("the address is empty")
    key = same_feed_key(url)
    if key in collected.lines:
        return msg("the same address is in line {line} already", line=collected.lines[key])
    collected.lines[key] = element.sourceline or 0
    category, other_categories = _categories(values)
    collected.feeds.append(
        Feed(
            id="",
            url=url,
            title=_title(values, url),
            site_url=web_address(values.get("htmlurl", "")) or "",
            category=category,
            folder=folder_path(folders),
            language=values.get("language", "") if _LANGUAGE.match(values.get("language", "")) else "",
            attributes=_other_attributes(element, other_categories),
        )
    )
    if any(values.get(name) for name in _SECRETS):
        return msg("its password was not taken over; set it in the configuration")
    return None


def _no_feed(values: Mapping[str, str]) -> Message | None:
    """The problem of an outline without address and children; none for a mere line of text."""
    kind = values.get("type", "").strip()
    if kind.lower() in ("", "folder") and "url" not in values:
        return None
    return msg("it names no feed (type “{type}”)", type=one_line(kind, 40)) if kind else msg("it names no feed")


def _attributes(element: etree._Element) -> dict[str, str]:
    """Name → value of the first attributes; other vocabularies' names as `{namespace}name`."""
    names = map(str, element.attrib.keys()[:_MOST_ATTRIBUTES])
    return {name: str(element.get(name)) for name in names if _NAME.match(name)}


def _address(values: Mapping[str, str], *, is_leaf: bool) -> str | None:
    """`xmlUrl` in any spelling; old lists use `url`, with a feed's type, or none in a leaf."""
    if "xmlurl" in values:
        return values["xmlurl"]
    kind = values.get("type", "").strip().lower()
    return values.get("url") if kind in _FEED_TYPES or (is_leaf and not kind) else None


def _with_scheme(address: str) -> str:
    """Repair an address without https://, or with its ampersands encoded twice."""
    address = address.strip().replace("&amp;", "&")
    found = _HOST_ALONE.match(address)
    return f"https://{address.lstrip('/')}" if found and found[1].lower() not in _FILE_ENDINGS else address


def _label(values: Mapping[str, str]) -> str:
    return _text(values, "title") or _text(values, "text")


def _text(values: Mapping[str, str], name: str) -> str:
    """A name as plain text, with entities decoded unless the outline says that they are none."""
    return one_line(values.get(name, "")) if _LITERAL in values else _decoded(values.get(name, ""))


def _decoded(value: str) -> str:
    """One line of plain text, entities decoded however often programs encoded them."""
    for _ in range(_MOST_DECODED):
        decoded = unescape(value)
        if decoded == value or not all(map(_is_character, _NUMBERED.findall(value))):
            break
        value = decoded
    return one_line(value)


def _is_character(entity: str) -> bool:
    """True if an entity's number is a visible character; else somebody typed that text."""
    decoded = unescape(entity)
    return decoded not in ("", "\ufffd") and decoded.isprintable()


def _title(values: Mapping[str, str], url: str) -> str:
    """The title, else the text, unless a program filled it in: a dot, the host, the address."""
    if title := _text(values, "title"):
        return title
    text = _text(values, "text")
    filled_in = not text.strip(punctuation + " ") or text in (host_of(url), url, values.get("xmlurl"))
    return "" if filled_in else text


def _categories(values: Mapping[str, str]) -> tuple[str, str]:
    """The feed's category, and the other ones as they stand there."""
    if "category" not in values:
        return "", ""
    first, *others = (part.strip() for part in values["category"].split(","))
    label = re.sub("%(2C|2F|25)", lambda found: chr(int(found[1], 16)), first.lstrip("/"), flags=re.IGNORECASE)
    return category_label(label), ",".join(part for part in others if part)


def _other_attributes(element: etree._Element, other_categories: str) -> dict[str, str]:
    kept = {"category": other_categories} if other_categories else {}
    for name, value in _attributes(element).items():
        lower = name.lower()
        known = lower in _OWN or lower in _SECRETS
        said = (lower == "language" and _LANGUAGE.match(value)) or (lower == "type" and value.strip().lower() == "rss")
        if value and not known and not said and len(value) <= _LONGEST_ATTRIBUTE:
            kept[name] = value
    return kept


def _head_title(root: etree._Element) -> str:
    for head in root.iterchildren():
        if _local_name(head) == "head":
            return next((one_line("".join(part.itertext())) for part in head if _local_name(part) == "title"), "")
    return ""


def _parser_problems(log: etree._ListErrorLog, text: str) -> Iterable[OpmlProblem]:
    """One problem for each bad line of a document, with the feed's address if known."""
    lines = text.split("\n")
    told: set[int] = set()
    for error in log:
        if error.line in told:
            continue
        told.add(error.line)
        found = _RAW_ADDRESS.search(lines[error.line - 1]) if 0 < error.line <= len(lines) else None
        if error.type_name == _RESOURCE_LIMIT:
            reason = msg("the outlines are nested too deeply; what follows was not read")
        else:
            reason = msg("the line is no proper XML, so something may be missing ({detail})", detail=error.message)
        yield OpmlProblem(error.line, one_line(masked(unescape(found[1])), 200) if found else "", reason)


def _not_opml(root: etree._Element | None) -> UsageError:
    if root is not None and _local_name(root) in ("rss", "feed", "rdf"):
        return UsageError(msg("This is no OPML file but a feed."), msg("Add its address with “digest feeds add”."))
    return UsageError(
        msg("This is no OPML file."), msg("Export the feeds of the other program as OPML and import that file.")
    )


def _local_name(element: etree._Element) -> str:
    """The tag in lower case without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


# Writing


def _outline_attributes(feed: Feed, shown_title: str) -> dict[str, str]:
    values = {"type": feed.attributes.get("type", "rss"), "text": feed.title or shown_title or host_of(feed.url)}
    if feed.title:
        values["title"] = feed.title
    values["xmlUrl"] = without_secrets(feed.url)
    values["htmlUrl"] = without_secrets(feed.site_url)
    values["language"] = feed.language
    if feed.category or feed.folder or "category" in feed.attributes:
        own = feed.category.replace("%", "%25").replace(",", "%2C").replace("/", "%2F", feed.category.startswith("/"))
        values["category"] = ",".join(
            part for part in ("/" + own if own else "", feed.attributes.get("category", "")) if part or not own
        )
    for name, value in feed.attributes.items():
        if _NAME.match(name) and not values.get(name):
            values[name] = without_secrets(value)
    return _marked({name: xml_text(value) for name, value in values.items() if value or name == "category"})


def _marked(values: dict[str, str]) -> dict[str, str]:
    """The attributes, marked as literal names if a reader would decode them."""
    names = (values.get("text", ""), values.get("title", ""))
    return values | {_LITERAL: "true"} if any(_decoded(name) != one_line(name) for name in names) else values


def _namespaces(feeds: Iterable[Feed]) -> dict[str, str]:
    """Prefix → namespace of foreign attributes, which OPML 2.0 wants declared at the root."""
    matches = (_NAME.match(name) for feed in feeds for name in feed.attributes)
    found = {match[2] for match in matches if match and match[2]} - {_XML_NAMESPACE}
    return {f"ns{number}": uri for number, uri in enumerate(sorted(found))}
