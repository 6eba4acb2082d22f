"""`digest feeds`: the list with health; add, edit, remove, check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Group
from digest.cli.feed_folders import folders, move, rename_folder
from digest.cli.fetch import progress_line, tell_report
from digest.cli.session import OK, PARTLY, USAGE, Session, iso, moment_shown, pass_session, stdin_is_terminal
from digest.cli.usage_errors import WholeNumber
from digest.config.language import tell, translated
from digest.domain.errors import UsageError
from digest.domain.failure_details import why_then
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import Failure
from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.services.feeds.feed_overview import FeedOverview
from digest.services.feeds.feeds import Probe

if TYPE_CHECKING:
    from digest.domain.feed import FoundFeed

_JSON = click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
_BROKEN = click.option(
    "--broken", is_flag=True, help=translated("Only feeds that failed, or that have been silent for half a year.")
)


_FOLDER = click.option("--folder", metavar=translated("FOLDER"), help=translated("Only those in this folder."))


@click.group(
    "feeds",
    cls=Group,
    invoke_without_command=True,
    help=translated("List, add, edit, sort into folders, remove and check feeds."),
)
@_BROKEN
@_FOLDER
@_JSON
@click.pass_context
def command(ctx: click.Context, broken: bool, folder: str | None, as_json: bool) -> None:
    """Without a word behind it: list."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, broken=broken, folder=folder, as_json=as_json)


command.add_command(folders)
command.add_command(move)
command.add_command(rename_folder)


@command.command("list", help=translated("The feeds with their health."))
@_BROKEN
@_FOLDER
@_JSON
@pass_session
def list_(session: Session, broken: bool, folder: str | None, as_json: bool) -> None:
    """One row a feed; the failures with their remedies below."""
    path = session.library.feeds.folders.find(folder) if folder else ""
    rows = session.library.feeds.overviews(broken=broken, folder=path)
    if as_json:
        session.output.json([feed_data(row) for row in rows])
        return
    if not rows:
        session.diagnostics.say(
            msg("No feed is broken.")
            if broken
            else msg("There are no feeds yet. Add one with “digest feeds add ADDRESS” or “digest opml import FILE”.")
        )
        return
    session.output.table(
        [
            translated("Id"),
            translated("Title"),
            translated("Folder"),
            translated("Entries"),
            translated("State"),
            translated("Last success"),
            translated("Next check"),
            translated("Why then"),
        ],
        [
            [
                row.feed.id,
                row.title,
                row.feed.folder,
                str(row.counts.entries),
                translated("muted") if row.feed.muted and row.status == "ok" else _status(row.status),
                moment_shown(row.state.last_success),
                moment_shown(row.state.next_check),
                _why(row.state.next_reason),
            ]
            for row in rows
        ],
        flexible=1,
    )
    for row in rows:
        if row.state.last_error and row.status in ("error", "gone"):
            _tell_failure(session, row.title, row.feed.id, row.state.last_error, row.state.error_since)
        elif row.silent_since:
            session.diagnostics.say(
                msg(
                    "{title}: nothing new since {since}. Look at the site whether it goes on; "
                    "“digest feeds remove {id}” takes the feed out.",
                    title=row.title,
                    since=moment_shown(row.silent_since),
                    id=row.feed.id,
                )
            )


@command.command("add", help=translated("Add the feed at an address, or one that the page there names, and fetch it."))
@click.argument("address", metavar=translated("ADDRESS"))
@click.option("--category", "-c", default="", metavar="C", help=translated("Preset for picks of this feed."))
@click.option("--title", default="", metavar="T", help=translated("A title of your own."))
@click.option("--folder", default="", metavar=translated("FOLDER"), help=translated("Folder in the list and in OPML."))
@click.option("--unchecked", is_flag=True, help=translated("Add the address as it is, without asking it first."))
@pass_session
def add(session: Session, address: str, category: str, title: str, folder: str, unchecked: bool) -> int:
    """Discover, store, refresh; several feeds are asked about, or listed without a terminal."""
    chosen: str | FoundFeed | None = address
    if not unchecked:
        found = session.library.feeds.discover(address)
        if isinstance(found, Failure):
            told = {"error": sentence(found, "address"), "remedy": remedy(found, "address")}
            session.diagnostics.say(msg("{error} {remedy}", **told))
            session.diagnostics.say(msg("Nothing was added; --unchecked adds the address anyway."))
            return PARTLY
        chosen = found[0] if len(found) == 1 else _choose(session, found)
    if chosen is None:
        return USAGE
    feed, is_new = session.library.feeds.add(chosen, title=title, category=category, folder=folder)
    if not is_new:
        session.diagnostics.say(msg("This feed is there already: {id}.", id=feed.id))
        session.output.line(feed.id)
        return OK
    session.output.line(feed.id)
    if unchecked:
        session.diagnostics.say(msg("Added: {title}.", title=session.library.feeds.title(feed)))
        return OK
    report = session.library.refresh.run([feed], tell=progress_line(session, quiet=False))
    if session.diagnostics.is_terminal:
        session.diagnostics.overwrite("")
    # Only now it is known what the feed calls itself.
    session.diagnostics.say(
        msg("Added: {title}.", title=session.library.feeds.title(session.library.feeds.find(feed.id)))
    )
    tell_report(session, report, quiet=True)
    return PARTLY if report.errors else OK


@command.command("edit", help=translated("Change address, title, category or folder of a feed; pause or mute it."))
@click.argument("feed", metavar="FEED")
@click.option("--url", metavar=translated("ADDRESS"), help=translated("A new address; entries and marks stay."))
@click.option("--title", metavar="T", help=translated("A title of your own; empty goes back to the feed's."))
@click.option("--category", "-c", metavar="C", help=translated("Preset for picks of this feed."))
@click.option("--folder", metavar=translated("FOLDER"), help=translated("Folder in the list and in OPML."))
@click.option("--pause/--resume", "paused", default=None, help=translated("Stop asking it, or ask it again."))
@click.option(
    "--mute/--unmute", "muted", default=None, help=translated("Keep its entries out of the inbox, or let them in.")
)
@pass_session
def edit(session: Session, /, feed: str, paused: bool | None, **fields: object) -> None:
    """Change what is given, nothing else."""
    changes = {name: value for name, value in {**fields, "paused": paused}.items() if value is not None}
    if not changes:
        raise UsageError(
            msg("Nothing to change."),
            msg("Name at least one of --url, --title, --category, --folder, --pause, --resume, --mute, --unmute."),
        )
    found = session.library.feeds.find(feed)
    session.library.feeds.change(found, changes, resume=paused is False)
    title = session.library.feeds.title(session.library.feeds.find(found.id))
    session.diagnostics.say(msg("Changed: {title} ({id}).", title=title, id=found.id))


@command.command(
    "remove", help=translated("Take a feed out; editions keep their picks, adding it again brings all back.")
)
@click.argument("feed", metavar="FEED")
@pass_session
def remove(session: Session, feed: str) -> None:
    """Remove it and say how it comes back."""
    found = session.library.feeds.find(feed)
    title = session.library.feeds.title(found)
    removed = session.library.feeds.remove(found)
    session.diagnostics.say(
        msg("Removed: {title}. “digest feeds restore {id}” brings it back with all it had.", title=title, id=removed.id)
    )


@command.command("restore", help=translated("Bring a removed feed back, with its entries and marks."))
@click.argument("feed", metavar="FEED")
@pass_session
def restore(session: Session, feed: str) -> None:
    """Restore by the whole id that `remove` printed: the address may be dead by now."""
    restored = session.library.feeds.restore(feed)
    session.output.line(restored.id)
    session.diagnostics.say(msg("Back again: {title}.", title=session.library.feeds.title(restored)))


@command.command("check", help=translated("Ask every feed once and print what it answers; nothing is kept."))
@_JSON
@pass_session
def check(session: Session, as_json: bool) -> int:
    """A table of all feeds; exit 1 if one failed."""
    total = len(session.library.feeds.overviews())
    done = 0

    def drawn(probe: Probe) -> None:
        nonlocal done
        done += 1
        if session.diagnostics.is_terminal:
            session.diagnostics.overwrite(f"{done}/{total} {probe.title}")

    probes = session.library.feeds.probe(drawn)
    if session.diagnostics.is_terminal:
        session.diagnostics.overwrite("")
    if as_json:
        session.output.json([_probe_data(probe) for probe in probes])
    else:
        session.output.table(
            [translated("Id"), translated("Title"), translated("Entries"), translated("Newest"), translated("Answer")],
            [
                [
                    probe.feed.id,
                    probe.title,
                    str(probe.entries),
                    moment_shown(probe.newest),
                    tell(sentence(probe.failure)) if probe.failure else translated("well"),
                ]
                for probe in probes
            ],
        )
    return PARTLY if any(probe.failure for probe in probes) else OK


def feed_data(row: FeedOverview) -> dict[str, Any]:
    """The documented JSON of a feed."""
    state = row.state
    return {
        "id": row.feed.id,
        "title": row.title,
        "url": masked(row.feed.url),
        "site_url": masked(row.site_url),
        "category": row.feed.category,
        "folder": row.feed.folder,
        "language": row.feed.language or state.language,
        "status": row.status,
        "muted": row.feed.muted,
        "last_success": iso(state.last_success),
        "last_error": tell(sentence(state.last_error)) if state.last_error else None,
        "remedy": tell(remedy(state.last_error)) if state.last_error else None,
        "error_since": iso(state.error_since),
        "next_check": iso(state.next_check),
        "next_reason": state.next_reason,
        "next_reason_text": _why(state.next_reason) or None,
        "silent_since": iso(row.silent_since),
        "moved_from": masked(row.moved_from) or None,
        "entries": row.counts.entries,
        "unread": row.counts.unread,
    }


def _probe_data(probe: Probe) -> dict[str, Any]:
    return {
        "id": probe.feed.id,
        "title": probe.title,
        "url": masked(probe.feed.url),
        "entries": probe.entries,
        "newest": iso(probe.newest),
        "error": tell(sentence(probe.failure)) if probe.failure else None,
        "remedy": tell(remedy(probe.failure)) if probe.failure else None,
    }


def _choose(session: Session, found: Sequence[FoundFeed]) -> FoundFeed | None:
    """Choose one of several feeds: ask on a terminal, else list them and choose none."""
    for number, feed in enumerate(found, start=1):
        session.diagnostics.write(f"{number:>3}  {masked(feed.url)}  {feed.title}\n")
    if not session.diagnostics.is_terminal or not stdin_is_terminal():
        session.diagnostics.say(msg("The page names several feeds; name one of these addresses."))
        return None
    number = click.prompt(translated("Which feed"), type=WholeNumber(1, len(found)), default=1, err=True)
    return found[number - 1]


def _tell_failure(session: Session, title: str, feed_id: str, failure: Failure, since: datetime | None) -> None:
    known = Failure(failure.kind, {**failure.detail, "feed": feed_id})
    session.diagnostics.say(
        msg(
            "{title}, failing since {since}: {error} {remedy}",
            title=title,
            since=moment_shown(since),
            error=sentence(known),
            remedy=remedy(known),
        )
    )


def _status(status: str) -> str:
    words = {
        "ok": translated("well"),
        "new": translated("new"),
        "error": translated("failed"),
        "gone": translated("given up"),
        "paused": translated("paused"),
    }
    return words[status]


def _why(next_reason: str) -> str:
    words = why_then(next_reason)
    return tell(words) if words else ""
