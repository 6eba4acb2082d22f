"""Takes pages and feeds in one after the other, and tells of what is none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.bookmarks.reading_list import LONGEST_TOLD, LeftOut, ListedFeed, ListedPage, ReadingList
from digest.bookmarks.written_times import read_time
from digest.domain.folders import DEEPEST_FOLDER, folder_path
from digest.domain.message import Message, msg
from digest.domain.secrets import masked
from digest.domain.text import one_line
from digest.domain.url import address_of, web_address

_LONGEST_NOTE = 4_000
_LONGEST_TAG, _MOST_TAGS = 60, 30
# What addresses of feeds look like: https://…/feed/, /rss.xml, /index.rdf, ?format=atom, feeds.example.org.
_FEED_ADDRESS = re.compile(
    r"""^https?://(?:feeds?|rss)\.[^/]+|/(?:feeds?|rss|atom|rdf)(?:2|1\.0|2\.0)?(?:\.xml|\.php|\.json)?/?(?:$|[?\#])
    |\.(?:rss|atom|rdf|xml)(?:$|[?\#])|[?&](?:feed|format|type|alt)=(?:rss|atom|rdf|feed|json-?feed)""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_TAG = frozenset({
    "unread", "archive", "starred", "unsorted", "new", "later", "shortlist", "read", "untagged",
    "bookmarks", "bookmarks bar", "bookmarks menu", "bookmarks toolbar", "other bookmarks", "mobile bookmarks",
    "lesezeichen", "lesezeichenleiste", "lesezeichen-symbolleiste", "lesezeichen-menü", "weitere lesezeichen",
    "mobile lesezeichen", "favoriten", "favorites", "favorites bar", "favoritenleiste", "menu", "toolbar", "unfiled",
    "mobile", "roots", "read archive",
})  # fmt: skip


def looks_like_feed(url: str) -> bool:
    """Whether an address alone says that a feed stands there."""
    return _FEED_ADDRESS.search(url) is not None


class Collecting:
    """The lines of one list."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._feeds: list[ListedFeed] = []
        self._pages: list[ListedPage] = []
        self._left_out: list[LeftOut] = []

    def page(
        self, line: int, url: str, *, title: str = "", note: str = "", tags: Iterable[str] = (), added: object = None,
        author: str = "",
    ) -> None:  # fmt: skip
        """Add a page, or report that its address is none. `added` is the list's date, in any form."""
        address = web_address(url) or address_of(url)
        if address is None:
            self.leave_out(line, url or title, _no_address(url))
            return
        self._pages.append(
            ListedPage(
                line,
                address,
                _plain_title(title, url),
                one_line(note, _LONGEST_NOTE),
                tidy_tags(tags),
                read_time(added),
                one_line(author, LONGEST_TOLD),
            )
        )

    def feed(self, line: int, url: str, *, title: str = "", folders: Iterable[str] = (), category: str = "") -> None:
        """Take a feed in, or tell that its address is none. `folders` from the outermost inwards."""
        address = web_address(url) or address_of(url)
        if address is None:
            self.leave_out(line, url or title, _no_address(url))
        else:
            names = (one_line(name, LONGEST_TOLD) for name in folders)
            folder = folder_path([name for name in names if name.lower() not in _NO_TAG][:DEEPEST_FOLDER])
            self._feeds.append(ListedFeed(line, address, _plain_title(title, url), folder, category))

    def leave_out(self, line: int, text: str, reason: Message) -> None:
        """Tell of a line that is not taken over."""
        self._left_out.append(LeftOut(line, one_line(masked(text[:1000]), LONGEST_TOLD), reason))

    @property
    def is_empty(self) -> bool:
        """True as long as neither page nor feed has been found."""
        return not (self._pages or self._feeds)

    def result(self) -> ReadingList:
        """All that was found, in the list's order."""
        return ReadingList(self._kind, tuple(self._feeds), tuple(self._pages), (), tuple(self._left_out))


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without those for a program's own folders, each once, in order."""
    named = (one_line(tag, _LONGEST_TAG).lstrip("#") for tag in tags)
    return tuple(dict.fromkeys(tag for tag in named if tag and tag.lower() not in _NO_TAG))[:_MOST_TAGS]


def split_tags(text: str) -> list[str]:
    """Tags as tables write them: parted by |, by ; or by commas."""
    sign = next((sign for sign in "|;" if sign in text), ",")
    return [tag.strip() for tag in text.split(sign)]


def _plain_title(title: str, url: str) -> str:
    """The title, unless the program only filled in the address."""
    title = one_line(title)
    return "" if title == url.strip() else title


def _no_address(url: str) -> Message:
    return msg("this is no web address") if url.strip() else msg("there is no address")
