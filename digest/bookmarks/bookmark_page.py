"""Bookmarks as HTML: Netscape's format, used by browsers, Raindrop, linkding, Pinboard.

And Pocket's.

Netscape's has no standard but Microsoft's description of it (NETSCAPE-Bookmark-file-1): <DT><H3> names a folder, <DL>
holds it, <DT><A HREF ADD_DATE TAGS> is a bookmark and <DD> behind it the note. Few elements are ever closed.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from digest.bookmarks.collecting import Collecting, split_tags
from digest.bookmarks.reading_list import ReadingList
from digest.domain.message import msg
from digest.domain.text import one_line

# linkding puts its notes, which are Markdown, into the description.
_NOTES_OF_LINKDING = re.compile(r"\s*\[linkding-notes\](.*?)(?:\[/linkding-notes\]|\Z)", re.DOTALL)


def read_bookmark_page(text: str) -> ReadingList:
    """Every link of the file with what stands beside it."""
    collecting = Collecting("bookmarks")
    parser = _Bookmarks(collecting)
    parser.feed(text)
    parser.close()
    parser.finish()
    begun = text.rfind("<")
    if begun >= 0 and ">" not in text[begun:]:
        reason = msg("the file ends in the middle of a bookmark")
        collecting.leave_out(text.count("\n", 0, begun) + 1, text[begun : begun + 1000], reason)
    return collecting.result()


class _Bookmarks(HTMLParser):
    def __init__(self, collecting: Collecting) -> None:
        super().__init__(convert_charrefs=True)
        self._collecting = collecting
        self._folders: list[str] = []
        self._next_folder = ""
        self._bookmark: tuple[int, dict[str, str]] | None = None
        self._title: list[str] = []
        self._note: list[str] = []
        self._into: list[str] | None = None

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Do nothing: an unclosed <script> or <title> must not swallow the bookmarks behind it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.finish()
            if "href" in values or "feedurl" in values:
                self._bookmark = self.getpos()[0], values
                self._into = self._title
        elif tag in ("h1", "h2", "h3"):
            self.finish()
            # The bar and the menu of a browser are no subjects.
            is_place = {"personal_toolbar_folder", "unfiled_bookmarks_folder"} & values.keys()
            self._next_folder = ""
            self._into = [] if is_place or tag != "h3" else self._title
        elif tag == "dd":
            self._into = self._note
        elif tag in ("dl", "dt", "li", "ul"):
            self.finish()
            if tag == "dl":
                self._folders.append(self._next_folder)
                self._next_folder = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "h3":
            self._next_folder = one_line("".join(self._title))
            self._title.clear()
        if tag in ("a", "h1", "h2", "h3"):
            self._into = None
        elif tag == "dl":
            self.finish()
            if self._folders:
                self._folders.pop()

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def finish(self) -> None:
        """Take the bookmark in that was open until here."""
        if self._bookmark is not None:
            line, values = self._bookmark
            title = "".join(self._title)
            if values.get("feedurl"):
                self._collecting.feed(line, values["feedurl"], title=title, folders=self._folders)
            else:
                self._collecting.page(
                    line,
                    values.get("href", ""),
                    title=title,
                    note=_NOTES_OF_LINKDING.sub(r" · \1", "".join(self._note)).removeprefix(" · "),
                    tags=[*split_tags(values.get("tags", "")), *self._folders],
                    added=values.get("add_date") or values.get("time_added"),
                )
        self._bookmark, self._into = None, None
        self._title.clear()
        self._note.clear()
