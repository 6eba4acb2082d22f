"""`digest import`: other programs' lists of feeds, bookmarks and read-later pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Command
from digest.cli.session import OK, PARTLY, Session, pass_session, stdin_bytes
from digest.config.language import tell, translated
from digest.domain.errors import DigestError
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.services.library.moving_in import MovedIn, TakeAs


@click.command(
    "import",
    cls=Command,
    help=translated(
        "Move in from another program: OPML, newsboat’s urls and cache.db, bookmarks (HTML), Pocket, Raindrop, "
        "Instapaper, Readwise, linkding (CSV, JSON), or a list of addresses. Feeds become feeds, pages go on the "
        "shortlist with note, tags and date. Nothing that is there is changed."
    ),
)
@click.argument("files", metavar=translated("FILE|-…"), nargs=-1, required=True)
@click.option(
    "--as",
    "take_as",
    type=click.Choice(["feeds", "pages"]),
    help=translated("What all addresses of the list are, if they cannot tell it themselves."),
)
@click.option("--dry-run", is_flag=True, help=translated("Only say what would come in."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of text."))
@pass_session
def command(session: Session, files: tuple[str, ...], take_as: str | None, dry_run: bool, as_json: bool) -> int:
    """Import one after the other; exit 1 if something of them was not."""
    from digest.services.library.moving_in import TakeAs

    chosen = TakeAs(take_as) if take_as else None
    rows = [_import(session, file, chosen, dry_run=dry_run, as_json=as_json) for file in files]
    if as_json:
        session.output.json(rows)
    return PARTLY if any(row["error"] or row["left_out"] for row in rows) else OK


def _import(session: Session, file: str, take_as: TakeAs | None, *, dry_run: bool, as_json: bool) -> dict[str, Any]:
    """Import one file and tell what became of it; returns its documented JSON."""
    from digest.services.library.moving_in import list_file, moved_in_words

    remedy = msg("Name a readable file, or - for the standard input.")
    try:
        body, path = (stdin_bytes(), "") if file == "-" else list_file(file, remedy)
        moved = session.library.moving_in.take_in(file, body, path=path, take_as=take_as, dry_run=dry_run)
    except DigestError as error:
        if error.exit_code > 2:  # of the library, not of the file
            raise
        session.diagnostics.say(msg("{file}: not imported. {error}", file=file, error=error.message))
        if error.remedy:
            session.diagnostics.say(error.remedy)
        return _row(file, None, tell(error.message))
    for one in moved.left_out:
        session.diagnostics.say(
            msg("{file}:{line}: “{text}”: {reason}", file=file, line=one.line, text=one.text, reason=one.reason)
            if one.text
            else msg("{file}:{line}: {reason}", file=file, line=one.line, reason=one.reason)
        )
    if not as_json:
        session.output.line(tell(msg("{file}: {words}", file=file, words=moved_in_words(moved, dry_run=dry_run))))
    return _row(file, moved, "")


def _row(file: str, moved: MovedIn | None, error: str) -> dict[str, Any]:
    """The keys are the same, whatever became of the file."""
    return {
        "file": file,
        "kind": moved.kind if moved else None,
        "feeds": len(moved.feeds) if moved else 0,
        "known_feeds": moved.known_feeds if moved else 0,
        "pages": len(moved.pages) if moved else 0,
        "known_pages": moved.known_pages if moved else 0,
        "entries": moved.entries if moved else 0,
        "left_out": [{"line": one.line, "text": one.text, "reason": tell(one.reason)} for one in moved.left_out]
        if moved
        else [],
        "error": error or None,
    }
