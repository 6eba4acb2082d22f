"""Put the parts together: the one place that picks implementations, each at first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digest.config.clock import Clock, clock_from
from digest.config.paths import config_file, library_address, library_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.config.settings import Settings
    from digest.domain.curator import Curator
    from digest.domain.edition import Edition, Pick
    from digest.domain.errors import LibraryDamaged
    from digest.domain.library import Replaced
    from digest.domain.message import Message
    from digest.services.configuration import Configuration
    from digest.services.curation.curators import Curators, Notes
    from digest.services.curation.edition_log import EditionLog
    from digest.services.curation.editions import Editions
    from digest.services.curation.month_view import MonthViews
    from digest.services.curation.past_editions import PastEditions
    from digest.services.curation.picks import Curation, Memory
    from digest.services.curation.preflight import Preflight
    from digest.services.curation.proofs import Proofs
    from digest.services.curation.roundtrip import RoundTrip
    from digest.services.curation.statistics import Statistics
    from digest.services.feeds.feeds import Feeds
    from digest.services.library.copying import Sums
    from digest.services.library.moving_in import MovingIn
    from digest.services.library.upkeep import Upkeep
    from digest.services.preview.edition_viewer import EditionViewer
    from digest.services.publishing.exports import Exports
    from digest.services.publishing.pushing import Publishing
    from digest.services.publishing.templates import Templates
    from digest.services.reading.comment_search import CommentSearch
    from digest.services.reading.completions import Completions
    from digest.services.reading.entries import Reading
    from digest.services.reading.entry_rules import EntryRules
    from digest.services.reading.full_text import FullText
    from digest.services.reading.muted_words import MutedWords
    from digest.services.reading.overview import Views
    from digest.services.reading.same_page import Duplicates
    from digest.services.reading.search import Search
    from digest.services.reading.suggestions import Suggestions
    from digest.services.refresh.refresh import Refresh
    from digest.services.session.actions import SessionActions
    from digest.services.session.drafts import Drafts
    from digest.services.session.editing import Editing
    from digest.services.session.import_actions import ImportActions
    from digest.services.session.rule_actions import RuleActions
    from digest.services.session.setting_actions import SettingActions
    from digest.services.session.text_recovery import TextRecovery
    from digest.storage.store import Store

T = TypeVar("T")

#: What stays when the settings are loaded again: the open library, and what a session can undo.
_STAYS = frozenset({"address", "clock", "store", "actions", "memory"})


class Library:
    """One library with settings and services; `address`, `config` override the environment.

    `tell` hears of damage to the library that need not stop what is asked of it; without it, that raises
    LibraryDamaged. `on_progress` hears how far something long is. Both may be set until the library is asked for.
    """

    tell: Callable[[LibraryDamaged], None] | None = None
    on_progress: Callable[[Message], None] | None = None

    def __init__(self, environ: Mapping[str, str], *, address: str | None = None, config: str | None = None) -> None:
        self.environ = environ
        self.config_path: Path = config_file(config, environ)
        self._named = library_address(address, environ)

    @cached_property
    def settings(self) -> Settings:
        from digest.config.language import name_months_as
        from digest.config.load import load

        settings = load(self.config_path, self.environ)
        name_months_as(settings.edition_language)
        return settings

    def load_settings(self) -> None:
        """Load the configuration again, for every service. Raises ConfigError."""
        made = self.__dict__
        for name in [name for name in made if isinstance(getattr(type(self), name, None), cached_property)]:
            if name not in _STAYS:
                del made[name]
        _ = self.settings
        if "store" in made:
            self.store.work_as(self.curator)

    @cached_property
    def configuration(self) -> Configuration:
        from digest.services.configuration import Configuration

        return Configuration(self.config_path, self.environ)

    @cached_property
    def setting_actions(self) -> SettingActions:
        from digest.services.session.setting_actions import SettingActions

        return SettingActions(self.configuration, lambda: self.settings, self.load_settings, self.actions.undo_steps)

    @cached_property
    def address(self) -> str:
        """A folder, or a database as written (`shown_address` hides secrets). Raises UsageError."""
        return self._named or self.settings.library.url or str(library_folder(None, {}))

    @cached_property
    def clock(self) -> Clock:
        return clock_from(self.environ)

    @cached_property
    def curator(self) -> Curator:
        """Who works here: what is changed through `store` is this person's."""
        from digest.config.load import curator_from

        return curator_from(self.settings, self.environ)

    @cached_property
    def store(self) -> Store:
        from digest.storage.registry import open_store

        return open_store(
            self.address, self.clock, self.tell, archive=self.settings.library.archive, curator=self.curator,
            on_progress=self.on_progress, environ=self.environ,
        )  # fmt: skip

    def bring_up_to_date(self) -> None:
        """Migrate a library of the first format, if it is one. Raises LibraryError."""
        from digest.storage.registry import needs_migration

        if needs_migration(self.address):
            self.store.months()
            self.store.close()
            del self.store

    @property
    def has_library(self) -> bool:
        """Whether there is one at the address, or what may become one. Asking makes none."""
        from digest.storage.registry import exists

        return exists(self.address)

    def replace_library(self, fill: Callable[[Store], T], *, replace: bool) -> Replaced[T]:
        """Let `fill` make a new library in place of this one, which gets another name."""
        from digest.storage.registry import replace_library

        who = self.curator, self.environ
        return replace_library(self.address, self.clock, fill, *who, replace=replace)

    def copy_library(self, source: str, target: str) -> Sums:
        """Copy a library to an empty one elsewhere. Raises UsageError, LibraryError."""
        from digest.services.library.copying import copy_library
        from digest.storage.registry import copied

        archives = {self.address: self.settings.library.archive}
        return copied(source, target, copy_library, self.clock, self.curator, self.environ, archives)

    def upgrade_library(self, agreed: Callable[[int, int], bool]) -> tuple[int, int]:
        """Upgrade a database library's tables, if `agreed` to; return old and new version."""
        from digest.storage.registry import upgrade_library

        return upgrade_library(self.address, self.environ, agreed)

    @cached_property
    def feeds(self) -> Feeds:
        from digest.services.feeds.feeds import Feeds

        return Feeds(self.store, self.settings, self.clock, self.environ)

    @cached_property
    def moving_in(self) -> MovingIn:
        from digest.services.library.moving_in import MovingIn

        return MovingIn(self.store, self.clock, self.feeds)

    @cached_property
    def imports(self) -> ImportActions:
        from digest.services.session.import_actions import ImportActions

        return ImportActions(self.store, self.clock, self.moving_in, self.actions.undo_steps)

    @cached_property
    def refresh(self) -> Refresh:
        from digest.services.refresh.refresh import Refresh

        return Refresh(self.store, self.settings, self.clock, self.environ)

    @cached_property
    def reading(self) -> Reading:
        from digest.services.reading.entries import Reading

        return Reading(self.store, self.settings, self.clock, self.environ, self.memory)

    @cached_property
    def editions(self) -> Editions:
        from digest.services.curation.editions import Editions

        return Editions(self.store, self.settings, self.clock)

    @cached_property
    def curation(self) -> Curation:
        from digest.services.curation.picks import Curation

        return Curation(self.store, self.settings, self.clock, self.editions, self.memory)

    @cached_property
    def curators(self) -> Curators:
        from digest.services.curation.curators import Curators

        return Curators(self.store)

    @cached_property
    def edition_log(self) -> EditionLog:
        from digest.services.curation.edition_log import EditionLog

        return EditionLog(self.store)

    @cached_property
    def notes(self) -> Notes:
        from digest.services.curation.curators import Notes

        return Notes(self.store, self.clock, self.curator.name)

    @property
    def text_recovery(self) -> TextRecovery:
        from digest.services.session.text_recovery import TextRecovery

        return TextRecovery(self.store, self.actions)

    @cached_property
    def memory(self) -> Memory:
        from digest.services.curation.picks import Memory

        return Memory(self.store)

    @cached_property
    def past_editions(self) -> PastEditions:
        from digest.services.curation.past_editions import PastEditions

        return PastEditions(self.store, self.settings, self.clock, self.environ, self.editions)

    @cached_property
    def roundtrip(self) -> RoundTrip:
        from digest.services.curation.roundtrip import RoundTrip

        return RoundTrip(self.store, self.settings, self.clock, self.editions)

    @cached_property
    def duplicates(self) -> Duplicates:
        from digest.services.reading.same_page import Duplicates

        return Duplicates(self.store)

    @cached_property
    def entry_rules(self) -> EntryRules:
        from digest.services.reading.entry_rules import EntryRules

        return EntryRules(self.store, self.clock)

    @cached_property
    def rule_actions(self) -> RuleActions:
        from digest.services.session.rule_actions import RuleActions

        return RuleActions(self.entry_rules, self.actions.undo_steps)

    @cached_property
    def suggestions(self) -> Suggestions:
        from digest.services.reading.suggestions import Suggestions

        return Suggestions(self.store, self.entry_rules)

    @cached_property
    def comment_search(self) -> CommentSearch:
        from digest.services.reading.comment_search import CommentSearch

        return CommentSearch(self.store)

    @cached_property
    def month_views(self) -> MonthViews:
        from digest.services.curation.month_view import MonthViews

        return MonthViews(self.store, self.settings, self.clock)

    @cached_property
    def statistics(self) -> Statistics:
        from digest.services.curation.statistics import Statistics

        return Statistics(self.store, self.settings)

    @cached_property
    def preflight(self) -> Preflight:
        from digest.services.curation.preflight import Preflight

        return Preflight(self.store, self.settings, self.clock, self.environ, self.editions, self.memory)

    @cached_property
    def actions(self) -> SessionActions:
        from digest.services.session.actions import SessionActions

        return SessionActions(self.store, self.clock, self)

    @cached_property
    def views(self) -> Views:
        from digest.services.reading.overview import Views

        standing = self.settings.categories.standing
        return Views(self.store, self.reading, self.editions, self.feeds, standing)

    @cached_property
    def search(self) -> Search:
        from digest.services.reading.search import Search

        return Search(self.store, self.reading)

    @cached_property
    def templates(self) -> Templates:
        from digest.services.publishing.templates import Templates

        return Templates(self.config_path.parent / "templates")

    @cached_property
    def completions(self) -> Completions:
        from digest.services.reading.completions import Completions

        return Completions(self.store, self.settings, self.clock, self.editions)

    @cached_property
    def exports(self) -> Exports:
        from digest.services.publishing.exports import Exports

        return Exports(self.editions, self.settings, lambda: self.templates)

    @cached_property
    def publishing(self) -> Publishing:
        from digest.services.publishing.pushing import Publishing

        return Publishing(self.store, self.settings, self.clock, self.environ, self.editions, self.exports)

    @cached_property
    def drafts(self) -> Drafts:
        from digest.services.session.drafts import Drafts

        return Drafts(self.store)

    @cached_property
    def proofs(self) -> Proofs:
        from digest.services.curation.proofs import Proofs

        return Proofs(self.editions, self.preflight, self.exports)

    def view_edition(self, month: str, port: int = 0) -> EditionViewer:
        """Begin to serve an edition to a browser; to be stopped by the caller."""
        from digest.services.preview.edition_viewer import EditionViewer

        return EditionViewer(month, self.proofs, self.exports, self.store, port)

    def editing(self, record: Pick | Edition) -> Editing:
        """Begin to edit the texts of a pick or edition."""
        from digest.services.session.editing import Editing

        return Editing(record, self.store, self.actions, self.drafts)

    @cached_property
    def full_text(self) -> FullText:
        from digest.services.reading.full_text import FullText

        return FullText(self.store, self.settings.network, self.clock, self.environ)

    @cached_property
    def muted_words(self) -> MutedWords:
        from digest.services.reading.muted_words import MutedWords

        return MutedWords(self.store)

    @cached_property
    def upkeep(self) -> Upkeep:
        from digest.services.library.upkeep import Upkeep

        return Upkeep(self.store, self.clock)

    def close(self) -> None:
        """Give back what the library holds open, if it was opened."""
        if "store" in self.__dict__:
            self.store.close()
