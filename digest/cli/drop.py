"""`digest drop`: take a pick out of its edition."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.message import msg
from digest.domain.month import NamedMonth


@click.command(
    "drop",
    cls=Command,
    help=translated("Take a pick out of its edition; its comment is kept until the edition is closed."),
)
@click.argument("pick", metavar=translated("PICK"))
@pass_session
def command(session: Session, pick: str) -> None:
    """Drop it and say how it comes back."""
    curation = session.library.curation
    dropped = curation.drop(curation.find(pick))
    session.diagnostics.say(
        msg(
            "Dropped from {edition}: “{title}”. Picking it again brings its comment back.",
            edition=NamedMonth(dropped.edition_id),
            title=dropped.shown_title,
        )
    )
