"""`digest entries`: the entries, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from digest.cli.commands import Command
from digest.cli.session import Session, iso, pass_session
from digest.cli.usage_errors import WholeNumber
from digest.config.clock import local
from digest.config.language import day_listed, tell, translated
from digest.domain.message import msg
from digest.domain.saved_search import SavedSearch
from digest.domain.secrets import masked
from digest.services.reading.entries import ListedEntries, ListedEntry, one_a_page
from digest.services.reading.same_page import OtherPlace, places_named


@click.command("entries", cls=Command, help=translated("List entries of all months, newest first."))
@click.option("--month", metavar="M", help=translated("Only those first seen in month M."))
@click.option(
    "--feed", "feeds", multiple=True, metavar="FEED", help=translated("Only those of this feed; may be repeated.")
)
@click.option("--folder", metavar=translated("FOLDER"), help=translated("Only those of the feeds in this folder."))
@click.option(
    "--saved",
    metavar=translated("SEARCH"),
    help=translated("What a saved search finds; “digest searches” lists them. The other options narrow it."),
)
@click.option("--unread", is_flag=True, help=translated("Only unread ones."))
@click.option("--shortlist", is_flag=True, help=translated("Only those on the shortlist."))
@click.option(
    "--search",
    default="",
    metavar=translated("WORDS"),
    help=translated("Only those with all these words; umlauts are found in any spelling."),
)
@click.option(
    "--curator",
    metavar="NAME",
    help=translated("Only those that this curator picked, in any edition: name or initials."),
)
@click.option(
    "--limit",
    type=WholeNumber(min=0),
    metavar="N",
    default=50,
    show_default=True,
    help=translated("How many at most; 0 for all."),
)
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def command(
    session: Session,
    month: str | None,
    feeds: tuple[str, ...],
    folder: str | None,
    saved: str | None,
    unread: bool,
    shortlist: bool,
    search: str,
    curator: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print the window; what it leaves out is told on stderr."""
    library = session.library
    by = library.curators.find(curator) if curator else ""
    asked = SavedSearch(
        "",
        "",
        words=search,
        feed_ids=tuple(library.feeds.find(name).id for name in feeds),
        folder=library.feeds.folders.find(folder) if folder else "",
        unread=unread,
        shortlisted=shortlist,
    )
    searches = library.reading.searches
    if saved:
        query = searches.query(searches.find(saved), asked, limit=limit)
    else:
        query = searches.query(asked, limit=limit, muted=None)
    if query is not None and month:
        query = replace(query, month=library.editions.month(month))
    if query is not None and by:
        query = library.reading.picked_by(query, by)
    listing = library.reading.entries(query, library.editions.current()) if query is not None else ListedEntries((), 0)
    others = library.duplicates.others([row.entry for row in listing.rows])
    if as_json:
        session.output.json([entry_data(row, others.get(row.entry.id, ())) for row in listing.rows])
        return
    session.output.table(
        [translated("Id"), "", translated("Date"), translated("Title"), translated("Feed"), translated("Category")],
        [_row(row, others.get(row.entry.id, ())) for row in one_a_page(listing.rows)],
        flexible=3,
    )
    if listing.total > len(listing.rows):
        session.diagnostics.say(
            msg("{shown} of {total} entries; --limit 0 shows all.", shown=len(listing.rows), total=listing.total)
        )
    elif not listing.rows and by:
        session.diagnostics.say(msg("{name} has picked none of these entries.", name=by))
    elif not listing.rows:
        session.diagnostics.say(msg("No entries. “digest fetch” brings new ones."))


def entry_data(row: ListedEntry, others: Sequence[OtherPlace] = ()) -> dict[str, Any]:
    """The documented JSON of an entry; `pick`: the current edition's, else the newest, or null.

    `earlier` are the places of its page in other editions: picked, or (`linked`) linked in a comment. `also` are
    other entries for the same page (`same`), or with nearly the same title.
    """
    entry = row.entry
    return {
        "id": entry.id,
        "feed": entry.feed_id,
        "feed_title": row.feed_title,
        "feed_url": masked(row.feed_url),
        "title": entry.title,
        "url": masked(entry.url),
        "canonical_url": masked(entry.canonical_url),
        "author": entry.author,
        "published": iso(entry.published),
        "first_seen": iso(entry.first_seen),
        "language": entry.language,
        "summary": entry.summary,
        "tags": list(entry.tags),
        "read": row.read,
        "shortlisted": row.shortlisted,
        "pick": row.pick
        and {"edition": row.pick.edition_id, "category": row.pick.category, "comment": row.pick.comment},
        "earlier": [
            {"edition": place.edition_id, "category": place.category, "linked": place.linked} for place in row.earlier
        ],
        "also": [
            {"id": other.entry.id, "feed_title": other.feed_title, "title": other.entry.title, "same": other.same}
            for other in others
        ],
    }


def _row(row: ListedEntry, others: Sequence[OtherPlace]) -> list[str]:
    mark = "★" if row.shortlisted else " " if row.read else "●"
    category = row.pick.category if row.pick else ""
    date = day_listed(local(row.entry.date).date() if row.entry.dated else None)
    return [row.entry.id[:8], mark, date, row.entry.title, _feeds(row.feed_title, others), category]


def _feeds(feed: str, others: Sequence[OtherPlace]) -> str:
    """The feed, and in which others the page stands, or something alike."""
    same, alike = places_named(others, feed)
    feed = tell(msg("{feed}, also at {others}", feed=feed, others=same)) if same else feed
    return tell(msg("{feed}, similar at {others}", feed=feed, others=alike)) if alike else feed
