"""`digest feeds folders`, `move` and `rename-folder`: the folders of the feeds."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.message import Message, msg, nmsg


@click.command("folders", cls=Command, help=translated("The folders of the feeds, with what is in them."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def folders(session: Session, as_json: bool) -> None:
    """A row a folder, each before those inside it."""
    from digest.services.reading.overview import FolderOverview, feed_tree

    found = [one for one in feed_tree(session.library.feeds.overviews()) if isinstance(one, FolderOverview)]
    if as_json:
        session.output.json([
            {"folder": one.path, "feeds": one.feeds, "entries": one.entries, "unread": one.unread} for one in found
        ])  # fmt: skip
        return
    session.output.table(
        [translated("Folder"), translated("Feeds"), translated("Entries"), translated("Unread")],
        [[one.path, str(one.feeds), str(one.entries), str(one.unread)] for one in found],
        flexible=0,
    )
    if not found:
        session.diagnostics.say(msg("There are no folders. “digest feeds move FEED --folder FOLDER” makes one."))


@click.command("move", cls=Command, help=translated("Put feeds into a folder, all of them or none."))
@click.argument("feeds", metavar="FEED…", nargs=-1, required=True)
@click.option(
    "--folder",
    metavar=translated("FOLDER"),
    required=True,
    help=translated("The folder, with / before folders inside it; empty takes them out of all folders."),
)
@pass_session
def move(session: Session, feeds: tuple[str, ...], folder: str) -> None:
    """Names that are wrong change nothing."""
    library = session.library
    found = [library.feeds.find(words) for words in feeds]
    moved = library.feeds.folders.move(list(dict.fromkeys(feed.id for feed in found)), folder)
    session.diagnostics.say(_told(len(moved), moved[0].folder))


@click.command(
    "rename-folder", cls=Command, help=translated("Give a folder another name; what is inside moves with it.")
)
@click.argument("present_folder", metavar=translated("FOLDER"))
@click.argument("new_folder", metavar=translated("NEW"))
@pass_session
def rename_folder(session: Session, present_folder: str, new_folder: str) -> None:
    """One that is there already takes in what is inside."""
    folders = session.library.feeds.folders
    path = folders.find(present_folder)
    moved = folders.rename(path, new_folder).after
    session.diagnostics.say(
        nmsg("Folder “{folder}” renamed: {n} feed.", "Folder “{folder}” renamed: {n} feeds.", len(moved), folder=path)
    )


def _told(count: int, path: str) -> Message:
    if path:
        return nmsg("{n} feed moved to “{folder}”", "{n} feeds moved to “{folder}”", count, folder=path)
    return nmsg("{n} feed taken out of its folder", "{n} feeds taken out of their folders", count)
