"""`digest move`: another position for a pick, within its section."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.cli.usage_errors import WholeNumber
from digest.config.language import translated
from digest.domain.message import msg
from digest.domain.month import NamedMonth


@click.command(
    "move",
    cls=Command,
    help=translated("Move a pick to a position of the edition (1 is the top); it stays within its section."),
)
@click.argument("pick", metavar=translated("PICK"))
@click.argument("position", type=WholeNumber(min=1), metavar=translated("POSITION"))
@pass_session
def command(session: Session, pick: str, position: int) -> None:
    """Move, and tell where it stands if the section did not reach so far."""
    curation = session.library.curation
    found = curation.find(pick)
    reached = curation.move(found, position)
    named = NamedMonth(found.edition_id)
    session.diagnostics.say(
        msg("“{title}” is at {reached} now, in {edition}.", title=found.shown_title, reached=reached, edition=named)
    )
    where = {"category": found.category, "reached": reached}
    if reached < position:
        session.diagnostics.say(msg("{category} ends at position {reached}; the pick is there now.", **where))
    elif reached > position:
        session.diagnostics.say(msg("{category} begins at position {reached}; the pick is there now.", **where))
