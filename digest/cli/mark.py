"""`digest mark`: a pick's properties: own post, advertisement, video, other language."""

from __future__ import annotations

import click

from digest.cli.commands import Command
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
@click.option(
    "--plain-links",
    is_flag=True,
    help=translated("Take passwords, tokens and gift codes off the pick's address and its links."),
)
@pass_session
def command(session: Session, /, pick: str, plain_links: bool, **changes: object) -> None:
    """Change what is given, and nothing else."""
    given = {name: value for name, value in changes.items() if value is not None}
    if not given and not plain_links:
        raise UsageError(
            msg("Nothing to mark."),
            msg("Name at least one of --own, --ad, --medium, --language, --quotation, --plain-links."),
        )
    curation = session.library.curation
    found = curation.find(pick)
    plain = curation.without_secrets(found) if plain_links else {}
    if not given and not plain:
        session.diagnostics.say(msg("No link of this pick carries a secret."))
        return
    kept = curation.change(found, {**plain, **given})
    session.diagnostics.say(
        msg("Marked in {edition}: “{title}”.", edition=NamedMonth(kept.edition_id), title=kept.shown_title)
    )
