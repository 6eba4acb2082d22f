"""`digest export`: an edition as a document."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli.files import replace_file
from digest.cli.lazy import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.message import msg


@click.command(
    "export", cls=Command, help=translated("Write an edition as a document; the same edition gives the same bytes.")
)
@click.argument("month", required=False, metavar="[M]")
@click.option(
    "--format",
    "format_name",
    required=True,
    metavar="FORMAT",
    help=translated("markdown, html, fragment, text or json."),
)
@click.option(
    "--output",
    "-o",
    metavar=translated("FILE|-"),
    default="-",
    help=translated("Where to: a file, a folder (the name is made), or - for the standard output."),
)
@pass_session
def command(session: Session, month: str | None, format_name: str, output: str) -> None:
    """Write the document; a file is replaced as a whole or not at all."""
    editions = session.app.editions
    document = editions.render(editions.month(month), format_name)
    if output == "-":
        session.output.raw(document.body)
        return
    target = Path(output).expanduser()
    if target.is_dir():
        target /= document.name
    replace_file(target, document.body)
    session.diagnostics.say(msg("Written: {file}", file=str(target)))
