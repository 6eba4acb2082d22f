"""`digest picks`: the picks of an edition, in the order of publication."""

from __future__ import annotations

import click

from digest.cli.lazy import Command
from digest.cli.picking import pick_data
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.text import count_words


@click.command(
    "picks", cls=Command, help=translated("List the picks of an edition (the current one, or that of month M).")
)
@click.argument("month", required=False, metavar="[M]")
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def command(session: Session, month: str | None, as_json: bool) -> None:
    """Print the picks with position, category, title and the length of the comment."""
    edition = session.app.editions.month_to_read(month)
    picks = session.app.editions.picks(edition)
    if as_json:
        session.output.json([pick_data(pick, position) for position, pick in enumerate(picks, start=1)])
        return
    if not picks:
        session.diagnostics.say(msg("The edition {month} has no picks yet.", month=NamedMonth(edition)))
        return
    session.output.table(
        ["#", translated("Id"), translated("Category"), translated("Title"), translated("Comment")],
        [
            [
                str(position),
                pick.id,
                pick.category,
                pick.shown_title,
                tell(nmsg("{n} word", "{n} words", count_words(pick.comment))),
            ]
            for position, pick in enumerate(picks, start=1)
        ],
        flexible=3,
    )
