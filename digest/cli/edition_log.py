"""`digest edition log`: who did what to an edition, and earlier comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Command
from digest.cli.session import Session, iso, moment_shown, pass_session
from digest.config.language import tell, translated
from digest.domain.message import msg
from digest.domain.month import NamedMonth
from digest.domain.secrets import masked

if TYPE_CHECKING:
    from digest.domain.event import Event


@click.command(
    "log", cls=Command, help=translated("The history of an edition: who did what when. With --pick also each comment.")
)
@click.argument("month", required=False, metavar="[M]")
@click.option(
    "--pick", metavar=translated("PICK"), help=translated("Only of this pick, with the texts of its comment.")
)
@click.option("--curator", metavar="NAME", help=translated("Only what this curator did: name or initials."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def command(session: Session, month: str | None, pick: str | None, curator: str | None, as_json: bool) -> None:
    """Print the events, oldest first."""
    library = session.library
    by = library.curators.find(curator) if curator else ""
    found = library.curation.find(pick) if pick else None
    edition = found.edition_id if found else library.editions.month_to_read(month)
    events = library.edition_log.events(edition, by=by, pick=found.id if found else "")
    if as_json:
        session.output.json([event_data(event) for event in events])
        return
    if not events:
        session.diagnostics.say(msg("Nothing is recorded of the edition {month}.", month=NamedMonth(edition)))
        return
    if found is not None:
        _show_texts(session, events)
        return
    from digest.services.curation.event_words import event_words

    session.output.table(
        ["#", translated("When"), translated("Who"), translated("What")],
        [[str(event.number), moment_shown(event.at), event.by or "–", tell(event_words(event))] for event in events],
        flexible=3,
    )


def _show_texts(session: Session, events: list[Event]) -> None:
    """Each event of a pick, and after a comment how it differs from the one before."""
    from digest.services.curation.edition_log import diff
    from digest.services.curation.event_words import event_words

    before = ""
    for event in events:
        session.output.line(f"{event.number}  {moment_shown(event.at)}  {event.by or '–'}  {tell(event_words(event))}")
        if event.is_text and event.field == "comment":
            session.output.lines([f"    {line}" for line in diff(before, event.text)])
            before = event.text


def event_data(event: Event) -> dict[str, Any]:
    """The documented JSON of an event."""
    return {
        "number": event.number,
        "at": iso(event.at),
        "by": event.by,
        "what": event.what,
        "pick": event.pick or None,
        "title": event.title,
        "category": event.category,
        "field": event.field or None,
        "text": masked(event.text) if event.field == "url" or event.what == "published" else event.text,
        "place": event.place or None,
    }
