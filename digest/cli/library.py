"""`digest library`: the library as a whole, in an open format."""

from __future__ import annotations

import click

from digest.cli.lazy import Group
from digest.cli.session import Session, pass_session
from digest.config.language import translated


@click.group("library", cls=Group, help=translated("The library as a whole: where it is, and in an open format."))
def command() -> None:
    """Only a name for what follows."""


@command.command("path", help=translated("Where the library is."))
@pass_session
def path(session: Session) -> None:
    """Print the folder, whether it exists or not."""
    session.output.line(session.app.shown_address)


@command.command(
    "export", help=translated("The whole library as one JSON document, described in docs/library-format.md.")
)
@click.option("--json", "as_json", is_flag=True, default=True, help=translated("JSON, the only format there is."))
@click.option("--content/--no-content", default=True, help=translated("With or without the texts of the entries."))
@pass_session
def export(session: Session, as_json: bool, content: bool) -> None:
    """Write it to the standard output, piece by piece."""
    for piece in session.app.upkeep.document(content=content):
        session.output.raw_json(piece)
