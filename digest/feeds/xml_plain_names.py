"""The elements and attributes of plain feeds: their meaning, or that they have none.

This is the guard of `xml_plain`. An element is known by its place and name, or belongs to a namespace of which
feedparser makes no field that we read, or the feed is not plain. What feedparser does by a rule of its own (a prefix
counts although it was declared for something else, an element without namespace counts wherever it stands) makes the
feed not plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, auto

XML_LANG = "http://www.w3.org/XML/1998/namespace lang xml"
ATOM = "http://www.w3.org/2005/Atom"
RSS_1 = "http://purl.org/rss/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_ABOUT = f"{RDF} about rdf"


class NotPlain(Exception):
    """The feed holds something that only feedparser may judge."""


class Kind(IntEnum):
    """What an element is to the reader."""

    FEED = auto()  # Atom's root, RSS's channel
    RSS = auto()  # the root of RSS of any version
    ENTRY = auto()
    TITLE = auto()
    OTHER_TITLE = auto()  # media:title, dc:title: nothing beside a title before it
    LINK = auto()  # the address is its text
    ATOM_LINK = auto()  # the address is an attribute
    GUID = auto()
    DESCRIPTION = auto()  # HTML unless declared
    SUMMARY = auto()  # text unless declared
    CONTENT = auto()  # text unless declared
    ENCODED = auto()  # HTML
    PUBLISHED = auto()
    UPDATED = auto()
    AUTHOR = auto()  # a name as text
    PERSON = auto()  # an author with elements of its own
    NAME = auto()
    EMAIL = auto()
    CATEGORY = auto()
    MEDIA_CATEGORY = auto()
    ITUNES_CATEGORY = auto()
    CREATED = auto()
    KEYWORDS = auto()
    ENCLOSURE = auto()
    SOURCE = auto()
    LANGUAGE = auto()
    TTL = auto()
    PERIOD = auto()
    FREQUENCY = auto()
    TAGS = auto()  # keywords of pictures and films
    NOTHING = auto()  # not read, and holds nothing
    NAMED = auto()  # not read, and holds names and addresses at most
    PICTURE = auto()
    TEXT_INPUT = auto()
    SKIPPED_TIMES = auto()
    OWNER = auto()
    FOREIGN = auto()  # not read; what it holds is of other namespaces, too


_RSS_CHANNEL = {
    "item": Kind.ENTRY, "title": Kind.TITLE, "link": Kind.LINK, "description": Kind.DESCRIPTION,
    "language": Kind.LANGUAGE, "ttl": Kind.TTL, "image": Kind.PICTURE, "skipHours": Kind.SKIPPED_TIMES,
    "skipDays": Kind.SKIPPED_TIMES, "textInput": Kind.TEXT_INPUT, "textinput": Kind.TEXT_INPUT,
    **dict.fromkeys(
        ("author", "category", "cloud", "copyright", "docs", "generator", "lastBuildDate", "managingEditor", "pubDate",
         "rating", "webMaster"), Kind.NOTHING,
    ),
}  # fmt: skip
_RSS_ITEM = {
    "title": Kind.TITLE, "link": Kind.LINK, "guid": Kind.GUID, "description": Kind.DESCRIPTION,
    "pubDate": Kind.PUBLISHED, "author": Kind.AUTHOR, "category": Kind.CATEGORY, "enclosure": Kind.ENCLOSURE,
    "source": Kind.SOURCE, **dict.fromkeys(("comments", "copyright", "expirationDate"), Kind.NOTHING),
}  # fmt: skip
_PICTURE = dict.fromkeys(("title", "link", "url", "width", "height", "description"), Kind.NOTHING)
_TEXT_INPUT = dict.fromkeys(("title", "link", "description", "name"), Kind.NOTHING)
_ATOM_FEED = {
    "entry": Kind.ENTRY, "title": Kind.TITLE, "link": Kind.ATOM_LINK, "id": Kind.GUID, "author": Kind.PERSON,
    "contributor": Kind.NAMED,
    **dict.fromkeys(
        ("category", "generator", "icon", "logo", "published", "rights", "subtitle", "updated"), Kind.NOTHING
    ),
}  # fmt: skip
_ATOM_ENTRY = {
    "title": Kind.TITLE, "link": Kind.ATOM_LINK, "id": Kind.GUID, "summary": Kind.SUMMARY, "content": Kind.CONTENT,
    "published": Kind.PUBLISHED, "updated": Kind.UPDATED, "author": Kind.PERSON, "category": Kind.CATEGORY,
    "contributor": Kind.NAMED, "rights": Kind.NOTHING,
}  # fmt: skip
_PERSON = {"name": Kind.NAME, "email": Kind.EMAIL, "uri": Kind.NOTHING}
_CONTRIBUTOR = dict.fromkeys(_PERSON, Kind.NOTHING)

#: Elements of the format's own vocabulary by where they stand; RSS has none of its namespace, Atom has.
RSS: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.RSS: {"channel": Kind.FEED},
    Kind.FEED: _RSS_CHANNEL,
    Kind.ENTRY: _RSS_ITEM,
    Kind.PICTURE: _PICTURE,
    Kind.TEXT_INPUT: _TEXT_INPUT,
    Kind.SKIPPED_TIMES: {"hour": Kind.NOTHING, "day": Kind.NOTHING},
}
RSS_1_0: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.RSS: {
        "channel": Kind.FEED, "item": Kind.ENTRY, "image": Kind.PICTURE, "textinput": Kind.TEXT_INPUT,
    },
    Kind.FEED: {**_RSS_CHANNEL, "items": Kind.FOREIGN},
    Kind.ENTRY: _RSS_ITEM,
    Kind.PICTURE: _PICTURE,
    Kind.TEXT_INPUT: _TEXT_INPUT,
}  # fmt: skip
ATOM_1: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.FEED: _ATOM_FEED,
    Kind.ENTRY: _ATOM_ENTRY,
    Kind.PERSON: _PERSON,
    Kind.NAMED: _CONTRIBUTOR,
}
_MAY_HOLD_FOREIGN = frozenset((Kind.FEED, Kind.ENTRY, Kind.FOREIGN, Kind.PERSON, Kind.OWNER))

#: Namespaces (in lower case) of which feedparser reads elements, by the prefix that it calls them.
NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.georss.org/georss": "georss",
    "http://webns.net/mvcb/": "admin",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
}
#: Namespaces that feedparser does not know: it goes by their prefix alone, so that must be this one.
BY_PREFIX = {"http://www.rssboard.org/media-rss": "media", "http://video.yahoo.com/mrss": "media"}
#: Prefixes that mean something to feedparser, whatever they are declared for.
MEANING_PREFIXES = frozenset({
    *NAMESPACES.values(), "cc", "created", "gml", "published", "summary", "title", "updated", "xhtml",
})  # fmt: skip
#: Namespaces (in lower case) of elements that count as of none: none may be declared.
REFUSED_NAMESPACES = frozenset({
    "http://blogs.law.harvard.edu/tech/rss", "http://example.com/dtds/podcast-1.0.dtd", "http://example.com/necho",
    "http://example.com/newformat#", "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/atom/ns#",
    "http://purl.org/echo/", "http://purl.org/pie/",
    "http://purl.org/rss/1.0/modules/rss091#", "uri/of/echo/namespace#",
})  # fmt: skip
#: Namespaces that may be declared, of which no element may be there.
UNUSED_NAMESPACES = frozenset({
    "http://creativecommons.org/ns#license", "http://web.resource.org/cc/",
    "http://www.opengis.net/gml", "http://www.w3.org/1999/xhtml",
})  # fmt: skip
#: The namespace that WordPress declares at each of these elements.
WORDPRESS = "com-wordpress:feed-additions:1"
_OF_WORDPRESS = frozenset(("site", "post-id"))
#: Names (in lower case) of elements that feedparser reads without a namespace, and of fields that it stores itself.
MEANING_NAMES = frozenset({
    "abstract", "author", "authors", "body", "category", "channel", "cloud", "content", "contributor", "contributors",
    "copyright", "created", "description", "email", "enclosure", "enclosures", "entries", "entry", "expirationdate",
    "feed", "fullitem", "generator", "guid", "guidislink", "height", "homepage", "href", "id", "image", "info",
    "issued", "item", "items", "keywords", "language", "lastbuilddate", "license", "link", "links", "managingeditor",
    "modified", "name", "newlocation", "pubdate", "published", "rights", "rss", "source", "subtitle", "summary", "svg",
    "tagline", "tags", "textinput", "title", "ttl", "updated", "uri", "url", "webmaster", "where", "width", "div",
    "math", "date", "comments", "docs", "rating", "georssgeom", "geom", "feeddata", "publisher",
})  # fmt: skip
_USERLAND = "backend.userland.com/rss"

_IN_ENTRY = {
    ("dc", "creator"): Kind.AUTHOR, ("dc", "date"): Kind.UPDATED, ("dc", "subject"): Kind.CATEGORY,
    ("dcterms", "created"): Kind.CREATED, ("dcterms", "issued"): Kind.PUBLISHED, ("dcterms", "modified"): Kind.UPDATED,
    ("itunes", "author"): Kind.AUTHOR, ("itunes", "summary"): Kind.SUMMARY, ("itunes", "keywords"): Kind.KEYWORDS,
    ("itunes", "category"): Kind.ITUNES_CATEGORY, ("content", "encoded"): Kind.ENCODED,
    ("dc", "title"): Kind.OTHER_TITLE,
}  # fmt: skip
_IN_CHANNEL = {
    ("dc", "language"): Kind.LANGUAGE, ("dc", "title"): Kind.OTHER_TITLE,
    ("sy", "updateperiod"): Kind.PERIOD, ("sy", "updatefrequency"): Kind.FREQUENCY,
    ("itunes", "summary"): Kind.SUMMARY, ("itunes", "owner"): Kind.OWNER, ("itunes", "category"): Kind.OWNER,
    **dict.fromkeys((("dc", name) for name in ("creator", "date", "subject")), Kind.NOTHING),
    **dict.fromkeys((("dcterms", name) for name in ("created", "issued", "modified")), Kind.NOTHING),
    **dict.fromkeys((("itunes", name) for name in ("author", "keywords")), Kind.NOTHING),
    **dict.fromkeys((("media", name) for name in ("category", "keywords")), Kind.NOTHING),
}  # fmt: skip
_OF_MEDIA = {
    ("media", "title"): Kind.OTHER_TITLE, ("media", "description"): Kind.DESCRIPTION, ("media", "keywords"): Kind.TAGS,
    ("media", "category"): Kind.MEDIA_CATEGORY,
}  # fmt: skip
_IN_OWNER = dict.fromkeys((("itunes", name) for name in ("name", "email", "category")), Kind.NOTHING)
_BY_PLACE: Mapping[Kind, Mapping[tuple[str, str], Kind]] = {
    Kind.ENTRY: {**_IN_ENTRY, **_OF_MEDIA}, Kind.FEED: _IN_CHANNEL, Kind.OWNER: _IN_OWNER, Kind.FOREIGN: _OF_MEDIA,
}  # fmt: skip
_NOT_READ_NAMES = {
    "dc": "contributor coverage format identifier language publisher relation rights source type",
    "dcterms": "abstract alternative available extent identifier license rights rightsholder spatial temporal",
    "itunes": "block complete duration email episode episodetype explicit image isclosedcaptioned link name"
    " new-feed-url order season subtitle title type",
    "feedburner": "browserfriendly emailserviceid feedburnerhostname feedflare info origenclosurelink origlink",
    "georss": "box elev featurename floor line point polygon",
    "creativecommons": "license",
    "admin": "errorreportsto generatoragent",
    "sy": "updatebase",
}
_HOLDING_NAMES = {
    "media": "community content copyright credit group player rating restriction starrating statistics tags text"
    " thumbnail"
}
_ANYWHERE = {
    **{(prefix, name): Kind.NOTHING for prefix, names in _NOT_READ_NAMES.items() for name in names.split()},
    **{(prefix, name): Kind.FOREIGN for prefix, names in _HOLDING_NAMES.items() for name in names.split()},
}
# An entry's authors and summary are Atom's own there, and a feed's author is one of its entries.
_NOT_IN_ATOM = frozenset({("itunes", "owner"), ("itunes", "summary"), ("itunes", "author"), ("itunes", "category")})


def own_kind(vocabulary: Mapping[Kind, Mapping[str, Kind]], parent: Kind, name: str) -> Kind:
    """What an element of the format itself is inside a `parent`. Raises NotPlain."""
    known = vocabulary.get(parent, {})
    if name in known:
        return known[name]
    may_be_unknown = vocabulary is not ATOM_1 and parent in (Kind.FEED, Kind.ENTRY) and "_" not in name
    if may_be_unknown and name.lower() not in MEANING_NAMES:
        return Kind.NOTHING
    raise NotPlain(name)


def foreign_kind(parent: Kind, namespace: str, name: str, is_atom: bool) -> Kind:
    """What an element of a declared namespace is inside a `parent`. Raises NotPlain."""
    namespace, name = namespace.lower(), name.lower()
    prefix = NAMESPACES.get(namespace) or BY_PREFIX.get(namespace)
    is_wordpress = namespace == WORDPRESS
    if (
        parent not in _MAY_HOLD_FOREIGN
        or namespace in UNUSED_NAMESPACES
        or (is_wordpress and name not in _OF_WORDPRESS)
    ):
        raise NotPlain(f"{namespace} {name}")
    if prefix is None:
        return Kind.NOTHING if is_wordpress or parent is Kind.OWNER else Kind.FOREIGN
    key = prefix, name
    kind = _BY_PLACE.get(parent, {}).get(key) or _ANYWHERE.get(key)
    is_atoms_own = is_atom and (key in _NOT_IN_ATOM or (parent is Kind.FEED and key == ("dc", "creator")))
    if kind is None or is_atoms_own:
        raise NotPlain(f"{prefix}:{name}")
    return kind


def check_namespace(prefix: str | None, namespace: str) -> None:
    """Raise NotPlain for a declaration that gives elements another meaning than their names."""
    lowered = namespace.lower()
    if namespace == ATOM or (namespace == RSS_1 and not prefix):
        return
    odd = lowered in REFUSED_NAMESPACES or _USERLAND in lowered or lowered in (ATOM.lower(), RSS_1)
    if odd or namespace.split() != [namespace] or (not prefix and namespace != WORDPRESS):
        raise NotPlain(namespace)
    prefix = (prefix or "").lower()
    meant = NAMESPACES.get(lowered) or BY_PREFIX.get(lowered)
    if (prefix in MEANING_PREFIXES and prefix != meant and lowered not in UNUSED_NAMESPACES) or (
        lowered in BY_PREFIX and prefix != meant
    ):
        raise NotPlain(namespace)


_PLAIN_ATTRIBUTES: Mapping[Kind, frozenset[str]] = {
    Kind.RSS: frozenset({"version"}),
    Kind.FEED: frozenset({"version", RDF_ABOUT}),
    Kind.ENTRY: frozenset({RDF_ABOUT}),
    **dict.fromkeys(
        (Kind.TITLE, Kind.OTHER_TITLE, Kind.DESCRIPTION, Kind.SUMMARY, Kind.CONTENT, Kind.ENCODED), frozenset({"type"})
    ),
    Kind.ATOM_LINK: frozenset({"href", "rel", "type"}),
    Kind.GUID: frozenset({"isPermaLink"}),
    Kind.CATEGORY: frozenset({"term", "scheme", "label", "domain"}),
    Kind.MEDIA_CATEGORY: frozenset({"scheme", "label"}),
    Kind.ENCLOSURE: frozenset({"url", "type"}),
}
# In lower case: attributes that feedparser looks at, with or without a namespace; beside these by kind.
_MEANING_ATTRIBUTES = frozenset({"base", "href", "lang", "mode", "rel", "src", "type", "uri", "url"})
_OF_TAGS = frozenset({"term", "scheme", "domain", "label"})
_OF_WHOLES = frozenset({"about", "lastmod", "version"})
_MEANING_BY_KIND = {
    Kind.CATEGORY: _OF_TAGS, Kind.MEDIA_CATEGORY: _OF_TAGS, Kind.GUID: frozenset({"ispermalink"}), Kind.RSS: _OF_WHOLES,
    Kind.FEED: _OF_WHOLES, Kind.ENTRY: _OF_WHOLES,
}  # fmt: skip
_NOT_READ = frozenset((
    Kind.NOTHING, Kind.FOREIGN, Kind.OWNER, Kind.PICTURE, Kind.TEXT_INPUT, Kind.SKIPPED_TIMES, Kind.SOURCE,
    Kind.ITUNES_CATEGORY,
))  # fmt: skip
_MOST_ATTRIBUTES = 50


def check_attributes(kind: Kind, attributes: Mapping[str, str]) -> None:
    """Raise NotPlain for an attribute that changes the meaning of its element or those inside."""
    if len(attributes) > _MOST_ATTRIBUTES:
        raise NotPlain("attributes")
    plain = _PLAIN_ATTRIBUTES.get(kind, frozenset())
    for attribute in attributes:
        if attribute in plain or attribute == XML_LANG:
            continue
        name = attribute.split()
        local = (name[1] if len(name) > 1 else attribute).lower()
        read = local in _MEANING_ATTRIBUTES or local in _MEANING_BY_KIND.get(kind, ())
        if local == "base" or (read and kind not in _NOT_READ):
            raise NotPlain(attribute)
