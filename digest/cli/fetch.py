"""`digest fetch`: refresh what is due, or the feeds named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from digest.cli.commands import Command
from digest.cli.session import INTERRUPTED, OK, PARTLY, Session, iso, moment_shown, pass_session
from digest.config.language import decimal, tell, translated
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import Failure
from digest.domain.message import msg, nmsg
from digest.domain.secrets import masked
from digest.services.refresh.refresh_report import NOBODY_ANSWERED, FeedError, RefreshProgress, RefreshReport


@click.command(
    "fetch",
    cls=Command,
    help=translated("Refresh the feeds that are due, or the feeds named (by id, address or title), due or not."),
)
@click.argument("feeds", nargs=-1, metavar=translated("[FEED]…"))
@click.option("--force", is_flag=True, help=translated("All feeds, due or not; a server's Retry-After still counts."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON document instead of a sentence."))
@click.option("--events", is_flag=True, help=translated("One line of JSON at each step, for programs that show it."))
@click.option("--quiet", is_flag=True, help=translated("Say nothing but errors."))
@pass_session
def command(session: Session, feeds: tuple[str, ...], force: bool, as_json: bool, events: bool, quiet: bool) -> int:
    """Run one refresh; exit 1 for failures or time-out, 4 for another run, 130 interrupted."""
    chosen = [session.library.feeds.find(name) for name in feeds] or None
    for feed in chosen or ():
        if feed.paused:
            session.diagnostics.say(
                msg(
                    "{title} is paused and not asked; “digest feeds edit {id} --resume” asks it again.",
                    title=session.library.feeds.title(feed),
                    id=feed.id,
                )
            )
    quiet = quiet or as_json or events
    show = _event_lines(session) if events else progress_line(session, quiet)
    report = session.library.refresh.run(chosen, force=force, tell=show)
    if session.diagnostics.is_terminal and not quiet:
        session.diagnostics.overwrite("")
    if as_json:
        session.output.json(report_data(report))
    elif events:
        _end_line(session, report)
    else:
        tell_report(session, report, quiet=quiet)
    if report.interrupted:
        return INTERRUPTED
    return PARTLY if report.errors or report.out_of_time else OK


def progress_line(session: Session, quiet: bool) -> Callable[[RefreshProgress], None]:
    """Draw a refresh's progress on a terminal; with --verbose a line a feed; else nothing."""
    diagnostics = session.diagnostics
    if session.verbose:
        return lambda progress: _tell_feed(session, progress)
    if quiet or not diagnostics.is_terminal:
        return lambda _: None

    def draw(progress: RefreshProgress) -> None:
        from shutil import get_terminal_size

        from digest.cli.table import cut

        filled = round(20 * progress.done / progress.total) if progress.total else 20
        hosts = ", ".join(dict.fromkeys(progress.hosts.values()))
        state = tell(
            msg(
                "{done}/{total} feeds · {new} new · {failed} failed",
                done=progress.done,
                total=progress.total,
                new=progress.new,
                failed=progress.failed,
            )
        )
        line = f"{'█' * filled}{'░' * (20 - filled)} {state}  {hosts}"
        diagnostics.overwrite(cut(line, get_terminal_size((80, 24)).columns - 1))

    return draw


def _event_lines(session: Session) -> Callable[[RefreshProgress], None]:
    """Write each step as a line of JSON, with the fields of `RefreshEvent`."""
    import orjson

    def write(progress: RefreshProgress) -> None:
        event = {
            "done": progress.done,
            "total": progress.total,
            "new": progress.new,
            "failed": progress.failed,
            "hosts": list(dict.fromkeys(progress.hosts.values()))[:5],
        }
        session.output.raw_json(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE))

    return write


def _end_line(session: Session, report: RefreshReport) -> None:
    """Writes what the run came to, as its last line of JSON."""
    import orjson

    event = {
        "done": report.asked,
        "total": report.asked,
        "new": report.new,
        "failed": report.failed,
        "feeds": report.total,
        "next_due": iso(report.next_check) or "",
        "unanswered": report.nobody_answered,
    }
    session.output.raw(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE))


def _tell_feed(session: Session, progress: RefreshProgress) -> None:
    if progress.last is not None:
        title, new, failure = progress.last
        said = sentence(failure) if failure else nmsg("{n} new entry", "{n} new entries", new)
        session.diagnostics.say(msg("{title}: {said}", title=title, said=said))


def report_data(report: RefreshReport) -> dict[str, Any]:
    """The documented JSON of a run: counts, and each failed feed with its sentence and remedy."""
    return {
        "feeds": {
            "total": report.total,
            "fetched": report.fetched,
            "not_modified": report.not_modified,
            "unchanged": report.unchanged,
            "failed": report.failed,
            "skipped": report.skipped,
        },
        "entries": {"new": report.new, "updated": report.updated},
        "errors": [
            {
                "feed": error.feed.id,
                "title": error.title,
                "url": masked(error.feed.url),
                "error": tell(sentence(error.failure)),
                "remedy": tell(remedy(_of_feed(error))),
            }
            for error in report.errors
        ],
        "worker": report.worker,
        "leased": report.leased,
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
        "out_of_time": report.out_of_time,
        "waiting": [
            {"host": wait.host, "until": iso(wait.until), "titles": list(wait.titles)} for wait in report.waiting
        ],
        "begun_anew": [tell(damage) for damage in report.begun_anew],
    }


def _of_feed(error: FeedError) -> Failure:
    return Failure(error.failure.kind, {**error.failure.detail, "feed": error.feed.id})


def tell_report(session: Session, report: RefreshReport, *, quiet: bool) -> None:
    """The summary line on stdout; what was damaged, what failed and what moved on stderr."""
    for damage in report.begun_anew:
        session.diagnostics.say(damage)
    if report.nobody_answered:
        session.diagnostics.say(NOBODY_ANSWERED)
    for error in () if report.nobody_answered else report.errors:
        session.diagnostics.say(
            msg(
                "{title}: {error} {remedy}",
                title=error.title,
                error=sentence(error.failure),
                remedy=remedy(_of_feed(error)),
            )
        )
    for feed, address in report.moved:
        session.diagnostics.say(
            msg(
                "{title} has moved for good to {url}; “digest feeds edit {id} --url {old}” takes it back.",
                title=session.library.feeds.title(feed),
                url=masked(address),
                id=feed.id,
                old=masked(feed.url),
            )
        )
    for wait in report.waiting:
        session.diagnostics.say(
            msg(
                "{host} has asked us to wait until {until}; not asked before: {titles}.",
                host=wait.host,
                until=moment_shown(wait.until),
                titles=", ".join((*wait.titles[:3], "…") if len(wait.titles) > 3 else wait.titles),
            )
        )
    for address in report.unfit_settings if session.diagnostics.is_terminal else ():
        session.diagnostics.say(
            msg("The settings under {table} in the configuration fit no feed.", table=f'[feeds."{masked(address)}"]')
        )
    if report.out_of_time:
        session.diagnostics.say(
            msg("The time for a whole fetch is over (run_seconds under [network]); the rest is asked first next time.")
        )
    if report.next_check and session.diagnostics.is_terminal and not quiet:
        session.diagnostics.say(
            msg("No feed is due before {time}; --force asks anyway.", time=moment_shown(report.next_check))
        )
    if not quiet:
        session.output.line(summary(report))


def summary(report: RefreshReport) -> str:
    """One line: how many feeds, how many new entries, what failed or was not due."""
    if not report.total:
        return tell(
            msg("There are no feeds yet. Add one with “digest feeds add ADDRESS” or “digest opml import FILE”.")
        )
    asked = report.total - report.skipped
    parts = [
        tell(nmsg("{n} feed asked", "{n} feeds asked", asked)),
        tell(nmsg("{n} new entry", "{n} new entries", report.new)),
    ]
    if report.updated:
        parts.append(tell(nmsg("{n} updated", "{n} updated", report.updated)))
    if report.texts:
        parts.append(tell(nmsg("{n} whole text", "{n} whole texts", report.texts)))
    if report.texts_missed:
        parts.append(tell(nmsg("{n} page gave no text", "{n} pages gave no text", report.texts_missed)))
    if report.failed:
        parts.append(tell(nmsg("{n} failed", "{n} failed", report.failed)))
    if report.skipped:
        # What a run that was cut short did not come to is due all the same.
        cut_short = report.interrupted or report.out_of_time
        not_asked = nmsg("{n} not asked", "{n} not asked", report.skipped)
        parts.append(tell(not_asked if cut_short else nmsg("{n} not due", "{n} not due", report.skipped)))
    line = " · ".join(parts) + f" · {decimal(report.seconds)} s"
    if report.interrupted:
        line += " · " + translated("interrupted")
    return line
