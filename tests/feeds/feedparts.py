"""Feeds put together by chance out of what publishers write, to compare two readers."""

from __future__ import annotations

import re

from hypothesis import strategies as st

_TEXTS = (
    "Titel", "", " ", "Größe & Gewicht", "fÃ¼r alle", "5 < 6", "<b>fett</b>", "&lt;b&gt;fett&lt;/b&gt;", "AT&amp;T",
    "日本語",
    "https://blog.example/1", "http:///drei.example/x", "/eins", "blog.example/2", "urn:uuid:1", "a\u0085b", "€ \x80",
    "Ada", "ada@blog.example", "ada@blog.example (Ada)", "Ada <ada@blog.example>", "a, b,,c", "&euro; &#8217; x",
    "Mon, 01 Jun 2026 10:00:00 +0200", "2026-06-01T10:00:00Z", "1. Juni 2026", "gestern", "Jun 2026", "1780300800",
    "07/08/2026 5 PM", "99999999999999", "60", "daily", "de_AT", "https://blog.example/?a=1&amp;b=2", "x &nbsp; y </p>",
    "<p>Absatz</p><p>Zweiter <a href='/x'>Link</a></p>", "\u202everkehrt\u200b",
)  # fmt: skip
_PLAIN_NAMES = (
    "title", "link", "guid", "description", "pubDate", "author", "category", "comments", "id", "summary", "content",
    "updated",
    "published", "enclosure", "source", "language", "ttl", "image", "name", "email", "copyright", "unbekannt", "Title",
    "pubdate", "modified", "issued", "tags", "keywords", "url", "rights", "subtitle", "contributor", "body",
    "generator",
)  # fmt: skip
_PREFIXED_NAMES = (
    "dc:creator", "dc:date", "dc:subject", "dc:title", "dc:description", "dc:language", "dc:publisher", "dc:rights",
    "content:encoded", "itunes:author", "itunes:summary", "itunes:subtitle", "itunes:keywords", "itunes:category",
    "itunes:owner", "itunes:name", "itunes:email", "itunes:image", "itunes:explicit", "media:title",
    "media:description",
    "media:content", "media:group", "media:keywords", "media:category", "media:thumbnail", "media:credit", "atom:link",
    "atom:author", "atom:updated", "sy:updatePeriod", "sy:updateFrequency", "slash:comments", "wfw:commentRss",
    "dcterms:created", "dcterms:modified", "dcterms:valid", "georss:point", "gml:pos", "xhtml:body",
    "feedburner:origLink",
    "feedburner:browserfriendly", "cc:license", "creativeCommons:license", "psc:chapter", "eigen:ding", "eigen:title",
    "eigen:link",
    "thr:total", "admin:generatorAgent",
)  # fmt: skip
_ATTRIBUTES = (
    'type="html"', 'type="text"', 'type="xhtml"', 'type="HTML"', 'type="image/png"', 'mode="base64"',
    'xml:lang="fr_CA"',
    'xml:lang=""', 'xml:base="https://andere.example/"', 'base="https://andere.example/"',
    'href="https://blog.example/3"',
    'href="/vier"', 'rel="alternate"', 'rel="self"', 'rel="enclosure"', 'rel="REPLIES"', 'isPermaLink="false"',
    'isPermaLink="True"', 'term="Thema"', 'label="Schild"', 'scheme="s"', 'domain="d"',
    'url="https://blog.example/a.mp3"',
    'lang="it"', 'eigen:type="html"', 'eigen:base="x"', 'rdf:about="urn:x"', 'text="Wort"', 'lastmod="2026-06-01"',
    'width="12"', 'version="0.3"',
)  # fmt: skip
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom", "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/", "wfw": "http://wellformedweb.org/CommentAPI/",
    "dcterms": "http://purl.org/dc/terms/", "georss": "http://www.georss.org/georss",
    "gml": "http://www.opengis.net/gml",
    "xhtml": "http://www.w3.org/1999/xhtml", "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "cc": "http://web.resource.org/cc/", "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "psc": "http://podlove.org/simple-chapters", "eigen": "https://eigen.example/ns",
    "thr": "http://purl.org/syndication/thread/1.0", "admin": "http://webns.net/mvcb/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}  # fmt: skip
# Declarations that give prefixes and names another meaning.
_ODD_NAMESPACES = (
    ("eigen", "http://purl.org/dc/elements/1.1/"), ("dc", "https://eigen.example/ns"), ("eigen",
    "http://www.w3.org/2005/Atom"),
    ("media", "http://www.rssboard.org/media-rss"), ("itunes", "http://www.itunes.com/DTDs/Podcast-1.0.dtd"),
    ("title", "https://eigen.example/t"), ("eigen", "http://purl.org/rss/1.0/"), ("eigen", "zwei worte"),
    ("sy", "https://eigen.example/sy"), ("eigen", "http://backend.userland.com/rss2"),
)  # fmt: skip

_ITEM = {
    "rss": ("title", "link", "guid", "description", "pubDate", "author", "category", "enclosure", "comments", "source"),
    "atom": ("title", "id", "summary", "content", "updated", "published", "category"),
    "rdf": ("title", "link", "description", "dc:date", "dc:creator", "content:encoded"),
}
_ATOM_LINKS = re.compile("<atom:link[^>]*>")
_texts = st.sampled_from(_TEXTS)
_attributes = st.lists(st.sampled_from(_ATTRIBUTES), max_size=2, unique_by=lambda one: one.split("=")[0])
_atom_link = st.sampled_from((
    '<link href="https://blog.example/5"/>', '<link rel="self" href="https://blog.example/6"/>',
    '<link rel="alternate" type="application/json" href="https://blog.example/7"/>',
    '<link rel="enclosure" type="audio/mpeg" href="https://blog.example/8.mp3"/>',
))  # fmt: skip
_rss_link = st.sampled_from((
    '<atom:link rel="alternate" href="https://blog.example/10"/>',
    '<atom:link rel="SELF" href="https://blog.example/"/>',
    '<atom:link href="https://blog.example/11" type="text/plain"/>',
))  # fmt: skip
_odd_link = st.sampled_from((
    '<link href="https://blog.example/5"/>', '<link href=""/>', "<link>https://blog.example/9</link>",
))  # fmt: skip
_person = st.builds(
    "<{0}><name>{1}</name>{2}</{0}>".format,
    st.sampled_from(("author", "contributor")), st.sampled_from(("Ada", "Bert &amp; Co", "")),
    st.sampled_from(("", "<email>a@b.example</email>", "<uri>https://a.example/</uri>", "<name>Zwei</name>", "Text")),
)  # fmt: skip
_picture = st.just(
    "<image><url>https://blog.example/b.png</url><title>Bild</title><link>https://bild.example/</link></image>"
)


def _written(text: str, form: str) -> str:
    """A text as it stands in XML."""
    if form == "cdata" and "]]>" not in text:
        return f"<![CDATA[{text}]]>"
    if form == "parted":
        text = text.replace("a", "a<!-- nichts -->", 1) if "&" not in text and "<" not in text else text
        return text.replace("&", "&amp;").replace("<", "&lt;") if "<!--" not in text else text
    return text.replace("&", "&amp;").replace("<", "&lt;")


_forms = st.sampled_from(("escaped", "escaped", "cdata", "parted"))


# What an attribute is usual at; all others are odd there.
_USUAL_ATTRIBUTES = {
    "guid": ('isPermaLink="false"', 'isPermaLink="true"'), "category": ('term="Thema"', 'label="Schild"', 'domain="d"'),
    "enclosure": ('url="https://blog.example/a.mp3"', 'type="audio/mpeg"'), "title": ('type="html"', 'type="text"'),
    "summary": ('type="html"', 'xml:lang="fr_CA"'), "content": ('type="html"', 'type="text"', 'xml:lang=""'),
    "description": ('type="html"', 'xml:lang="fr"'), "media:description": ('type="plain"', 'type="html"'),
    "media:content": ('url="https://blog.example/b.jpg"', 'medium="image"'), "itunes:category": ('text="Wort"',),
    "media:category": ('label="Schild"', 'scheme="s"'), "source": ('url="https://andere.example/"',),
}  # fmt: skip
_USUAL_FOREIGN = tuple(
    name for name in _PREFIXED_NAMES
    if name not in ("dc:description", "atom:link", "atom:author", "atom:updated", "dcterms:valid", "gml:pos",
    "xhtml:body",
                    "cc:license", "itunes:owner")
)  # fmt: skip
_IN_MEDIA = ("media:title", "media:description", "media:keywords", "media:category", "media:thumbnail", "media:credit")


@st.composite
def _element(draw: st.DrawFn, names: tuple[str, ...], odd: bool) -> str:
    name = draw(st.sampled_from(names))
    known = draw(st.lists(st.sampled_from(_USUAL_ATTRIBUTES[name]), max_size=2, unique_by=_attribute_name)) if (
        name in _USUAL_ATTRIBUTES and draw(st.booleans())
    ) else []  # fmt: skip
    attributes = "".join(f" {one}" for one in (draw(_attributes) if odd and draw(st.booleans()) else known))
    inside = _written(draw(_texts), draw(_forms))
    if odd and draw(st.integers(0, 3)) == 3:
        inside += draw(_element(_PREFIXED_NAMES + _PLAIN_NAMES, odd))
    elif name in ("media:content", "media:group"):
        inside += "".join(draw(st.lists(_element(_IN_MEDIA, odd), max_size=3)))
    return f"<{name}{attributes}>{inside}</{name}>"


def _attribute_name(attribute: str) -> str:
    return attribute.partition("=")[0]


@st.composite
def _children(draw: st.DrawFn, kind: str, most: int, odd: bool) -> str:
    """What an entry or a feed holds, in any order; `odd` things here and there, if wanted."""
    usual = _ITEM[kind]
    once = draw(st.lists(st.sampled_from(usual), max_size=most, unique=True))
    parts = [draw(_element((name,), odd=False)) for name in once]
    parts += draw(st.lists(_element(_USUAL_FOREIGN, odd=False), max_size=3))
    parts += draw(st.lists(st.one_of(_atom_link, _person) if kind == "atom" else _rss_link, max_size=2))
    if odd:
        parts.append(draw(st.one_of(_odd_link, _element(_PLAIN_NAMES + _PREFIXED_NAMES, odd=True))))
    return "".join(draw(st.permutations(parts)))


@st.composite
def feeds(draw: st.DrawFn) -> str:
    """The text of a feed, well-formed.

    RSS 2.0, Atom 1.0 or RSS 1.0, a third of it as no format allows.
    """
    kind = draw(st.sampled_from(("rss", "rss", "atom", "rdf")))
    odd = draw(st.integers(0, 2)) == 2
    namespaces = dict(_NAMESPACES)
    if odd and draw(st.booleans()):
        namespaces.update([draw(st.sampled_from(_ODD_NAMESPACES))])
    if kind == "rdf" and not odd:
        del namespaces["atom"]
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    languages = ("", ' xml:lang="de"', ' xml:lang="en_GB"', *((' lang="it"', ' xml:base="/x/"') if odd else ()))
    language = draw(st.sampled_from(languages))
    fields = draw(_children(kind, 3, odd and draw(st.booleans())))
    if kind != "atom" and draw(st.booleans()):
        fields += draw(_picture)
    entry = "entry" if kind == "atom" else "item"
    openings = ("", "", ' rdf:about="https://blog.example/12"', ' xml:lang="nl"', *((' href="x"',) if odd else ()))
    entries = "".join(
        f"<{entry}{draw(st.sampled_from(openings))}>{draw(_children(kind, 6, odd and draw(st.booleans())))}</{entry}>"
        for _ in range(draw(st.integers(0, 3)))
    )
    head = draw(st.sampled_from(("", '<?xml version="1.0"?>', "\n<?xml version='1.0'?>\n<!-- x -->", "<?x y ?>")))
    end = draw(st.sampled_from(("", "\n", "<!-- Ende -->", "<!-- <item> -->", "<?x y?>"))) if odd else ""
    if kind == "atom":
        return f'{head}<feed xmlns="http://www.w3.org/2005/Atom"{declared}{language}>{fields}{entries}</feed>{end}'
    if kind == "rss":
        inside = "".join(draw(st.permutations([fields, entries])))
        return f'{head}<rss version="2.0"{declared}{language}><channel>{inside}</channel></rss>{end}'
    feed = (
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/"{declared}{language}><channel>{fields}</channel>{entries}</rdf:RDF>'
    )
    return head + (feed if odd else _ATOM_LINKS.sub("", feed)) + end
