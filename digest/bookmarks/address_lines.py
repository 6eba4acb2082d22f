"""Lists of one address a line: newsboat's `urls`, and those that people write."""

from __future__ import annotations

import re
from pathlib import PurePath

from digest.bookmarks.collecting import Collecting, looks_like_feed
from digest.bookmarks.reading_list import ReadingList, refusal
from digest.domain.message import msg
from digest.domain.url import address_of

# What newsboat takes in place of an address (newsboat's documentation, "Query feeds", "Scripts and filters").
_NO_ADDRESS = ("query:", "exec:", "filter:", "file:")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_ESCAPE = re.compile(r"\\(.)")
_OF_NEWSBOAT = re.compile(r'(?m)^\s*"?(?:query|exec|filter):|^\s*\S+[ \t]+(?:\S+[ \t]+)*"[^"\n]+"[ \t]*$|[ \t]"?~\S')
_ADDRESS = re.compile(r"(?:feed:)?https?://[^\s<>\"“”]+", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\n]*)\]\((https?://[^\s)]+)\)")
_BULLET = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+")
_SEPARATING = " \t-–—|:;,·"


def read_newsboat_urls(text: str, name: str) -> ReadingList | None:
    """newsboat's list of feeds; None for another list.

    The first tag is the category, "~" begins the title.
    """
    if PurePath(name).name != "urls" and not _OF_NEWSBOAT.search(text):
        return None
    collecting = Collecting("newsboat-urls")
    for number, line in enumerate(text.split("\n"), start=1):
        tokens = _tokens(line)
        if not tokens or tokens[0].startswith("#"):
            continue
        address, tags = tokens[0], tokens[1:]
        if address.lower().startswith(_NO_ADDRESS):
            collecting.leave_out(number, address, msg("newsboat’s queries, scripts and files have no address"))
            continue
        title = next((tag[1:] for tag in tags if tag.startswith("~")), "")
        names = [tag for tag in tags if tag and not tag.startswith(("~", "!"))]
        category = names[0] if names else ""
        collecting.feed(number, _with_scheme(address), title=title, folders=(category,), category=category)
    return collecting.result()


def read_addresses(text: str) -> ReadingList:
    """A plain list: an address a line, with words before or after it; other texts are refused."""
    collecting = Collecting("addresses")
    filled = strange = 0
    for number, line in enumerate(text.split("\n"), start=1):
        line = _BULLET.sub("", line.strip(), count=1)
        if not line or (line.startswith("#") and not _ADDRESS.search(line)):
            continue
        filled += 1
        if not _take_line(collecting, number, line):
            strange += 1
            collecting.leave_out(number, line, msg("there is no address"))
    if collecting.is_empty or strange > filled / 2:
        return refusal(
            msg("This is no list that digest knows."),
            msg(
                "Export it from the other program as OPML, bookmarks (HTML), CSV or JSON, or write one address a line."
            ),
        )
    return collecting.result()


def _take_line(collecting: Collecting, number: int, line: str) -> bool:
    """Take in what one line names; False if it names nothing."""
    if links := _LINK.findall(line):
        for title, url in links:
            _take(collecting, number, url, title, "")
        return True
    found = [*_ADDRESS.finditer(line)]
    if not found:
        first, _, rest = line.partition(" ")
        first = first.rstrip(",;:")
        address = address_of(first) if "." in first.strip(".") else None
        if address is not None:
            _take(collecting, number, address, "", rest.strip(_SEPARATING))
        return address is not None
    before, behind = line[: found[0].start()].strip(_SEPARATING), line[found[-1].end() :].strip(_SEPARATING + "<>")
    for match in found:
        url = match[0].rstrip(".,;:!?") if match.end() < len(line) else match[0]
        _take(collecting, number, url, before, behind)
    return True


def _take(collecting: Collecting, number: int, url: str, title: str, note: str) -> None:
    if looks_like_feed(url):
        collecting.feed(number, url, title=title)
    else:
        collecting.page(number, url, title=title, note=note)


def _tokens(line: str) -> list[str]:
    """The words of a line, those in quotes whole."""
    return [_ESCAPE.sub(r"\1", quoted) or bare for quoted, bare in _TOKEN.findall(line.strip())]


def _with_scheme(address: str) -> str:
    return address if "://" in address else address_of(address) or address
