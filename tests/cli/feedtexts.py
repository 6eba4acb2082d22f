"""Small feeds for command line tests."""

from __future__ import annotations

import zlib
from xml.sax.saxutils import escape


def rss(*titles: str, feed: str = "Kanzelblick", site: str = "https://kanzelblick.example", lang: str = "de") -> bytes:
    """An RSS 2.0 feed with one entry a title, a minute apart, the first one newest."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{site}/{number}</link><guid>{site}/{number}</guid>"
        f"<description>Anriss {number}</description>"
        f"<pubDate>Fri, 20 Nov 2026 08:{len(titles) - position:02d}:00 GMT</pubDate></item>"
        for position, (number, title) in enumerate((zlib.crc32(title.encode()), title) for title in titles)
    )
    return (
        f'<rss version="2.0"><channel><title>{escape(feed)}</title><link>{site}/</link>'
        f"<language>{lang}</language>{items}</channel></rss>"
    ).encode()
