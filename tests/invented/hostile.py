"""Hostile feeds, made up here.

Each has the name of the kind of trap it is, and as many entries as its kind asks for.
They are written by code, not kept as files, because they hold control characters, wrong encodings and megabytes.
Lists of feeds stand in `hostile_lists.py`.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.invented.hostile_lists import LISTS
from tests.invented.hostile_texts import ACTIVE, DATES, ESCAPES, HIDDEN, LINKS, MARKDOWN, MARKUP, PATHS, SEARCHES, WIDE

DAY = "Mon, 08 Jun 2026 07:30:00 +0200"
HEAD = "<title>Unfug aus dem Netz</title><link>https://feed.example/</link><description>Erfunden</description>"


def item(number: int, title: str, link: str | None = None, more: str = "", text: str = "Text", day: str = DAY) -> str:
    """An entry whose title is escaped and whose other parts are put in as they are."""
    where = f"https://feed.example/unfug/{number}" if link is None else escape(link)
    return (
        f"<item><title>{escape(title)}</title><link>{where}</link>"
        f'<guid isPermaLink="false">unfug-{number}</guid><pubDate>{day}</pubDate>'
        f"<description>{text}</description>{more}</item>\n"
    )


def rss(items: str | Sequence[str], encoding: str = "UTF-8", before: str = "", head: str = HEAD, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{before}<rss version="2.0"{more}><channel>{head}\n'
        f"{''.join(items)}</channel></rss>\n"
    )


def titled(titles: Sequence[str]) -> bytes:
    return rss([item(number, title) for number, title in enumerate(titles)]).encode()


def entities(words: str) -> str:
    return f"<!DOCTYPE rss [{words}]>\n"


# Entities, bombs and bodies that are no feeds


def billion_laughs() -> bytes:
    names = "".join(f'<!ENTITY h{n} "{f"&h{n - 1};" * 10}">' for n in range(1, 11))
    items = (
        "<item><title>Zehn Milliarden</title><guid>a</guid><description>&h10;</description></item>"
        "<item><title>Danach</title><guid>b</guid><description>Text</description></item>"
    )
    return rss(items, before=entities(f'<!ENTITY h0 "haha">{names}')).encode()


def quadratic_blowup() -> bytes:
    long = entities(f'<!ENTITY lang "{"b" * 12_000}">')
    text = "&lang;" * 3000
    return rss(
        f"<item><title>Quadrat</title><guid>a</guid><description>{text}</description></item>", before=long
    ).encode()


def outside(address: str, title: str) -> bytes:
    body = f"<item><title>{title}</title><guid>a</guid><description>&xxe;</description></item>"
    return rss(body, before=entities(f'<!ENTITY xxe SYSTEM "{address}">')).encode()


def packed(entries: int, megabytes: int) -> bytes:
    """A feed that packs to almost nothing."""
    text = "z" * (megabytes * 1_000_000 // entries)
    return gzip.compress(rss([item(number, "Groß", text=text) for number in range(entries)]).encode(), 1)


def truncated() -> bytes:
    whole = rss([item(number, f"Meldung {number}") for number in (1, 2, 3, 4)]).encode()
    return whole[: whole.index(b"<pubDate>", whole.index(b"Meldung 4"))]


PAGE = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Startseite des Blogs</title>
<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed.xml">
<link rel="alternate" type="application/atom+xml" title="Atom" href="/atom.xml">
</head><body><h1>Hier stand einmal ein Feed</h1><p>Jetzt steht hier eine Seite.</p></body></html>
"""


def garbage() -> bytes:
    return random.Random(11).randbytes(3000)


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06" + random.Random(12).randbytes(
        400
    )


# Encodings


def umlauts(declared: str, written: str) -> bytes:
    titles = ("Überraschung im Schloss: große Öfen", "Mädchen führen Gespräche")
    return rss([item(n, title, text="Straße") for n, title in enumerate(titles)], encoding=declared).encode(written)


def quotes() -> bytes:
    return rss(item(1, "„Zitat“ – mit Gedankenstrich … und €"), encoding="windows-1252").encode("windows-1252")


# Texts that a terminal, a table or a browser might obey


def escapes_raw() -> bytes:
    return titled([title.replace("\x00", "\x01") for title in ESCAPES])


def escapes_as_references() -> bytes:
    def written(title: str) -> str:
        return "".join(f"&#{ord(char)};" if char < " " or "\x7f" <= char <= "\x9f" else escape(char) for char in title)

    return rss(
        f"<item><title>{written(title)}</title><guid>{number}</guid>"
        f"<description>{escape(written(title))}</description></item>"
        for number, title in enumerate(ESCAPES)
    ).encode()


def escapes_in_json() -> bytes:
    items = [{"id": str(number), "title": title, "content_text": title} for number, title in enumerate(ESCAPES)]
    return as_json("Escape in JSON \x1b[5m", items)


def as_json(title: Any, items: list[Any]) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}).encode()


def markup() -> bytes:
    items = (
        item(number, title, more=f"<dc:creator>{escape(title)}</dc:creator><category>{escape(title)}</category>")
        for number, title in enumerate(MARKUP)
    )
    names = ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return rss(items, head=HEAD.replace("Unfug", "[blink]Unfug[/]"), more=names).encode()


def long_title() -> bytes:
    return titled(["Sehr langer Titel " * 60_000, "Kurz"])


def dangerous_links() -> bytes:
    return rss([item(number, f"Adresse {number}", link) for number, link in enumerate(LINKS)]).encode()


def active_content() -> bytes:
    return rss(
        item(number, f"Aktiv {number}", text=f"<![CDATA[<p>Text davor.</p>{part}<p>Text danach.</p>]]>")
        for number, part in enumerate(ACTIVE)
    ).encode()


def atom(entries: str, more: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{more}>'
        f"<title>Unfug in Atom</title><id>urn:unfug</id><updated>2026-06-08T07:30:00Z</updated>\n{entries}</feed>\n"
    ).encode()


def entry(number: int, title: str, parts: str) -> str:
    return f"<entry><id>urn:unfug:{number}</id>{title}<updated>2026-06-08T07:30:00Z</updated>{parts}</entry>\n"


def active_atom() -> bytes:
    inside = '<div xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script><p onclick="alert(2)">Text</p></div>'
    return atom(
        entry(1, "<title>In XHTML</title>", f'<content type="xhtml">{inside}</content>')
        + entry(2, "<title>5 &lt; 6 &amp; &lt;b&gt;kein Fett&lt;/b&gt;</title>", '<summary type="text">a</summary>')
        + entry(3, '<title type="html">&lt;i&gt;schräg&lt;/i&gt;&lt;script&gt;alert(3)&lt;/script&gt;</title>', "")
    )


# Which entry is which, and when


def pair(number: int, title: str, guid: str) -> str:
    return (
        f"<item><title>{title}</title><link>https://feed.example/{number}</link>"
        f"<guid isPermaLink='false'>{guid}</guid><description>Text</description></item>"
    )


def duplicate_guids() -> bytes:
    return rss(
        [
            pair(1, "Erster", "doppelt"), pair(2, "Zweiter, anderer Inhalt, gleiche GUID", "doppelt"),
            pair(3, "Einzeln", "allein"), pair(3, "Einzeln", "allein"), pair(4, "Leere GUID", "  "),
            pair(5, "Auch leere GUID", "  "),
        ]
    ).encode()  # fmt: skip


def moved(*links: str) -> bytes:
    return rss([item(number, f"Umzug {number}", link) for number, link in enumerate(links)]).encode()


def no_guid() -> bytes:
    def plain(**parts: str) -> str:
        return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items()) + "</item>\n"

    link, same = "https://feed.example/nur", "https://feed.example/derselbe"
    return rss(
        [
            plain(title="Nur Link", link=link), plain(title="Nur Titel"), plain(description="Nur Beschreibung"),
            plain(), plain(title="Gleicher Link A", link=same), plain(title="Gleicher Link B", link=same),
            plain(title="Nur Link", link=link),
        ]
    ).encode()  # fmt: skip


def dates() -> bytes:
    items = [item(number, title, day=day) for number, (title, day) in enumerate(DATES.items())]
    return rss([*items, "<item><title>kein Datum</title><guid>ohne</guid></item>"]).encode()


def ten_thousand() -> bytes:
    return rss(item(number, f"Kurzmeldung {number}") for number in range(10_000)).encode()


# Broken in one place


def lone_surrogate() -> bytes:
    return as_json(
        "Halbe Zeichen", [{"id": "1", "title": "halb \ud83d und weiter"}, {"id": "2", "content_text": "\udc00"}]
    )


def xml_base() -> bytes:
    def link(path: str, base: str, text: str) -> str:
        return f'<link href="{path}"/><content type="html"{base}>{escape(text)}</content>'

    images = '<p>Text <a href="x.html">mehr</a> <img src="/bild.png" alt=""></p>'
    parts = [
        link("2026/a.html", "", images),
        link("archiv/b.html", ' xml:base="archiv/tief/"', '<a href="c.html">Text</a>'),
        link("//cdn.example/d", "", "Text"),
    ]
    return atom("".join(entry(number, f"<title>Bezug {number}</title>", part) for number, part in enumerate(parts)),
                ' xml:base="https://feed.example/blog/"')  # fmt: skip


def relative_links() -> bytes:
    text = escape('<a href="zwei">Text</a>')
    return rss([item(1, "Von der Wurzel", "/a/1", text=text), item(2, "Nichts davor", "feed.example/x")]).encode()


def null_bytes() -> bytes:
    return titled(["Null#im Titel", "Danach"]).replace(b"#", b"\x00")


def deep_html() -> bytes:
    deep = escape("<div><b>" * 10_000 + "Kern" + "</b></div>" * 10_000)
    return rss([item(1, "Tief", text=deep), item(2, "Danach")]).encode()


def deep_xml() -> bytes:
    return rss([item(1, "Tief", more="<y>" * 10_000 + "</y>" * 10_000), item(2, "Danach")]).encode()


def odd_links() -> bytes:
    links = (
        '<link rel="enclosure" href="https://feed.example/ton.mp3"/>',
        '<link rel="self" href="https://feed.example/e2"/>',
        "", '<link href=""/>', '<link href="javascript:alert(1)"/>',
        '<link rel="edit" href="https://feed.example/falsch"/><link rel="alternate" href="https://feed.example/richtig"/>',
    )  # fmt: skip
    return atom("".join(entry(number, f"<title>Verweis {number}</title>", part) for number, part in enumerate(links)))


def one_broken_item() -> bytes:
    def good(number: int, title: str) -> str:
        return item(number, title).replace(f"unfug-{number}", f"urn:test:{number}")

    broken = (
        "<item><title>Drei & <i>schief</title><link>https://feed.example/3?a=1&b=2</link>"
        "<guid>urn:test:3</guid><description>Rat & Tat <br> offen</item>\n"
    )
    return rss([good(1, "Eins"), good(2, "Zwei"), broken, good(4, "Vier"), good(5, "Fünf")]).encode()


def wrong_types() -> bytes:
    return as_json(
        None,
        [
            {"id": 7, "title": None, "content_html": "Eine Zahl"}, {"id": "8", "title": {"a": 1},
            "content_text": ["b"]},
            {"url": "https://feed.example/ohne"}, None, "Wort", "",
            {"id": "9", "url": "javascript:alert(1)", "content_html": "<script>x</script>Text",
            "tags": "keine Liste"},
            {"id": "10", "title": "heil", "content_text": "heil", "authors": 3, "date_published": "2026-99-99"},
        ],
    )  # fmt: skip


def undefined_entities() -> bytes:
    titles = ("F&uuml;r M&auml;nner &amp; Frauen &ndash; gr&ouml;&szlig;er", "Preis: 3&nbsp;&euro; &unbekannt;",
              "doppelt: M&amp;uuml;nchen, AT&amp;amp;T, 5 &amp;lt; 6")  # fmt: skip
    return rss(
        f"<item><title>{title}</title><guid>{number}</guid></item>" for number, title in enumerate(titles)
    ).encode()


def many_categories() -> bytes:
    tags = "".join(f"<category>Wort {number}, Komma; Strichpunkt</category>" for number in range(3000))
    return rss([item(1, "Dreitausend Wörter", more=tags), item(2, "Danach")]).encode()


def line_breaks() -> bytes:
    first = item(1, "Kopf@Set-Cookie: untergeschoben", "https://feed.example/%0d%0aY: z").replace("@", "&#13;&#10;")
    return rss([first, item(2, "Protokoll@2026-06-08 FEHLER erfunden").replace("@", "&#10;")]).encode()


FEEDS: dict[str, Callable[[], bytes]] = {
    "01-billion-laughs.xml": billion_laughs,
    "02-quadratic-blowup.xml": quadratic_blowup,
    "03-xxe-file.xml": lambda: outside("file:///etc/passwd", "Vor &xxe; nach"),
    "04-xxe-http.xml": lambda: outside("http://127.0.0.1:18099/fremd.dtd", "Von nebenan"),
    "05-gzip-bomb.xml.gz": lambda: packed(1, 40),
    "06-50mb-description.xml.gz": lambda: packed(2, 50),
    "07-truncated.xml": truncated,
    "08-html-page-as-feed.xml": PAGE.encode,
    "09-empty.xml": lambda: b"",
    "10-whitespace-only.xml": lambda: b" \r\n\t\n ",
    "11-binary-garbage.xml": garbage,
    "12-png-as-feed.xml": picture,
    "13-declared-utf8-is-latin1.xml": lambda: umlauts("UTF-8", "latin-1"),
    "14-declared-latin1-is-utf8.xml": lambda: umlauts("ISO-8859-1", "utf-8"),
    "15-declared-utf16-is-utf8.xml": lambda: umlauts("UTF-16", "utf-8"),
    "16-unknown-charset.xml": lambda: umlauts("x-klingonisch", "utf-8"),
    "17-windows1252-quotes.xml": quotes,
    "18-terminal-escapes-raw.xml": escapes_raw,
    "19-terminal-escapes-charref.xml": escapes_as_references,
    "20-terminal-escapes.json": escapes_in_json,
    "21-rich-textual-markup.xml": markup,
    "22-bidi-zero-width.xml": lambda: titled(HIDDEN),
    "23-title-1mb.xml": long_title,
    "24-dangerous-links.xml": dangerous_links,
    "25-xss-content.xml": active_content,
    "26-xss-atom-xhtml.xml": active_atom,
    "27-markdown-breaking-titles.xml": lambda: titled(MARKDOWN),
    "28-duplicate-guids.xml": duplicate_guids,
    "29a-guid-changed-link-v1.xml": lambda: moved("https://alt.example/a", "https://alt.example/b"),
    "29b-guid-changed-link-v2.xml": lambda: moved("https://neu.example/a", "https://alt.example/b"),
    "30-no-guid.xml": no_guid,
    "31-dates.xml": dates,
    "32-10000-items.xml": ten_thousand,
    "33-unicode-width.xml": lambda: titled(WIDE),
    "34-lone-surrogate.json": lone_surrogate,
    "41-relative-links-xml-base.xml": xml_base,
    "42-rss-relative-links.xml": relative_links,
    "43-null-bytes.xml": null_bytes,
    "44-deep-html.xml": deep_html,
    "45-deep-xml.xml": deep_xml,
    "46-atom-odd-links.xml": odd_links,
    "47-empty-channel.xml": lambda: rss("").encode(),
    "48-one-broken-item.xml": one_broken_item,
    "49-jsonfeed-wrong-types.json": wrong_types,
    "50-undefined-entities.xml": undefined_entities,
    "51-path-traversal.xml": lambda: titled(PATHS),
    "52-search-syntax.xml": lambda: titled(SEARCHES),
    "53-many-categories.xml": many_categories,
    "54-crlf-injection.xml": line_breaks,
}
HOSTILE: dict[str, Callable[[], bytes]] = {**FEEDS, **LISTS}
