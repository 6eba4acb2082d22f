"""`digest note`: a line from curator to curator on a pick or an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Group
from digest.cli.session import Session, iso, moment_shown, pass_session, text_or_stdin
from digest.config.language import translated
from digest.domain.errors import NotFound
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.bootstrap import Library
    from digest.domain.edition import Pick
    from digest.domain.entry import Entry
    from digest.domain.note import Note


@click.group(
    "note",
    cls=Group,
    help=translated("Leave notes for colleagues on picks and entries. They are never published."),
)
def command() -> None:
    """Only a name for what follows."""


@command.command("add", help=translated("Leave a note on a pick or an entry; - reads it from the standard input."))
@click.argument("subject", metavar=translated("PICK|ENTRY"))
@click.argument("text", metavar=translated("TEXT|-"))
@pass_session
def add(session: Session, subject: str, text: str) -> None:
    """Print the note's id."""
    note = session.library.notes.add(_subject(session.library, subject), text_or_stdin(text))
    session.output.line(note.id)
    session.diagnostics.say(msg("Note on “{title}” left", title=note.title))


@command.command("list", help=translated("List the open notes, the oldest first."))
@click.option("--all", "every", is_flag=True, help=translated("Those that are done, too."))
@click.option("--curator", metavar="NAME", help=translated("Only those of this curator: name or initials."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def list_(session: Session, every: bool, curator: str | None, as_json: bool) -> None:
    """Print them."""
    by = session.library.curators.find(curator) if curator else ""
    notes = session.library.notes.all(is_open=not every, by=by)
    if as_json:
        session.output.json([note_data(note) for note in notes])
        return
    if not notes:
        session.diagnostics.say(msg("There are no notes.") if every else msg("There are no open notes."))
        return
    session.output.table(
        [translated("Id"), translated("From"), translated("When"), translated("On"), translated("Note")],
        [
            [note.id, note.by, moment_shown(note.at), note.title, f"{note.text} ✓" if note.done else note.text]
            for note in notes
        ],
        flexible=3,
    )


@command.command("done", help=translated("Tick a note off; it stays in “list --all”."))
@click.argument("note", metavar=translated("NOTE"))
@pass_session
def done(session: Session, note: str) -> None:
    """Say which."""
    found = session.library.notes.settle(session.library.notes.find(note))
    session.diagnostics.say(msg("Note “{text}” done", text=found.text))


@command.command("remove", help=translated("Take a note away for good."))
@click.argument("note", metavar=translated("NOTE"))
@pass_session
def remove(session: Session, note: str) -> None:
    """Say which."""
    found = session.library.notes.find(note)
    session.library.notes.remove(found)
    session.diagnostics.say(msg("Note “{text}” removed", text=found.text))


def note_data(note: Note) -> dict[str, Any]:
    """The documented JSON of a note."""
    return {
        "id": note.id,
        "text": note.text,
        "by": note.by,
        "at": iso(note.at),
        "pick": note.pick or None,
        "entry": note.entry or None,
        "title": note.title,
        "done": iso(note.done),
        "done_by": note.done_by,
    }


def _subject(library: Library, named: str) -> Pick | Entry:
    """The pick of that name, else the entry; that there is neither is told as of picks."""
    try:
        return library.curation.find(named)
    except NotFound:
        try:
            return library.reading.find(named)
        except NotFound:
            raise NotFound(
                msg("There is no pick and no entry “{id}”.", id=named),
                msg("“digest picks” and “digest entries” list them with their ids."),
            ) from None
