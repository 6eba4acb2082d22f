"""Going through what is new: shortlist, read marks, opening, copying, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand, On

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_screen import InboxScreen
    from digest.tui.shell.pick_screen import PickScreen
    from digest.tui.shell.work_screen import WorkScreen

_both: On[PickScreen] = On("inbox", "edition")
_everywhere: On[WorkScreen] = On("inbox", "edition", "feeds")
_inbox: On[InboxScreen] = On("inbox")


def _has_entry(screen: PickScreen) -> bool:
    return screen.under_cursor is not None


COMMANDS: tuple[AnyCommand, ...] = (
    _inbox(
        "shortlist",
        ("s",),
        msg("shortlist"),
        msg("On the shortlist, or off it"),
        lambda s: s.triage.shortlist(),
        footer=3,
        enabled=_has_entry,
    ),
    _inbox("read", ("r",), msg("read"), msg("Read or unread"), lambda s: s.triage.read(), enabled=_has_entry),
    _inbox(
        "all-read",
        ("A",),
        msg("all read"),
        msg("All of this list read"),
        lambda s: s.triage.all_read(),
    ),
    _everywhere(
        "undo",
        ("u",),
        msg("undo"),
        msg("Take the last change back"),
        lambda s: s.undoing.undo(),
        footer=8,
    ),
    _everywhere("redo", ("U", "ctrl+y"), msg("redo"), msg("Do it again"), lambda s: s.undoing.redo()),
    _both(
        "browser",
        ("o",),
        msg("open"),
        msg("Open the page in the browser"),
        lambda s: s.opening.browser(),
        footer=5,
        enabled=_has_entry,
    ),
    _inbox(
        "browser-next",
        ("O",),
        msg("open, next"),
        msg("Open the page in the browser and go on to the next"),
        lambda s: s.opening.browser_and_next(),
        enabled=_has_entry,
    ),
    _inbox(
        "links",
        ("l",),
        msg("links"),
        msg("To the text and its links, by number: open, pick, shortlist; from the sidebar to the list"),
        lambda s: s.text_links.show(),
    ),
    _inbox(
        "quote",
        ("Q",),
        msg("quote"),
        msg("Put what is marked with the mouse, or sentences to choose, into the pick's quotation"),
        lambda s: s.text_links.quote(),
        enabled=_has_entry,
    ),
    _both(
        "copy",
        ("y",),
        msg("copy address"),
        msg("Copy the address"),
        lambda s: s.opening.copy_address(),
        enabled=_has_entry,
    ),
    _both(
        "copy-title",
        ("Y",),
        msg("copy title and address"),
        msg("Copy “title – address”"),
        lambda s: s.opening.copy_title(),
        enabled=_has_entry,
    ),
    _inbox(
        "full-text",
        ("x",),
        msg("full text"),
        msg("Fetch the whole text of the page and keep it with the entry"),
        lambda s: s.reading.full_text(),
        enabled=_has_entry,
    ),
    _inbox(
        "mute",
        ("M",),
        msg("mute"),
        msg("Mute this feed, or a word in titles"),
        lambda s: s.triage.mute(),
        enabled=_has_entry,
        writes=True,
    ),
)
