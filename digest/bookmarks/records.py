"""Lists as JSON: linkding, Readwise, Raindrop, Pocket, wallabag, Pinboard, browsers.

And the heirs of Google Reader.

Their shapes differ, their words hardly: every object with an address and a title, or a date, is a page; one with
children is a folder. One object a line (JSON Lines) is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

from digest.bookmarks.collecting import Collecting, split_tags
from digest.bookmarks.reading_list import ReadingList, refusal
from digest.domain.message import msg

# Readwise Reader's own page of a document stands in `url`, the document's in `source_url`.
_URL = ("source_url", "resolved_url", "given_url", "url", "href", "uri", "link")
_FEED = ("feed_url", "feedUrl", "xmlUrl", "xmlurl")
_TITLE = ("title", "resolved_title", "given_title", "name", "website_title")
_NOTE = ("notes", "note", "document_note")
_DESCRIPTION = ("description", "excerpt", "summary", "website_description")
_TAGS = ("tag_names", "tags", "labels", "book_tags", "categories")
_ADDED = (
    "date_added", "dateAdded", "time_added", "created", "created_at", "saved_at", "savedAt", "starred_at", "time",
    "added", "published", "published_at", "bookmarkDate",
)  # fmt: skip
_DEEPEST = 200


def read_records(text: str) -> ReadingList:
    """The pages of a JSON document."""
    collecting = Collecting("json")
    try:
        _collect(orjson.loads(text), collecting, 0)
    except orjson.JSONDecodeError as error:
        if "\n{" not in text.strip():
            return refusal(
                msg("The file is no complete JSON ({detail}).", detail=_place(text, error)),
                msg("Export it once more from the other program."),
            )
        _collect_lines(text, collecting)
    return collecting.result()


def _collect_lines(text: str, collecting: Collecting) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            _collect(orjson.loads(line), collecting, number)
        except orjson.JSONDecodeError:
            collecting.leave_out(number, line, msg("the line is no complete JSON"))


def _collect(document: Any, collecting: Collecting, line: int) -> None:
    """Gather every page in order, without recursion; without a `line` records are numbered."""
    waiting: list[tuple[Any, tuple[str, ...], int]] = [(document, (), 0)]
    number = 0
    while waiting:
        value, folders, depth = waiting.pop()
        inside: list[Any] = []
        if isinstance(value, list):
            inside = value
        elif isinstance(value, dict):
            if address := _address(value):
                number += 1
                _take(value, address, folders, collecting, line or number)
            elif feed := _text(value, _FEED):
                number += 1
                title, category = _text(value, _TITLE), value.get("category")
                inner = (_text(category, ("title", "name")),) if isinstance(category, dict) else folders
                collecting.feed(line or number, feed, title=title, folders=inner)
            else:
                inside = [one for one in value.values() if isinstance(one, (dict, list)) and one]
                if _text(value, _TITLE) and not inside and not isinstance(value.get("children"), list):
                    number += 1
                    collecting.leave_out(line or number, _text(value, _TITLE), msg("there is no address"))
                folders = (*folders, _text(value, ("title", "name")))
        if depth < _DEEPEST:
            waiting.extend((one, folders, depth + 1) for one in reversed(inside))


def _address(value: Mapping[str, Any]) -> str:
    """The address of a page: an object that has one, and something else that bookmarks have."""
    others = (*_TITLE, *_NOTE, *_DESCRIPTION, *_TAGS, *_ADDED)
    if not any(name in value for name in others) or isinstance(value.get("children"), list):
        return ""
    if address := _text(value, _URL):
        return address
    for name in ("canonical", "alternate"):  # Google Reader, as Inoreader and FreshRSS export it
        links = value.get(name)
        if isinstance(links, list) and links and isinstance(links[0], dict) and _text(links[0], ("href",)):
            return _text(links[0], ("href",))
    return ""


def _take(
    value: Mapping[str, Any], address: str, folders: tuple[str, ...], collecting: Collecting, number: int
) -> None:
    title, note = _text(value, _TITLE), _text(value, _NOTE)
    tags = _tags(next((value[name] for name in _TAGS if value.get(name)), ()))
    if "extended" in value and "href" in value:  # Pinboard calls the title description, and parts tags by blanks
        title, note, tags = _text(value, ("description",)), _text(value, ("extended",)), " ".join(tags).split()
    highlights = value.get("highlights")
    quoted = (
        [_text(one, ("text",)) for one in highlights if isinstance(one, dict)] if isinstance(highlights, list) else []
    )
    note = " · ".join(part for part in (note, *quoted) if part) or _text(value, _DESCRIPTION)
    collection = value.get("collection")
    if isinstance(collection, dict):
        folders = (_text(collection, ("title",)),)
    collecting.page(
        number,
        address,
        title=title,
        note=note,
        tags=[*tags, *folders],
        added=next((value[name] for name in _ADDED if value.get(name)), None),
        author=_text(value, ("author",)),
    )


def _tags(written: Any) -> list[str]:
    """Tags as a text, a list of texts or objects with names, or an object's keys."""
    if isinstance(written, str):
        return split_tags(written)
    if isinstance(written, dict):
        return [*written]
    names = [_text(one, ("name", "title", "label")) if isinstance(one, dict) else one for one in written or ()]
    # Google Reader: "user/-/label/Krise" is a label, "user/-/state/com.google/starred" none.
    parts = [name.rpartition("/label/")[2] for name in names if isinstance(name, str)]
    return [name for name in parts if not name.startswith("user/")]


def _text(value: Any, names: tuple[str, ...]) -> str:
    """The first of these fields that holds a text."""
    found = (value.get(name) for name in names) if isinstance(value, dict) else ()
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _place(text: str, error: json.JSONDecodeError) -> str:
    return f"{error.lineno}:{error.colno}" if text.strip() else "0"
