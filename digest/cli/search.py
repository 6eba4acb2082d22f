"""`digest search`: in everything that the curator has written."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import month_told, tell, translated
from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.services.reading.comment_search import OwnText


@click.command(
    "search",
    cls=Command,
    help=translated(
        "Search your own words: titles, comments, intros and outros of all editions of all years. "
        "All words must occur; umlauts are found in any spelling."
    ),
)
@click.argument("words", metavar=translated("WORDS"), nargs=-1, required=True)
@click.option(
    "--curator", metavar="NAME", help=translated("Only texts that this curator wrote last: name or initials.")
)
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of text."))
@pass_session
def command(session: Session, words: tuple[str, ...], curator: str | None, as_json: bool) -> None:
    """Print what was found, the newest edition first."""
    by = session.library.curators.find(curator) if curator else ""
    found = list(session.library.comment_search.search(" ".join(words), by))
    if as_json:
        session.output.json([_data(text) for text in found])
        return
    for number, text in enumerate(found):
        if number:
            session.output.line()
        session.output.lines([_head(text), *text.text.splitlines()])
    if not found and by:
        session.diagnostics.say(msg("{name} has written nothing like that.", name=by))
    elif not found:
        session.diagnostics.say(msg("You never wrote that; “digest entries --search” looks into the entries."))


def _head(text: OwnText) -> str:
    if text.pick is None:
        place = tell(msg("Intro")) if text.field == "intro" else tell(msg("Outro"))
        return f"{month_told(text.edition.id)} · {place}"
    category = f"{text.pick.category} | " if text.pick.category else ""
    return f"{month_told(text.edition.id)} · {text.pick.id} · {category}{text.pick.shown_title}"


def _data(text: OwnText) -> dict[str, str | None]:
    pick = text.pick
    return {
        "edition": text.edition.id,
        "field": text.field,
        "text": text.text,
        "pick": pick.id if pick else None,
        "category": pick.category if pick else "",
        "title": pick.shown_title if pick else "",
        "url": masked(pick.url) if pick else "",
    }
