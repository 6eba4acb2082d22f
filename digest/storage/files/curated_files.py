"""All that people wrote and chose, in the files of one library."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from digest.domain.entry import PAGES
from digest.domain.feed import FetchState, feed_title
from digest.storage.files.engine.file_states import file_stamp
from digest.storage.files.file_feeds import FileFeeds
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.files.library_files import LibraryFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from digest.domain.curator import Curator
    from digest.domain.errors import LibraryDamaged
    from digest.domain.muting import Muting
    from digest.storage.files.closed_editions import Mentions
    from digest.storage.files.curator_files import FileCurators, PresenceFiles
    from digest.storage.files.edition_tables import EditionTables
    from digest.storage.files.engine.disk import Disk
    from digest.storage.files.file_editions import EditionHistories, FileEditions
    from digest.storage.files.file_filters import FileFilters
    from digest.storage.files.history_files import HistoryFiles


class CuratedFiles:
    """The files with what people wrote and chose; answers `entry_questions.Curated`.

    Filters and editions are imported when they are first asked for: a refresh with nothing due needs neither.

    `titles_of` gives the titles that feeds give themselves, which only the archive knows.
    """

    titles_of: Callable[[], Mapping[str, str]] = dict

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        disk: Disk,
        tell: Callable[[LibraryDamaged], None] | None,
        curator: Curator | None = None,
    ) -> None:
        self.library = LibraryFiles(folder, disk, clock)
        self._folder, self._disk = folder, disk
        self._tell = tell
        self._curator = curator
        self._mentions: Callable[[], Mentions] | None = None
        self._muting: tuple[object, Muting] | None = None
        self._comments: tuple[object, object, Mapping[str, Sequence[str]]] | None = None

    @cached_property
    def feeds(self) -> FileFeeds:
        return FileFeeds(self.library, lambda: self.edition_tables)

    @cached_property
    def kept(self) -> KeptEntries:
        return KeptEntries(self.library)

    def index_editions(self, mentions: Callable[[], Mentions]) -> None:
        """Let what closed editions mention be looked up in an index, made when it is first needed."""
        self._mentions = mentions
        if "edition_tables" in self.__dict__:
            self.edition_tables.closed.index_by(mentions)

    @cached_property
    def filters(self) -> FileFilters:
        from digest.storage.files.file_filters import FileFilters

        return FileFilters(self.library)

    @cached_property
    def edition_tables(self) -> EditionTables:
        from digest.storage.files.edition_tables import EditionTables

        files = EditionTables(self.library, self._tell)
        if self._mentions is not None:
            files.closed.index_by(self._mentions)
        return files

    @cached_property
    def editions(self) -> FileEditions:
        from digest.storage.files.file_editions import FileEditions

        return FileEditions(self.library, self.edition_tables, self.histories, lambda: self.curators)

    @cached_property
    def history_files(self) -> HistoryFiles:
        from digest.storage.files.history_files import HistoryFiles

        return HistoryFiles(self._folder, self._disk)

    @cached_property
    def histories(self) -> EditionHistories:
        from digest.storage.files.file_editions import EditionHistories

        return EditionHistories(self.edition_tables, lambda: self.history_files)

    @cached_property
    def presences(self) -> PresenceFiles:
        from digest.storage.files.curator_files import PresenceFiles

        return PresenceFiles(self._folder, lambda: self.curators.own.name)

    @cached_property
    def curators(self) -> FileCurators:
        from digest.domain.curator import Curator
        from digest.storage.files.curator_files import FileCurators

        return FileCurators(self.library, self._curator or Curator(""))

    def stamps(self) -> dict[str, object]:
        """The files' part of `Store.stamp`: a few `stat` calls."""
        folder = self.library.folder
        return {
            "editions": (file_stamp(folder / "editions.json"), self.library.stat_cache.fresh(folder / "closed")),
            "feeds": file_stamp(folder / "feeds.json"),
            "state": [file_stamp(folder / name) for name in ("kept.json", "pages.json")],
        }

    def others_stamps(self) -> dict[str, object]:
        """The files' part of `Store.others_stamp`. As cheap."""
        stamps = self.library.others_stamps()
        kept = [stamps.pop(name, ()) for name in ("kept.json", "pages.json")]
        return {"feeds": stamps.pop("feeds.json", ()), "state": kept, "editions": stamps}

    def present(self) -> Collection[str]:
        records = self.library.feeds.table("feeds").records()
        return {PAGES, *(feed_id for feed_id, plain in records.items() if not plain.get("removed"))}

    def muting(self) -> Muting:
        """All that is muted.

        Read again only when feeds.json has changed: every key asks for it, and there may be 500 rules.
        """
        state, known = self.library.feeds.storage.read(), self._muting
        if known is None or known[0] is not state:
            self._muting = known = state, self.filters.muting()
        return known[1]

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
