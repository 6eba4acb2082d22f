"""`digest library`: the library as a whole, in an open format."""

from __future__ import annotations

import click

from digest.cli.commands import Group
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.secrets import masked_text


@click.group("library", cls=Group, help=translated("The library as a whole: where it is, and in an open format."))
def command() -> None:
    """Only a name for what follows."""


@command.command("path", help=translated("Where the library is."))
@pass_session
def path(session: Session) -> None:
    """Print the folder, whether it exists or not."""
    session.output.line(masked_text(session.library.address))


@command.command("export", help=translated("The whole library as one JSON document."))
@click.option("--json", "as_json", is_flag=True, default=True, help=translated("JSON, the only format there is."))
@click.option("--content/--no-content", default=True, help=translated("With or without the texts of the entries."))
@pass_session
def export(session: Session, as_json: bool, content: bool) -> None:
    """Write it to the standard output, piece by piece."""
    for piece in session.library.upkeep.document(content=content):
        session.output.raw_json(piece)


@command.command(
    "copy",
    help=translated("Copy a library into an empty folder or database, with everything, and compare both afterwards."),
)
@click.argument("source", metavar=translated("FROM"))
@click.argument("target", metavar=translated("TO"))
@pass_session
def copy(session: Session, source: str, target: str) -> None:
    """Nothing is overwritten, and the library stays where it is."""
    copied = session.library.copy_library(source, target)
    number = copied.numbers.get
    session.diagnostics.say(
        msg(
            "Copied and compared: {folder} (feeds: {feeds}, entries: {entries}, editions: {editions}, picks: {picks})",
            folder=masked_text(target),
            feeds=number("feeds", 0),
            entries=number("entries", 0),
            editions=number("editions", 0),
            picks=number("picks", 0),
        )
    )


@command.command(
    "upgrade", help=translated("Bring a library in a database into the form of this digest, for everybody.")
)
@click.option("--yes", is_flag=True, help=translated("Do not ask."))
@pass_session
def upgrade(session: Session, yes: bool) -> None:
    """Colleagues with an older digest can no longer use it after that, so it is asked for."""

    def agreed(_old: int, _new: int) -> bool:
        if not yes and not session.diagnostics.is_terminal:
            raise UsageError(msg("Nobody can be asked here."), msg("Add --yes to upgrade without questions."))
        question = translated("Colleagues with an older digest cannot use the library after that. Upgrade it?")
        return yes or click.confirm(question, default=False, err=True)

    old, new = session.library.upgrade_library(agreed)
    if new > old:
        session.diagnostics.say(msg("Upgraded from format {old} to {new}.", old=old, new=new))
    else:
        session.diagnostics.say(msg("The library is up to date."))
