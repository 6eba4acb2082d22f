"""Going through what is new: shortlist, read marks, opening, copying."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import AnyCommand
from digest.tui.commands.commands_on import on_inbox, on_inbox_and_edition
from digest.tui.shell import undo_commands

COMMANDS: tuple[AnyCommand, ...] = (
    on_inbox(
        "shortlist",
        ("s",),
        msg("shortlist"),
        msg("On the shortlist, or off it"),
        lambda s: s.triage.shortlist(),
        footer=3,
        on_cursor=True,
    ),
    on_inbox("read", ("r",), msg("read"), msg("Read or unread"), lambda s: s.triage.read(), on_cursor=True),
    on_inbox(
        "all-read",
        ("A",),
        msg("all read"),
        msg("All of this list read"),
        lambda s: s.triage.all_read(),
    ),
    *undo_commands.COMMANDS,
    on_inbox_and_edition(
        "browser",
        ("o",),
        msg("open"),
        msg("Open the page in the browser"),
        lambda s: s.opening.browser(),
        footer=5,
        on_cursor=True,
    ),
    on_inbox(
        "browser-next",
        ("O",),
        msg("open, next"),
        msg("Open the page in the browser and go on to the next"),
        lambda s: s.opening.browser_and_next(),
        on_cursor=True,
    ),
    on_inbox(
        "links",
        ("l",),
        msg("links"),
        msg("To the text and its links, by number: open, pick, shortlist; from the sidebar to the list"),
        lambda s: s.text_links.show(),
    ),
    on_inbox(
        "quote",
        ("Q",),
        msg("quote"),
        msg("Put what is marked with the mouse, or sentences to choose, into the pick's quotation"),
        lambda s: s.text_links.quote(),
        on_cursor=True,
    ),
    on_inbox_and_edition(
        "copy",
        ("y",),
        msg("copy address"),
        msg("Copy the address"),
        lambda s: s.opening.copy_address(),
        on_cursor=True,
    ),
    on_inbox_and_edition(
        "copy-title",
        ("Y",),
        msg("copy title and address"),
        msg("Copy “title – address”"),
        lambda s: s.opening.copy_title(),
        on_cursor=True,
    ),
    on_inbox(
        "full-text",
        ("x",),
        msg("full text"),
        msg("Fetch the whole text of the page and keep it with the entry"),
        lambda s: s.reading.full_text(),
        on_cursor=True,
    ),
    on_inbox(
        "mute",
        ("M",),
        msg("mute"),
        msg("Mute this feed, or a word in titles"),
        lambda s: s.triage.mute(),
        on_cursor=True,
        writes=True,
    ),
)
