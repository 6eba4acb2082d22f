"""Going to other screens, adding, refreshing."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.commands.command import Command

_EVERYWHERE = ("inbox", "edition", "feeds")
_FEEDS = ("feeds",)

COMMANDS = (
    Command(
        "edition",
        ("v",),
        msg("edition"),
        msg("The edition, or back"),
        lambda s: s.app.go.edition(),
        ("inbox", "edition"),
        4,
        name_on={"edition": msg("back")},
    ),
    Command(
        "export",
        ("X",),
        msg("export"),
        msg("Export: formats with a preview, to a file or the clipboard"),
        lambda s: s.app.go.export(),
        ("inbox", "edition"),
        5,
    ),
    Command(
        "publish",
        ("P",),
        msg("publish"),
        msg("Publish: push the edition to a blog, folder or service as a draft"),
        lambda s: s.app.go.publish(),
        ("inbox", "edition"),
    ),
    Command(
        "feeds",
        ("F",),
        msg("feeds"),
        msg("The feeds: health, add, edit, remove"),
        lambda s: s.app.go.feeds(),
        _EVERYWHERE,
    ),
    Command(
        "add",
        ("a",),
        msg("add"),
        msg("Add a feed or one page by its address"),
        lambda s: s.app.go.add(),
        _EVERYWHERE,
        7,
    ),
    Command(
        "import",
        (),
        msg("import"),
        msg("Import feeds, bookmarks or a reading list of another program (OPML, newsboat, Pocket …)"),
        lambda s: s.app.go.import_list(),
        _EVERYWHERE,
    ),
    Command(
        "refresh",
        ("R",),
        msg("refresh"),
        msg("Refresh the feeds that are due"),
        lambda s: s.app.refreshing.start(),
        _EVERYWHERE,
    ),
    Command(
        "show-new",
        ("full_stop",),
        msg("show new"),
        msg("Go to the newest of the entries that have come in"),
        lambda s: s.reading.show_new(),
        ("inbox",),
    ),
    Command(
        "text-alone",
        ("z",),
        msg("text alone"),
        msg("The reading pane alone, or with the list"),
        lambda s: s.reading.alone(),
        ("inbox",),
    ),
    Command(
        "edit-feed",
        ("enter", "e"),
        msg("edit"),
        msg("Edit title, address, category and folder"),
        lambda s: s.managing.edit(),
        _FEEDS,
        1,
    ),
    Command(
        "pause-feed",
        ("p",),
        msg("pause"),
        msg("Pause the feed, or ask it again"),
        lambda s: s.managing.pause(),
        _FEEDS,
        2,
    ),
    Command(
        "remove-feed",
        ("d", "delete"),
        msg("remove"),
        msg("Remove the feed; u brings it back"),
        lambda s: s.managing.remove(),
        _FEEDS,
        3,
    ),
    Command(
        "mute-feed",
        ("M",),
        msg("mute"),
        msg("Keep the feed's entries out of the inbox, or let them in again"),
        lambda s: s.managing.mute(),
        _FEEDS,
    ),
    Command("check-feed", ("c",), msg("ask now"), msg("Ask this feed now"), lambda s: s.managing.check(), _FEEDS, 4),
)
