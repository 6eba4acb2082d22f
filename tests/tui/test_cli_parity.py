"""What the command line can do, the interface can.

Every command and option has a counterpart, or a reason for none.
"""

from __future__ import annotations

import click

from digest.export.registry import FORMATS
from digest.tui.commands.catalogue import ALL
from tests.cli.commands import every_command

#: Options that every command has, or that are about its own output.
_EVERYWHERE = frozenset({"library", "config", "verbose", "help", "as_json", "version"})

#: Command, or command and parameter → the command of the interface that does it. A command stands for its parameters.
COUNTERPARTS = {
    "fetch": "refresh",
    "feeds": "feeds",
    "feeds list": "feeds",
    "feeds add": "add",
    "feeds check": "check-feed",
    "feeds edit": "edit-feed",
    "feeds edit paused": "pause-feed",
    "feeds edit muted": "mute-feed",
    "feeds remove": "remove-feed",
    "feeds restore": "undo",
    "import": "import",
    "opml export": "export-feeds",
    "opml import": "import",
    "entries": "filter",
    "entries unread": "narrow",
    "entries shortlist": "view-shortlist",
    "entries search": "search",
    "entries curator": "narrow",
    "links": "links",
    "rules": "rules",
    "rules list": "rules",
    "rules add": "rules",
    "rules remove": "rules",
    "mute": "rules",
    "pick": "category",
    "pick entry": "add",
    "pick comment": "comment",
    "pick title": "edit-pick",
    "pick author": "edit-pick",
    "pick source": "edit-pick",
    "pick month": "next-month",
    "picks": "edition",
    "comment": "edit-comment",
    "mark": "edit-pick",
    "mark own_post": "own-post",
    "mark sponsored": "advertisement",
    "mark medium": "edit-medium",
    "mark quotation": "edit-quotation",
    "mark plain_links": "plain-links",
    "move": "move-down",
    "drop": "drop",
    "edition": "edition",
    "edition list": "previous-month",
    "edition show": "edition",
    "edition set": "edit-pick",
    "edition set topic": "edit-topic",
    "edition set preheader": "edit-preheader",
    "edition set labels": "order-labels",
    "edition set url": "edit-published",
    "edition close": "close-edition",
    "edition reopen": "close-edition",
    "edition remove": "remove-edition",
    "check": "next-problem",
    "check links": "check-links",
    "check anyway": "ignore-remark",
    "check reason": "ignore-remark",
    "check again": "ignored-remarks",
    "preview": "browser-preview",
    "export": "export",
    "publish": "publish",
    "publish check": "publish",
    "search": "search",
    "stats": "month",
    "backup": "backup",
    "config": "settings",
    "config show": "settings",
    "config set": "settings",
    "config unset": "settings",
    "keys": "help",
    "comment number": "history",
    "note": "note",
    "note list": "note",
    "note add": "note",
    "note done": "note",
    "edition log": "history",
    "searches": "save-search",
    "searches list": "save-search",
    "searches add": "save-search",
    "searches edit": "save-search",
    "searches remove": "remove-search",
    "entries saved": "save-search",
    "feeds folders": "fold-all",
    "feeds move": "move-feed",
    "feeds rename-folder": "rename-folder",
}

#: What has no counterpart, on purpose.
EXCEPTIONS = {
    "fetch force": "a key asks one feed at once; asking all of them again and again is for scripts",
    "fetch events": "for scripts",
    "fetch quiet": "for cron",
    "feeds add unchecked": "for scripts that must not wait; the interface shows what is found",
    "opml import shipped": "the first start offers it",
    "import dry_run": "the dialog tells what came in, and undo takes it back",
    "rules add dry_run": "the dialog tries every rule before it is kept",
    "entries limit": "a list in the interface has no end",
    "suggest": "the suggestion stands under each entry",
    "edition edit": "the whole edition in an editor; the interface is that editor, and e opens one text in $EDITOR",
    "edition import": "once, for an archive of many files, whose report is read line by line",
    "edition remove discard": "what cannot be undone is not one key away",
    "preview port": "for a fixed address behind a proxy",
    "preview no_browser": "for a machine without a browser; the interface tells the address there",
    "export numbered": "in the settings, [export]: a series looks the same each month",
    "export separator": "in the settings, [export]",
    "export credit": "in the settings, [export]",
    "export own_posts": "in the settings, [export]",
    "export languages": "in the settings, [export]",
    "export addresses": "in the settings, [export]",
    "export quotes": "in the settings, [export]",
    "export title": "follows from the form: WordPress blocks go without",
    "publish login": "leads to a page in the browser, once for each target",
    "site": "writes a whole folder for a web server, from cron",
    "template": "templates are files that are written in an editor",
    "template list": "as template",
    "template new": "as template",
    "template show": "as template",
    "stats year": "the month shows all years",
    "restore": "takes the place of the library that is open",
    "note remove": "a note that is ticked off is out of the way, and undo takes back one that was just written",
    "note list every": "notes that are ticked off are for looking back, from the command line",
    "note list curator": "as all notes",
    "edition log pick": "the history names the pick in each line",
    "edition log curator": "the history names the curator in each line",
    "search curator": "the history names the curator of each text",
    "picks curator": "a list for scripts; the edition shows who picked",
    "stats curator": "figures of a person are asked for now and then, not each month",
    "library copy": "moves a library to another place, once",
    "library upgrade": "a database for several curators, once for all of them",
    "library": "only a name",
    "library export": "for other programs",
    "library path": "for scripts",
    "tidy": "for cron; it drops texts for good",
    "doctor": "for a library that may not open at all",
    "publish listed": "the dialog lists the targets",
    "config init": "the settings are explained where they are changed",
    "config path": "for scripts; the settings name the file",
    "completion": "for shells",
    "demo": "a library of its own",
    "opml": "only a name",
}


#: Parameters that are what the counterpart of their command is about: fields of its form or dialog, or its cursor.
COVERED: dict[str, tuple[str, ...]] = {
    "fetch": ("feeds",),
    "feeds": ("broken", "folder"),
    "feeds list": ("broken", "folder"),
    "feeds add": ("address", "category", "title", "folder"),
    "feeds edit": ("feed", "url", "title", "category", "folder"),
    "feeds remove": ("feed",),
    "feeds restore": ("feed",),
    "import": ("files", "take_as"),
    "opml export": ("file",),
    "opml import": ("file",),
    "entries": ("month", "feeds", "folder"),
    "links": ("entry",),
    "rules add": ("pattern", "action", "field", "regex", "feed", "category", "now"),
    "rules remove": ("rule",),
    "mute": ("words", "off"),
    "pick": ("category",),
    "picks": ("month",),
    "comment": ("pick", "text"),
    "mark": ("pick", "language", "quotation_source"),
    "move": ("pick", "position"),
    "drop": ("pick",),
    "edition close": ("month",),
    "edition remove": ("month",),
    "edition reopen": ("month",),
    "edition set": ("month", "title", "intro", "outro"),
    "edition show": ("month",),
    "check": ("month",),
    "preview": ("month",),
    "export": (
        "month", "format_name", "output", "to_clipboard", "template", "front_matter", "blocks", "headings", "part",
        "short", "style",
    ),
    "publish": ("month", "target", "dry_run", "take_theirs", "overwrite", "anew", "again", "public"),
    "publish check": ("target",),
    "search": ("words",),
    "stats": ("month",),
    "backup": ("file",),
    "note add": ("subject", "text"),
    "note done": ("note",),
    "edition log": ("month",),
    "searches add": ("name", "search", "feeds", "folder", "unread", "shortlist"),
    "searches edit": ("saved", "name", "words", "folder", "unread", "shortlisted"),
    "searches remove": ("saved",),
    "feeds move": ("feeds", "folder"),
    "feeds rename-folder": ("present_folder", "new_folder"),
    "config set": ("key", "value"),
    "config unset": ("key",),
}  # fmt: skip


def parts() -> dict[str, list[str]]:
    """Every command with the names of its own parameters."""
    return {
        path: [str(one.name) for one in command.params if one.name not in _EVERYWHERE]
        for path, command in every_command()
        if path and not (isinstance(command, click.Group) and not command.invoke_without_command and not command.params)
    }


def test_each_command_and_option_has_a_counterpart_or_a_reason() -> None:
    told = COUNTERPARTS.keys() | EXCEPTIONS.keys()
    missing = []
    for path, names in parts().items():
        if path not in told:
            missing.append(path)
        elif path in COUNTERPARTS:
            missing += [
                f"{path} {name}" for name in names if f"{path} {name}" not in told and name not in COVERED.get(path, ())
            ]
    assert missing == [], "name the interface's command in COUNTERPARTS, or in EXCEPTIONS why there is none"


def test_counterparts_are_commands_and_nothing_is_named_twice_or_in_vain() -> None:
    ids = {command.id for command in ALL}
    assert {named for named in COUNTERPARTS.values() if named not in ids} == set()
    assert COUNTERPARTS.keys() & EXCEPTIONS.keys() == set()
    there = {path for path, _ in every_command()} | {
        f"{path} {one.name}" for path, command in every_command() for one in command.params
    }
    assert {name for name in (*COUNTERPARTS, *EXCEPTIONS) if name not in there} == set()
    assert {f"{path} {name}" for path, names in COVERED.items() for name in names} - there == set()


def test_front_matter_blocks_headings_parts_and_short_posts_are_forms_of_the_export_dialog() -> None:
    offered = {name for spec in FORMATS.values() for one in spec.forms for name in one.options}
    assert {"front_matter", "blocks", "headings", "part", "short"} <= offered
    generators = {one.options.get("front_matter") for one in FORMATS["markdown"].forms}
    assert {"hugo", "jekyll", "eleventy", "zola"} <= generators
