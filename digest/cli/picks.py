"""`digest picks`: the picks of an edition, in the order of publication."""

from __future__ import annotations

from typing import Any

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.domain.curator import same_curator
from digest.domain.edition import Pick
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.secrets import masked
from digest.domain.text import count_words
from digest.services.curation.curators import who


@click.command(
    "picks", cls=Command, help=translated("List the picks of an edition (the current one, or that of month M).")
)
@click.argument("month", required=False, metavar="[M]")
@click.option("--curator", metavar="NAME", help=translated("Only those that this curator picked: name or initials."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def command(session: Session, month: str | None, curator: str | None, as_json: bool) -> None:
    """Print the picks with position, category, title and the length of the comment."""
    edition = session.library.editions.month_to_read(month)
    by = session.library.curators.find(curator) if curator else ""
    numbered = [
        (position, pick)
        for position, pick in enumerate(session.library.editions.picks(edition), start=1)
        if not by or same_curator(pick.curator, by)
    ]
    if as_json:
        session.output.json([pick_data(pick, position) for position, pick in numbered])
        return
    if not numbered and by:
        told = {"name": by, "month": NamedMonth(edition)}
        session.diagnostics.say(msg("{name} has picked nothing for {month}.", **told))
        return
    if not numbered:
        session.diagnostics.say(msg("The edition {month} has no picks yet.", month=NamedMonth(edition)))
        return
    initials = session.library.curators.initials(
        name for _, pick in numbered for name in (pick.curator, pick.edited_by) if name
    )
    session.output.table(
        [
            "#", translated("Id"), translated("Category"), translated("Title"), translated("Comment"),
            *([translated("Who")] if initials else []),
        ],
        [
            [
                str(position),
                pick.id,
                pick.category,
                pick.shown_title,
                tell(nmsg("{n} word", "{n} words", count_words(pick.comment))),
                *([who(pick, initials)] if initials else []),
            ]
            for position, pick in numbered
        ],
        flexible=3,
    )  # fmt: skip


def pick_data(pick: Pick, position: int | None) -> dict[str, Any]:
    """The documented JSON of a pick; `position` counts from 1 over the assembled edition."""
    return {
        "id": pick.id,
        "edition": pick.edition_id,
        "position": position,
        "category": pick.category,
        "title": pick.shown_title,
        "original_title": pick.original_title,
        "url": masked(pick.url),
        "source": pick.source,
        "author": pick.author,
        "language": pick.language,
        "comment": pick.comment,
        "version": pick.version,
        "curator": pick.curator,
        "edited_by": pick.edited_by,
    }
