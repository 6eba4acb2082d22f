"""`digest pick`: an entry, or any web page by its address, for an edition."""

from __future__ import annotations

from collections.abc import Callable

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session, text_or_stdin
from digest.config.language import translated
from digest.domain.entry import Entry
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import FailureKind
from digest.domain.memory import recollection_words
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth, previous_month
from digest.domain.url import address_of
from digest.services.curation.picks import Picked


@click.command(
    "pick",
    cls=Command,
    help=translated(
        "Pick an entry (by its id) or any web page (by its address) for an edition, and print the pick's id. "
        "Picking it again changes only what is given."
    ),
)
@click.argument("entry", metavar=translated("ENTRY|ADDRESS"))
@click.option(
    "--category", "-c", metavar="C", help=translated("A standing category or a label of your own; else the feed's.")
)
@click.option("--comment", metavar="T", help=translated("The comment; - reads it from the standard input."))
@click.option(
    "--title", metavar="T", help=translated("A title of your own; a page is then picked even if it cannot be read.")
)
@click.option(
    "--edition", "month", metavar="M", help=translated("For the edition of month M instead of the current one.")
)
@click.option("--author", metavar="A", help=translated("The author, if it is another than the feed or page says."))
@click.option("--source", metavar="S", help=translated("Where it appeared, if it is to be called otherwise."))
@click.option("--json", "as_json", is_flag=True, help=translated("Print the whole pick as JSON."))
@pass_session
def command(
    session: Session,
    entry: str,
    category: str | None,
    comment: str | None,
    title: str | None,
    month: str | None,
    author: str | None,
    source: str | None,
    as_json: bool,
) -> None:
    """Pick, and tell on stderr if the page was in an earlier edition."""
    library = session.library
    edition = library.editions.month_to_change(month)
    given = {
        name: value for name, value in (("title", title), ("author", author), ("source", source)) if value is not None
    }
    if comment is not None:
        given["comment"] = text_or_stdin(comment)
    found = _entry(session, entry, title or "", lambda url: library.curation.ensure_pickable(url, edition, category))
    left, in_doubt = (None, False) if month else (library.editions.left_draft(), library.editions.is_in_doubt())
    picked = library.curation.pick_entry(found, edition, category, given)
    kept = picked.pick
    told = {"title": kept.shown_title, "category": kept.category, "edition": NamedMonth(kept.edition_id)}
    session.diagnostics.say(
        msg("Picked for {edition}, under {category}: “{title}”.", **told)
        if picked.is_new
        else msg("Changed in {edition}, under {category}: “{title}”.", **told)
    )
    if picked.mark_error is not None:
        session.diagnostics.say(msg("It stays unread: {error}", error=picked.mark_error.message))
    _tell_memory(session, picked)
    _tell_month(session, edition, left, in_doubt=in_doubt)
    if as_json:
        from digest.cli.picks import pick_data

        ids = [pick.id for pick in library.editions.picks(edition)]
        session.output.json(pick_data(picked.pick, ids.index(picked.pick.id) + 1))
    else:
        session.output.line(picked.pick.id)


def _entry(session: Session, words: str, title: str, ensure_pickable: Callable[[str], None]) -> Entry:
    """The entry of that id or address; an unknown address is read from the web, if pickable."""
    reading = session.library.reading
    if (known := reading.known(words)) is not None:
        return known
    url = address_of(words)
    if url is None:
        return reading.find(words)  # which raises NotFound, with its sentence
    ensure_pickable(url)
    entry, failure = reading.take_in(words, title)
    if failure is not None:
        told = {"error": sentence(failure, "page"), "remedy": remedy(failure, "page")}
        was_read = failure.kind in (FailureKind.NO_TEXT, FailureKind.PAYWALL, FailureKind.PARSER)
        session.diagnostics.say(
            msg("Picked. {error} {remedy}", **told)
            if was_read
            else msg("Picked without reading the page. {error} {remedy}", **told)
        )
    return entry


def _tell_month(session: Session, edition: str, left: tuple[str, int] | None, *, in_doubt: bool) -> None:
    """Name another edition that may be meant: a draft left open, or the previous month's."""
    if left is not None:
        before, count = left
        session.diagnostics.say(
            nmsg(
                "{month} is still a draft ({n} pick); --edition {id} picks for it.",
                "{month} is still a draft ({n} picks); --edition {id} picks for it.",
                count,
                month=NamedMonth(before),
                id=before,
            )
        )
    elif in_doubt:
        before = previous_month(edition)
        session.diagnostics.say(msg("For {month} instead, add --edition {id}.", month=NamedMonth(before), id=before))


def _tell_memory(session: Session, picked: Picked) -> None:
    for place in picked.earlier:
        session.diagnostics.say(msg("Note: {recalled}.", recalled=recollection_words(place, picked.pick.edition_id)))
