"""`digest links`: the links inside an entry's text, numbered as in the interface."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.message import msg
from digest.domain.secrets import masked


@click.command(
    "links",
    cls=Command,
    help=translated(
        "List the links inside an entry's text, numbered as in the interface; wrapped ones lead to their page."
    ),
)
@click.argument("entry", metavar=translated("ENTRY"))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of text."))
@pass_session
def command(session: Session, entry: str, as_json: bool) -> None:
    """Print them; pages are picked by their addresses."""
    links = session.library.reading.links(session.library.reading.find(entry))
    if as_json:
        session.output.json([{"number": one.number, "url": masked(one.url), "text": one.text} for one in links])
        return
    session.output.table(
        ["", translated("Address"), translated("Words")],
        [[str(one.number), masked(one.url), one.text] for one in links],
        flexible=2,
    )
    if not links:
        session.diagnostics.say(msg("There is no link in this text."))
