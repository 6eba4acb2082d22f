"""All that people wrote and chose, in the files of one library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from digest.domain.errors import LibraryDamaged
from digest.domain.feed import FetchState, feed_title
from digest.domain.muting import Muting
from digest.storage.files.edition_files import EditionFiles
from digest.storage.files.engine.disk import Disk
from digest.storage.files.file_editions import FileEditions
from digest.storage.files.file_feeds import FileFeeds
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.files.library_files import LibraryFiles


class CuratedFiles:
    """The files with what people wrote and chose; answers `entry_questions.Curated`.

    `titles_of` gives the titles that feeds give themselves, which only the archive knows.
    """

    titles_of: Callable[[], Mapping[str, str]] = dict

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        disk: Disk,
        tell: Callable[[LibraryDamaged], None] | None,
    ) -> None:
        self.library = LibraryFiles(folder, disk, clock)
        self.edition_files = EditionFiles(self.library, tell)
        self.feeds = FileFeeds(self.library, self.edition_files)
        self.editions = FileEditions(self.library, self.edition_files)
        self.kept = KeptEntries(self.library)
        self._comments: tuple[object, object, Mapping[str, Sequence[str]]] | None = None

    def present(self) -> Collection[str]:
        return self.feeds.present()

    def muting(self) -> Muting:
        return self.feeds.muting()

    def titles(self) -> Mapping[str, str]:
        own = self.titles_of()
        return {feed.id: feed_title(feed, FetchState(title=own.get(feed.id, ""))) for feed in self.feeds.feeds()}

    def comments(self) -> Mapping[str, Sequence[str]]:
        state = self.library.editions.storage.read(), self.library.stat_cache.of(self.library.folder / "closed")
        known = self._comments
        if known is None or known[0] is not state[0] or known[1] != state[1]:
            self._comments = known = *state, self.editions.comments()
        return known[2]

    def shortlist(self) -> Collection[str]:
        return self.kept.shortlist().keys()

    def close(self) -> None:
        self.library.close()
