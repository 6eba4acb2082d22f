"""`digest tidy`: bodies of old entries go, as the configuration says."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.cli.usage_errors import WholeNumber
from digest.config.language import storage, tell, translated
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth


@click.command(
    "tidy",
    cls=Command,
    help=translated("Drop the texts of old entries that are neither picked nor shortlisted; the entries stay."),
)
@click.option("--dry-run", is_flag=True, help=translated("Say what would be done, and change nothing."))
@click.option(
    "--months",
    type=WholeNumber(1),
    metavar="N",
    help=translated("Keep the texts of so many months (else [library] keep_texts)."),
)
@click.option("--json", "as_json", is_flag=True, help=translated("The numbers as JSON."))
@pass_session
def command(session: Session, dry_run: bool, months: int | None, as_json: bool) -> None:
    """Say how many texts went, and how much room that makes."""
    library = session.library
    kept = months or library.settings.library.keep_texts
    before, done = library.upkeep.tidy(kept, dry_run=dry_run)
    if as_json:
        session.output.json({"before": before, "bodies": done.bodies, "bytes": done.size, "dry_run": dry_run})
    elif not before:
        session.output.line(translated("Nothing goes: the configuration keeps all texts ([library] keep_texts = 0)."))
    else:
        texts = nmsg("{n} text", "{n} texts", done.bodies)
        size = storage(done.size)
        said = (
            msg("Before {month}: {texts} would go, {size}.", month=NamedMonth(before), texts=texts, size=size)
            if dry_run
            else msg("Before {month}: {texts} gone, {size}.", month=NamedMonth(before), texts=texts, size=size)
        )
        session.output.line(tell(said))
