"""Which acts are done both ways and compared, and why the others are not.

What the command line offers and the interface has as well is in a parity test, or stands here with the reason. The same
holds for what a key does and no command.
"""

from __future__ import annotations

from digest.tui.commands.catalogue import ALL
from tests.cli.commands import every_command
from tests.parity.test_acts import ACTS, FILE_ACTS, RARER_ACTS
from tests.tui.test_cli_parity import COUNTERPARTS

#: Commands that change nothing.
SHOWING = frozenset(
    {
        "feeds", "feeds list", "feeds folders", "entries", "links", "rules", "rules list", "picks", "edition",
        "edition list", "edition show", "edition log", "preview", "search", "stats", "config", "config show",
        "keys", "note", "note list", "searches", "searches list",
    }
)  # fmt: skip

#: Commands of both front ends whose libraries are not compared.
NOT_COMPARED = {
    "fetch": "asks servers, at times that differ; both call one function of `services/refresh`",
    "feeds check": "as fetch, of one feed",
    "feeds add": "asks a server; the interface looks at what it found before, and fetches at once",
    "opml import": "the interface asks the new feeds at once",
    "publish": "sends an edition to a server; both call `services/publishing`, which its contract tests",
    "publish check": "asks a server",
    "edition remove": "the interface removes only what is empty, and looks away from it then",
}

#: Commands of the interface that move, show or ask, and keep nothing.
MOVING = frozenset(
    {
        "down", "up", "first", "last", "half-down", "half-up", "page-down", "page-up", "left", "right", "open-pane",
        "text-down", "text-up", "text-alone", "edition", "view-inbox", "view-all", "mouse", "theme", "palette", "help",
        "back", "quit", "suspend", "browser", "browser-next", "copy", "copy-title", "show-new", "hide-read",
        "mark-feed", "mark-all-feeds", "preview", "narrow-edition", "previous-unread",
    }
)  # fmt: skip

#: What only a key does.
ONLY_BY_KEY = {
    "read-on": "reading is done in the interface; the command line lists and picks, and has no read marks to set",
    "next-unread": "as read-on",
    "read": "as read-on",
    "all-read": "as read-on",
    "shortlist": "the command line lists it; rules put entries on it",
    "undo": "undo is of one session; `feeds restore` and `edition reopen` stand for the rest",
    "redo": "as undo",
    "editor": "`edition edit` opens the whole edition in an editor",
    "full-text": "a rule with the action fulltext, or the setting of a feed, fetches it",
    "quote": "`mark --quotation` takes the sentence that the interface lets one choose",
    "carry-over": "`drop` and `pick --edition`, which gives the pick another id",
    "feed-rules": "`rules add --feed`, compared as that",
    "questions": "`config init` and `config set`",
}

#: Another key for what a counterpart does.
SAME_AS = {"move-up": "move-down", "mute": "rules", "recategorise": "category"}


def paths() -> set[str]:
    return {path for path, _ in every_command()}


def compared() -> set[str]:
    """The commands that an act of the parity tests runs.

    Of "feeds edit f1 …" the path "feeds edit".
    """
    known = paths()
    words = [act.command for acts in (ACTS, RARER_ACTS, FILE_ACTS) for act in acts]
    return {
        max((" ".join(one[:length]) for length in (1, 2) if " ".join(one[:length]) in known), key=len) for one in words
    }


def test_each_command_of_both_front_ends_is_compared_or_says_why_not() -> None:
    both = {name for name in COUNTERPARTS if name in paths()}
    assert both - SHOWING - NOT_COMPARED.keys() - compared() == set()
    assert (SHOWING | NOT_COMPARED.keys()) & compared() == set()
    assert (SHOWING | NOT_COMPARED.keys()) - both == set()


def test_each_command_of_the_interface_is_on_the_command_line_or_says_why_not() -> None:
    ids = {command.id for command in ALL}
    numbers = {one for one in ids if one.startswith("category-")}  # the command line names the category
    counterparts = set(COUNTERPARTS.values())
    assert ids - counterparts - MOVING - ONLY_BY_KEY.keys() - SAME_AS.keys() - numbers == set()
    assert (MOVING | ONLY_BY_KEY.keys() | SAME_AS.keys()) - ids == set()
    assert (MOVING | SAME_AS.keys()) & ONLY_BY_KEY.keys() == set()
    assert set(SAME_AS.values()) - counterparts == set()
