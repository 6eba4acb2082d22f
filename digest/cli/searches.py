"""`digest searches`: searches under a name, the curator's own views."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from digest.cli.commands import Group
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.saved_search import SavedSearch

_JSON = click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))


@click.group(
    "searches",
    cls=Group,
    invoke_without_command=True,
    help=translated(
        "Searches that are kept under a name. They stand in the sidebar of the interface as views; "
        "“digest entries --saved NAME” lists what one finds."
    ),
)
@_JSON
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Without a name for what follows: the list."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, as_json=as_json)


@command.command("list", help=translated("The saved searches, with how many unread entries each finds."))
@_JSON
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Print them."""
    searches = session.library.reading.searches
    found = [(one, searches.unread(one)) for one in searches.all()]
    if as_json:
        session.output.json([_data(one, unread) for one, unread in found])
        return
    titles = session.library.feeds.titles()
    session.output.table(
        [translated("Id"), translated("Name"), translated("Words"), translated("Where"), translated("Unread")],
        [[one.id, one.name, one.words, _where(one, titles), str(unread)] for one, unread in found],
        flexible=1,
    )
    if not found:
        session.diagnostics.say(msg("No saved searches yet. “digest searches add NAME WORDS” makes one."))


@command.command("add", help=translated("Keep a search; prints its id."))
@click.argument("name", metavar=translated("NAME"))
@click.argument("search", metavar=translated("[WORDS]"), required=False, default="")
@click.option(
    "--feed", "feeds", multiple=True, metavar="FEED", help=translated("Only those of this feed; may be repeated.")
)
@click.option("--folder", metavar=translated("FOLDER"), help=translated("Only those of the feeds in this folder."))
@click.option("--unread", is_flag=True, help=translated("Only unread ones."))
@click.option("--shortlist", is_flag=True, help=translated("Only those on the shortlist."))
@pass_session
def add(
    session: Session, /, name: str, search: str, feeds: tuple[str, ...], folder: str | None, unread: bool,
    shortlist: bool,
) -> None:  # fmt: skip
    """The same conditions as those of `digest entries`."""
    library = session.library
    feed_ids = tuple(library.feeds.find(words).id for words in feeds)
    path = library.feeds.folders.find(folder) if folder else ""
    wanted = SavedSearch("", name, search, feed_ids, path, unread, shortlist)
    session.output.line(library.reading.searches.add(wanted).id)


@command.command("edit", help=translated("Change name, words or conditions of a saved search."))
@click.argument("saved", metavar=translated("SEARCH"))
@click.option("--name", metavar=translated("NAME"), help=translated("Another name."))
@click.option("--words", metavar=translated("WORDS"), help=translated("Other words; empty for none."))
@click.option("--folder", metavar=translated("FOLDER"), help=translated("Another folder; empty for all feeds."))
@click.option("--unread/--read-too", "unread", default=None, help=translated("Only unread ones, or read ones too."))
@click.option(
    "--shortlist/--everywhere", "shortlisted", default=None, help=translated("Only the shortlist, or everything.")
)
@pass_session
def edit(session: Session, /, saved: str, **fields: Any) -> None:
    """Change what is given, nothing else."""
    library = session.library
    changes = {name: value for name, value in fields.items() if value is not None}
    if not changes:
        raise UsageError(msg("Nothing to change."), msg("Name at least one option; --help lists them."))
    if changes.get("folder"):
        changes["folder"] = library.feeds.folders.find(changes["folder"])
    found = library.reading.searches.find(saved)
    changed = library.reading.searches.change(found, replace(found, **changes))
    session.diagnostics.say(msg("Search “{name}” changed", name=changed.name))


@command.command("remove", help=translated("Take saved searches away; no entry changes."))
@click.argument("saved", nargs=-1, required=True, metavar=translated("SEARCH…"))
@pass_session
def remove(session: Session, saved: tuple[str, ...]) -> None:
    """Each is named by its name or the beginning of its id."""
    searches = session.library.reading.searches
    for found in {one.id: one for one in map(searches.find, saved)}.values():
        searches.remove(found)
        session.diagnostics.say(msg("Search “{name}” removed", name=found.name))


def _where(search: SavedSearch, titles: dict[str, str]) -> str:
    parts = [titles.get(feed_id, feed_id) for feed_id in search.feed_ids]
    parts += [search.folder] if search.folder else []
    parts += [translated("unread")] if search.unread else []
    parts += [translated("shortlist")] if search.shortlisted else []
    return ", ".join(parts)


def _data(search: SavedSearch, unread: int) -> dict[str, Any]:
    return {
        "id": search.id,
        "name": search.name,
        "words": search.words,
        "feeds": list(search.feed_ids),
        "folder": search.folder or None,
        "unread_only": search.unread,
        "shortlist_only": search.shortlisted,
        "unread": unread,
    }
