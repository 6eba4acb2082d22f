"""`digest demo`: a month on invented feeds, in a throw-away library, over loopback."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import click

from digest.bootstrap import Library
from digest.cli.commands import Command
from digest.cli.fetch import progress_line, tell_report
from digest.cli.session import OK, Session, pass_session
from digest.cli.tui import open_interface
from digest.config.clock import clock_from
from digest.config.language import tell, translated
from digest.config.paths import path_at
from digest.demo.content import DemoPick, demo_edition
from digest.demo.server import DemoServer
from digest.demo.throwaway import throwaway_folder
from digest.domain.errors import UsageError
from digest.domain.message import msg, nmsg
from digest.domain.system_errors import system_reason

#: How many of the ten picks are made: all, or as many as leave a newcomer something to finish.
_ALL, _BEGUN = 10, 6


@click.command(
    "demo", cls=Command, help=translated("Try everything on invented feeds, without a network and without a trace.")
)
@click.option(
    "--headless", is_flag=True, help=translated("Fetch, pick ten, write and print the digest, without asking.")
)
@click.option("--keep", metavar=translated("DIR"), help=translated("Keep library and page in this new folder."))
@pass_session
def command(session: Session, headless: bool, keep: str | None) -> int:
    """On a terminal the interface, with six of ten picks done; else print the digest."""
    headless = headless or not session.output.is_terminal
    kept = _new_folder(keep) if keep else None
    with (
        DemoServer(clock_from(session.environ)()) as server,
        nullcontext(kept) if kept else throwaway_folder() as folder,
    ):
        library = Library(_environ(session.environ, folder, server), address=str(folder / "library"))
        try:
            month = _prepare(session, library, server, _ALL if headless else _BEGUN)
            if headless:
                _print_edition(session, library, month, kept)
            else:
                return open_interface(library, guided=True)
        finally:
            library.close()
    return OK


def _new_folder(name: str) -> Path:
    """Make the folder to keep. Raises UsageError if it exists: a demo overwrites nothing."""
    folder = path_at(name)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            msg("{file} cannot be written: {reason}.", file=name, reason=system_reason(error)),
            msg("Name a folder that does not exist yet."),
        ) from None
    return folder


def _print_edition(session: Session, library: Library, month: str, kept: Path | None) -> None:
    """Print the digest as Markdown; write page and library only if they are to be kept."""
    out = session.output
    if kept:
        page = library.exports.render(month, "html")
        (kept / page.name).write_bytes(page.body)
        out.line(tell(msg("As a web page: {file}", file=str(kept / page.name))))
        out.line(tell(msg("The library of this demo: {folder}", folder=str(kept / "library"))))
    out.line()
    out.raw(library.exports.render(month, "markdown").body)


def _environ(environ: Mapping[str, str], folder: Path, server: DemoServer) -> dict[str, str]:
    """The user's environment without her configuration and library, the demo's hosts allowed."""
    return {
        **environ,
        "DIGEST_CONFIG": str(folder / "config.toml"),
        "DIGEST_LIBRARY": str(folder / "library"),
        "DIGEST_ALLOW_HOSTS": ",".join(server.hosts),
    }


def make_edition(library: Library, month: str, count: int) -> None:
    """Pick and comment the first `count` of the ten; the feeds must have been fetched.

    The last comment of an edition that is only begun is not finished, so that the check has something to find.
    """
    edition = demo_edition()
    for number, pick in enumerate(edition.picks[:count], start=1):
        unfinished = number == count < len(edition.picks)
        given = _given(pick, edition.left_over if unfinished else "")
        picked = library.curation.pick_entry(library.reading.find(pick.entry.url), month, pick.category, given)
        library.curation.change(picked.pick, {"medium": pick.medium, "language": pick.language or picked.pick.language})
    library.editions.change(month, {"intro": edition.intro, "outro": edition.outro})


def _given(pick: DemoPick, left_over: str) -> dict[str, str]:
    given = {"comment": f"{pick.comment} {left_over}".strip(), "author": pick.entry.author}
    return {**given, "title": pick.title} if pick.title else given


def _prepare(session: Session, library: Library, server: DemoServer, count: int) -> str:
    """Subscribe, refresh, pick and comment; returns the month."""
    out = session.output
    imported = library.feeds.import_opml(server.opml())
    out.line(tell(nmsg("{n} invented feed subscribed", "{n} invented feeds subscribed", len(imported.added))))
    report = library.refresh.run(tell=progress_line(session, quiet=False))
    if session.diagnostics.is_terminal:
        session.diagnostics.overwrite("")
    tell_report(session, report, quiet=False)
    month = library.editions.current()
    make_edition(library, month, count)
    out.line(tell(nmsg("{n} entry picked and commented", "{n} entries picked and commented", count)))
    return month
