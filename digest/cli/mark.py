"""`digest mark`: what a pick is besides its words: an own post, an advertisement, a video, in another language."""

from __future__ import annotations

import click

from digest.cli.lazy import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.month import NamedMonth


@click.command(
    "mark",
    cls=Command,
    help=translated("Mark a pick as an own post or advertisement, name its medium and language, or quote from it."),
)
@click.argument("pick", metavar=translated("PICK"))
@click.option("--own/--no-own", "own_post", default=None, help=translated("A post of your own (“In eigener Sache”)."))
@click.option("--ad/--no-ad", "sponsored", default=None, help=translated("Paid or sponsored (“Anzeige”)."))
@click.option(
    "--medium", metavar="T", help=translated("Medium and access, such as “Video, 12 Minuten” or “Paid”; empty: none.")
)
@click.option("--language", metavar="L", help=translated("The language of the page, such as en; empty: unknown."))
@click.option("--quotation", metavar="T", help=translated("A sentence of the page, shown in quotation marks."))
@click.option("--quotation-source", metavar="S", help=translated("Who is quoted, if it is not the source."))
@pass_session
def command(session: Session, /, pick: str, **changes: object) -> None:
    """Change what is given, and nothing else."""
    given = {name: value for name, value in changes.items() if value is not None}
    if not given:
        raise UsageError(
            msg("Nothing to mark."), msg("Name at least one of --own, --ad, --medium, --language, --quotation.")
        )
    curation = session.app.curation
    kept = curation.change(curation.find(pick), given)
    session.diagnostics.say(
        msg("Marked in {edition}: “{title}”.", edition=NamedMonth(kept.edition_id), title=kept.shown_title)
    )
