"""Going through what is new: shortlist, read marks, opening, copying, undo."""

from __future__ import annotations

from typing import Any

from digest.domain.message import msg
from digest.tui.commands.command import Command

_INBOX = ("inbox",)
_BOTH = ("inbox", "edition")
_EVERYWHERE = ("inbox", "edition", "feeds")


def _has_entry(screen: Any) -> bool:
    return screen.under_cursor is not None


COMMANDS = (
    Command(
        "shortlist",
        ("s",),
        msg("shortlist"),
        msg("On the shortlist, or off it"),
        lambda s: s.triage.shortlist(),
        _INBOX,
        3,
        _has_entry,
    ),
    Command("read", ("r",), msg("read"), msg("Read or unread"), lambda s: s.triage.read(), _INBOX, 0, _has_entry),
    Command(
        "all-read",
        ("A",),
        msg("all read"),
        msg("All of this list read"),
        lambda s: s.triage.all_read(),
        _INBOX,
    ),
    Command(
        "undo",
        ("u",),
        msg("undo"),
        msg("Take the last change back"),
        lambda s: s.undoing.undo(),
        _EVERYWHERE,
        8,
    ),
    Command("redo", ("U", "ctrl+y"), msg("redo"), msg("Do it again"), lambda s: s.undoing.redo(), _EVERYWHERE),
    Command(
        "browser",
        ("o",),
        msg("open"),
        msg("Open the page in the browser"),
        lambda s: s.opening.browser(),
        _BOTH,
        5,
        _has_entry,
    ),
    Command(
        "browser-next",
        ("O",),
        msg("open, next"),
        msg("Open the page in the browser and go on to the next"),
        lambda s: s.opening.browser_and_next(),
        _INBOX,
        0,
        _has_entry,
    ),
    Command(
        "links",
        ("l",),
        msg("links"),
        msg("To the text and its links, by number: open, pick, shortlist; from the sidebar to the list"),
        lambda s: s.text_links.show(),
        _INBOX,
    ),
    Command(
        "quote",
        ("Q",),
        msg("quote"),
        msg("Put what is marked with the mouse, or sentences to choose, into the pick's quotation"),
        lambda s: s.text_links.quote(),
        _INBOX,
        0,
        _has_entry,
    ),
    Command(
        "copy",
        ("y",),
        msg("copy address"),
        msg("Copy the address"),
        lambda s: s.opening.copy_address(),
        _BOTH,
        0,
        _has_entry,
    ),
    Command(
        "copy-title",
        ("Y",),
        msg("copy title and address"),
        msg("Copy “title – address”"),
        lambda s: s.opening.copy_title(),
        _BOTH,
        0,
        _has_entry,
    ),
    Command(
        "full-text",
        ("x",),
        msg("full text"),
        msg("Fetch the whole text of the page and keep it with the entry"),
        lambda s: s.reading.full_text(),
        _INBOX,
        0,
        _has_entry,
    ),
    Command(
        "mute",
        ("M",),
        msg("mute"),
        msg("Mute this feed, or a word in titles"),
        lambda s: s.triage.mute(),
        _INBOX,
        0,
        _has_entry,
        writes=True,
    ),
)
