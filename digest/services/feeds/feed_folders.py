"""Folders of feeds: finding them, moving feeds, renaming a folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.domain.errors import Ambiguous, NotFound, UsageError
from digest.domain.feed import Feed
from digest.domain.folders import (
    DEEPEST_FOLDER,
    folder_names,
    folder_path,
    is_within,
    moved_path,
    same_folder,
    tidy_path,
)
from digest.domain.message import msg
from digest.domain.saved_search import SavedSearch
from digest.domain.text import fold
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.domain.edition import Changes


@dataclass(frozen=True, slots=True)
class RenamedFolder:
    """What renaming a folder changed: feeds and saved searches, each before and after."""

    before: Sequence[Feed]
    after: Sequence[Feed]
    searches: Sequence[tuple[SavedSearch, SavedSearch]] = ()


class FeedFolders:
    """The folders of one library. They are there as long as a feed is in them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[str]:
        """The paths of all folders, those that only hold other folders as well."""
        names = {folder_names(feed.folder) for feed in self._store.feeds()}
        return sorted({folder_path(one[:depth]) for one in names for depth in range(1, len(one) + 1)})

    def find(self, words: str) -> str:
        """The folder of that path, or of that name if only one has it. Raises NotFound, Ambiguous."""
        known, wanted = self.all(), tidy_path(words)
        path = same_folder(wanted, known)
        if path in known:
            return path
        found = [one for one in known if fold(folder_names(one)[-1]) == fold(words)]
        if not found:
            raise no_folder(words)
        if len(found) > 1:
            raise Ambiguous(
                msg("“{folder}” fits {count} folders.", folder=words, count=len(found)),
                msg("Write the whole path: {paths}.", paths=", ".join(found[:5])),
            )
        return found[0]

    def feeds_in(self, path: str) -> list[Feed]:
        """The feeds within a folder; none if it is not there (any more)."""
        return [feed for feed in self._store.feeds() if is_within(feed.folder, path)]

    def move(self, feed_ids: Collection[str], to: str, *, seen: Mapping[str, Changes] = {}) -> list[Feed]:
        """Move feeds to a folder, all or none; "" is outside of folders.

        Raises NotFound, and Conflict if the folder of one is not as it was `seen` (`Store.change_feeds`).
        """
        path = same_folder(tidy_path(to), self.all())
        return self._store.change_feeds({feed_id: {"folder": path} for feed_id in feed_ids}, seen=seen)

    def rename(self, folder: str, to: str) -> RenamedFolder:
        """Call a folder `to`, a path as well: what is inside moves with it. "" dissolves it.

        Saved searches that look in it look in the one of the new name. Raises NotFound if there is no such folder,
        Conflict if somebody else is changing it at the same moment, UsageError if it is called so already, or if a
        folder inside would lie too deep.
        """
        inside = self.feeds_in(folder)
        if not inside:
            raise no_folder(folder)
        others = [known for known in self.all() if not is_within(known, folder)]
        path = same_folder(tidy_path(to), others)
        if path == folder:
            raise UsageError(
                msg("The folder “{folder}” is called so already.", folder=folder), msg("Choose another name.")
            )
        folders = {feed.id: moved_path(feed.folder, folder, path) for feed in inside}
        searches = [
            (search, replace(search, folder=moved_path(search.folder, folder, path)))
            for search in self._store.saved_searches()
            if is_within(search.folder, folder)
        ]
        for moved_to in (*folders.values(), *(after.folder for _, after in searches)):
            # What is deeper would be cut when it is typed or imported, and be another folder then.
            if len(folder_names(moved_to)) > DEEPEST_FOLDER:
                raise UsageError(
                    msg("Folders lie at most {n} deep inside each other.", n=DEEPEST_FOLDER),
                    msg("Choose a shorter path."),
                )
        # One that looked in the dissolved folder finds nothing from now on, instead of everything.
        searches = [(before, after) for before, after in searches if after.folder]
        moved = self._store.change_feeds(
            {feed_id: {"folder": to_folder} for feed_id, to_folder in folders.items()},
            seen={feed.id: {"folder": feed.folder} for feed in inside},
            searches=searches,
        )
        return RenamedFolder(inside, moved, searches)


def no_folder(words: str) -> NotFound:
    """The error for an unknown folder."""
    return NotFound(msg("There is no folder “{folder}”.", folder=words), msg("“digest feeds folders” lists them."))
