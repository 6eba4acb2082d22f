"""`digest opml`: lists of feeds from and for other programs."""

from __future__ import annotations

import click

from digest.cli.commands import Group
from digest.cli.session import OK, PARTLY, Session, pass_session, stdin_bytes
from digest.config.language import language, tell, translated
from digest.config.paths import path_at
from digest.config.user_files import read_file, replace_file
from digest.domain.errors import UsageError
from digest.domain.message import msg, nmsg
from digest.domain.secrets import masked


@click.group("opml", cls=Group, help=translated("Import and export lists of feeds."))
def command() -> None:
    """Only a name for what follows."""


@command.command(
    "import", help=translated("Add the feeds of an OPML file, with folders; what cannot be used is named.")
)
@click.argument("file", metavar=translated("FILE|-"), required=False)
@click.option("--shipped", is_flag=True, help=translated("The list of PR feeds that comes with digest."))
@pass_session
def import_(session: Session, file: str | None, shipped: bool) -> int:
    """Import what is good; exit 1 if something was not."""
    if bool(file) == shipped:
        raise UsageError(msg("Which list?"), msg("Name a file, - for the standard input, or --shipped."))
    feeds = session.library.feeds
    result = feeds.import_opml(_bytes_of(file)) if file else feeds.import_shipped(language())
    for problem in result.problems:
        session.diagnostics.say(
            msg("line {line}: {text}: {reason}", line=problem.line, text=masked(problem.text), reason=problem.reason)
        )
    line = tell(nmsg("{n} feed added", "{n} feeds added", len(result.added)))
    if result.known:
        line += " · " + tell(nmsg("{n} was there already", "{n} were there already", result.known))
    if result.problems:
        line += " · " + tell(nmsg("{n} problem", "{n} problems", len(result.problems)))
    session.output.line(line)
    return PARTLY if result.problems else OK


@command.command(
    "export", help=translated("All feeds as OPML 2.0, to a file or the standard output; secrets are masked.")
)
@click.argument("file", required=False, default="-", metavar=translated("[FILE]"))
@pass_session
def export(session: Session, file: str) -> None:
    """Write the list; a file is replaced as a whole or not at all."""
    data = session.library.feeds.export_opml()
    if file == "-":
        session.output.raw(data)
        return
    replace_file(path_at(file), data)
    session.diagnostics.say(msg("Written: {file}", file=file))


def _bytes_of(file: str) -> bytes:
    if file == "-":
        return stdin_bytes()
    return read_file(file, msg("Name a readable OPML file, or - for the standard input."))
