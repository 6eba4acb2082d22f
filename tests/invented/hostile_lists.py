"""Hostile lists of feeds in OPML, and one that is none."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import quoteattr

ADDRESSES = (
    "javascript:alert(9)", "file:///etc/passwd", "data:text/xml,<rss/>", "ftp://dateien.example/rss",
    "gopher://alt.example/1",
    "mailto:a@post.example", "", "http://news.example/rss", "/feed", "https://", "https://gut.example/feed.xml",
    "feed:https://gut2.example/feed.xml",
    "  https://gut3.example/feed.xml\n", "https://täst.example/fäed.xml", "https://wer:geheim@konto.example/rss",
    "http://127.0.0.1/rss", "http://[::1]/rss", "https://x.example:8443/rss",
)  # fmt: skip
SAME = (
    "https://feed.example/rss", "https://feed.example/rss", "https://FEED.example/rss",
    "https://feed.example:443/rss",
    " https://feed.example/rss ", "https://feed.example/rss#oben", "https://feed.example/rss/",
    "http://feed.example/rss",
    "feed://feed.example/rss",
)  # fmt: skip

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Lesezeichen</TITLE><H1>Lesezeichen</H1>
<DL><p><DT><A HREF="https://seite.example/">Eine Seite</A></DL>
"""

BROKEN = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Schief & krumm</title></head><body>
<outline text="Der erste" xmlUrl="https://feed.example/1?a=1&b=2"/>
<outline text="Der "zweite" hier" xmlUrl="https://feed.example/2"/>
<outline text="Der dritte" xmlurl=https://feed.example/3 />
<outline text="Der vierte" XMLURL="https://feed.example/4">
"""


def opml(body: str, before: str = "") -> bytes:
    head = "<head><title>Unfug</title></head>"
    document = f'{before}<opml version="2.0">{head}<body>{body}</body></opml>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


def outlines(addresses: tuple[str, ...]) -> bytes:
    return opml("".join(f'<outline text="Liste {n}" xmlUrl={quoteattr(url)}/>' for n, url in enumerate(addresses)))


def nested() -> bytes:
    opened = "".join(f'<outline text="Ordner {number}">' for number in range(1000))
    return opml(f'{opened}<outline text="Ganz unten" xmlUrl="https://feed.example/tief.xml"/>{"</outline>" * 1000}')


def bomb() -> bytes:
    names = "".join(f'<!ENTITY h{n} "{f"&h{n - 1};" * 10}">' for n in range(1, 10))
    before = f'<!DOCTYPE opml [<!ENTITY h0 "ha">{names}<!ENTITY fremd SYSTEM "file:///etc/passwd">]>\n'
    first = '<outline text="&h9;" xmlUrl="https://feed.example/a"/>'
    return opml(f'{first}<outline text="B &fremd;" xmlUrl="https://feed.example/b"/>', before)


LISTS: dict[str, Callable[[], bytes]] = {
    "35-opml-nested-1000.opml": nested,
    "36-opml-dangerous-urls.opml": lambda: outlines(ADDRESSES),
    "37-opml-duplicates.opml": lambda: outlines(SAME),
    "38-opml-billion-laughs.opml": bomb,
    "39-opml-broken.opml": BROKEN.encode,
    "40-opml-bookmark-html.opml": BOOKMARKS.encode,
}
