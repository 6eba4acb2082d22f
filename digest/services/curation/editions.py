"""Editions as a curator works on them: month, content, title; change, close, reopen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from digest.config.clock import Clock, local
from digest.config.settings import EditionSettings, Settings
from digest.domain.edition import (
    Assembled,
    Changes,
    Edition,
    Frozen,
    Pick,
    Section,
    ensure_open,
    ordered_sections,
    section_order,
)
from digest.domain.errors import LibraryDamaged, NotFound, UsageError
from digest.domain.message import msg
from digest.domain.month import (
    LAST_DAY_OF_PREVIOUS,
    LAST_DAY_OF_PUBLICATION,
    MonthMeant,
    NamedMonth,
    current_month,
    month_of,
    months_between,
    next_month,
    previous_month,
    read_month,
)
from digest.domain.text import category_label, curator_line, curator_text, fold, known_spelling
from digest.domain.url import typed_address
from digest.storage.store import Store

_EARLIEST = datetime.min.replace(tzinfo=UTC)
#: Up to so many months after the running one an edition may begin though its month was not named in full.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class EditionOverview:
    """One line of the list of editions."""

    edition: Edition
    title: str
    picks: int
    target: int


class Editions:
    """The editions of one library.

    Months are ids ("2026-11") unless a method says that it reads words.
    """

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock

    # Which month

    def current(self) -> str:
        """The edition at work (see `month.current_month`).

        If the feeds or an edition of the past are damaged, it counts as begun, or closed. Raises LibraryDamaged
        if the drafts cannot be read.
        """
        return current_month(local(self._clock()), self._was_at_work, self._is_closed)

    def left_draft(self) -> tuple[str, int] | None:
        """The previous month's draft and its number of picks; None once the current one has picks.

        For saying that another edition is at work than yesterday. Raises LibraryDamaged.
        """
        current = self.current()
        before = previous_month(current)
        if self._store.picks(current) or self._store.edition(before).is_closed:
            return None
        count = len(self._store.picks(before))
        return (before, count) if count else None

    def is_in_doubt(self) -> bool:
        """True in a new library while the previous month is being published: that may be meant."""
        now = local(self._clock())
        running = month_of(now)
        return (
            now.day <= LAST_DAY_OF_PUBLICATION
            and self.current() == running
            and not self._is_closed(previous_month(running))
        )

    def next_open(self, month: str) -> str:
        """The next month after this one whose edition is not closed."""
        following = next_month(month)
        while self._is_closed(following):
            following = next_month(following)
        return following

    def month(self, words: str | None) -> str:
        """The month that a person means: an id, a name (German or English), or "" for the current.

        A name means the nearest month of that name (`month.read_month`). If that is more than two months away and
        has no edition, while the next nearest has one, the latter is meant.
        """
        if not words:
            return self.current()
        meant = self._meant(words)
        if meant.other and abs(months_between(self._running, meant.id)) > _NEAR:
            begun = self._store.edition_ids()
            if meant.id not in begun and meant.other in begun:
                return meant.other
        return meant.id

    def month_to_read(self, words: str | None) -> str:
        """The month that a person means, for reading only.

        Raises NotFound if a bare name finds no edition.
        """
        month = self.month(words)
        if words and not self._meant(words).is_exact:
            self.ensure_there(month)
        return month

    def month_to_change(self, words: str | None) -> str:
        """The month that a person means, for what may begin an edition there.

        Raises UsageError if that edition would come into being by a slip: `ensure_near`, for months not named in full.
        """
        month = self.month(words)
        if not words or not self._meant(words).is_exact:
            self.ensure_near(month)
        return month

    def ensure_near(self, month: str) -> None:
        """Raise UsageError if there is no edition of this month and it is past or far off."""
        now = local(self._clock())
        running = month_of(now)
        earliest = -1 if now.day <= LAST_DAY_OF_PREVIOUS else 0  # the month before may still be about to appear
        if earliest <= months_between(running, month) <= _NEAR or month in (self.current(), *self._store.edition_ids()):
            return
        raise UsageError(
            msg("There is no edition {month}.", month=NamedMonth(month)),
            msg(
                "Written in full, {month}, a command begins it anyway; in the interface ] and [ change it.",
                month=month,
            ),
        )

    def ensure_there(self, month: str) -> None:
        """Raise NotFound if there is no edition of this month: without picks, and never changed."""
        if month not in self._store.edition_ids():
            raise NotFound(
                msg("There is no edition {month}.", month=NamedMonth(month)),
                msg("“digest edition list” lists the editions."),
            )

    @property
    def _running(self) -> str:
        return month_of(local(self._clock()))

    def _meant(self, words: str) -> MonthMeant:
        found = read_month(words, local(self._clock()))
        if found is None:
            raise UsageError(
                msg("“{words}” is not a month.", words=words),
                msg("Write it like 2026-11, or as a name such as November or “March 2026”."),
            )
        return found

    def _was_at_work(self, month: str) -> bool:
        try:
            founded = self._store.founded()
        except LibraryDamaged:
            return True
        return founded is not None and (month_of(local(founded)) <= month or month in self._store.edition_ids())

    def _is_closed(self, month: str) -> bool:
        try:
            return self._store.edition(month).is_closed
        except LibraryDamaged:
            if month < self._running:
                return True
            raise  # the drafts cannot be read: whoever asks now is told so, not that they are missing later

    # What stands in it

    def sections(self, month: str) -> tuple[Section, ...]:
        """The picks by section, in the order of publication."""
        return self._sections(self._store.edition(month))

    def _sections(self, edition: Edition) -> tuple[Section, ...]:
        categories = self._settings.categories
        return ordered_sections(edition, self._store.picks(edition.id), categories.order, categories.standing)

    def picks(self, month: str) -> list[Pick]:
        """The picks in the order of publication: position n is index n - 1."""
        return [pick for section in self.sections(month) for pick in section.picks]

    def assembled(self, month: str) -> Assembled:
        """The edition ready to be rendered. Raises UsageError if the title pattern lacks a word."""
        return self._assembled(self._store.edition(month))

    def _assembled(self, edition: Edition) -> Assembled:
        sections = self._sections(edition)
        count = sum(len(section.picks) for section in sections)
        return Assembled(edition, self.title(edition, count), self.language(edition), sections)

    def language(self, edition: Edition) -> str:
        """The language of its own words: frozen, else as configured."""
        return edition.frozen.language if edition.frozen else self._settings.edition_language

    def title(self, edition: Edition, count: int) -> str:
        """The title as shown: frozen, else the curator's own, else from the pattern.

        Without a configured pattern that of the last closed edition is used.
        """
        if edition.frozen:
            return edition.frozen.title
        if edition.title:
            return edition.title
        from digest.services.curation.titles import edition_title

        own = self._settings.edition
        return edition_title(
            self._pattern(edition.id),
            edition_id=edition.id,
            count=count,
            language=self._settings.edition_language,
            series=own.series,
            topic=edition.topic,
            number=self._number(edition.id),
        )

    def title_or(self, otherwise: str, edition: Edition, count: int) -> str:
        """The same; `otherwise` if the pattern lacks a word."""
        try:
            return self.title(edition, count)
        except UsageError:
            return otherwise

    def edition(self, month: str) -> Edition:
        """The edition of a month as it is kept; a new draft where there is none."""
        return self._store.edition(month)

    def count(self, month: str) -> int:
        """How many picks the edition of a month has."""
        return len(self._store.picks(month))

    def overviews(self) -> list[EditionOverview]:
        """All editions with picks or changes, newest first; without a title named by month."""
        rows = []
        for edition in self._store.editions():
            count = len(self._store.picks(edition.id))
            title = self.title_or(edition.id, edition, count)
            rows.append(EditionOverview(edition, title, count, self._settings.edition.target))
        return rows

    def all_closed(self) -> list[str]:
        """Every closed edition, newest first. Raises LibraryDamaged rather than leave one out."""
        self._store.ensure_whole()
        return [edition.id for edition in self._store.editions() if edition.is_closed]

    def known_categories(self, month: str) -> tuple[str, ...]:
        """The standing categories, then those that this edition has or had."""
        categories = self._settings.categories
        edition = self._store.edition(month)
        return section_order(categories.standing, categories.standing, edition.labels)

    def adhoc_labels(self, edition: Edition) -> tuple[str, ...]:
        """The ad-hoc labels of this edition's picks, in order of publication."""
        standing = {fold(label) for label in self._settings.categories.standing}
        return tuple(one.category for one in self._sections(edition) if fold(one.category) not in standing)

    def offered_categories(self, month: str) -> tuple[str, ...]:
        """What a curator may choose from: the standing categories, then the labels that picks have.

        Those of this month come first, then those of other editions, the newest first; each in its latest spelling.
        """
        standing = self._settings.categories.standing
        editions = sorted(self._store.editions(), key=lambda edition: (edition.id == month, edition.id), reverse=True)
        offered = {fold(label): label for label in standing}
        for edition in editions:
            for label in self._used_labels(edition):
                offered.setdefault(fold(label), label)
        return tuple(offered.values())

    def _used_labels(self, edition: Edition) -> Iterable[str]:
        if edition.frozen is not None:
            return edition.frozen.order
        used = {fold(pick.category): pick.category for pick in self._store.picks(edition.id)}
        return [label for label in edition.labels if fold(label) in used]

    def category(self, label: str, month: str) -> str:
        """A category in its known spelling (configuration or edition), or the new label as typed."""
        found = known_spelling(label, self.known_categories(month))
        if not found:
            raise UsageError(msg("A category needs a name."), msg("Name one, such as “Krise” or a label of your own."))
        return found

    # Changing it

    def change(self, month: str, changes: Changes, *, version: int | None = None, sitting: str = "") -> Edition:
        """Set title, intro, outro, preheader, topic, labels or url; named `labels` come first.

        No labels at all put them back in the order in which they were first used. With `version` it raises Conflict
        if somebody else changed the edition first.
        """
        cleaned = {name: self._cleaned(name, value, month) for name, value in changes.items()}
        return self._store.change_edition(month, cleaned, self._clock(), version=version, sitting=sitting)

    def close(self, month: str) -> Edition:
        """Freeze title, order and count. Raises EditionClosed.

        Raises Conflict if somebody changes it meanwhile. Title and number depend on earlier editions, so it raises
        LibraryDamaged if one of them is lost.
        """
        now = self._clock()
        edition = self._store.edition(month)
        ensure_open(edition)
        self._store.ensure_whole()
        picks = {pick.id: pick.version for pick in self._store.picks(month)}
        frozen = self._frozen(edition)
        return self._store.close_edition(month, frozen, now, version=edition.version, picks=picks)

    def reopen(self, month: str) -> Edition:
        """Make a closed edition a draft again. Raises NotFound if there never was one."""
        self.ensure_there(month)
        return self._store.reopen_edition(month, self._clock())

    def remove(self, month: str, *, discard: bool = False) -> None:
        """Take an empty draft away (`Store.remove_edition`). Raises NotFound if there is none."""
        self.ensure_there(month)
        self._store.remove_edition(month, self._clock(), discard=discard)

    # Titles and clean texts

    def _frozen(self, edition: Edition) -> Frozen:
        made = self._assembled(edition)
        order = tuple(section.category for section in made.sections)
        return Frozen(made.title, order, len(made.picks), made.language)

    def _pattern(self, month: str) -> str:
        """The configured pattern; the default gives way to what the last closed edition was called."""
        configured = self._settings.edition.title
        if configured != EditionSettings().title:
            return configured
        from digest.services.curation.titles import default_pattern, pattern_behind

        for edition_id in self._store.edition_ids():
            known = self._store.edition(edition_id).frozen if edition_id < month else None
            if known and self._speaks(known.language):
                number = self._number(edition_id)
                pattern = pattern_behind(
                    known.title, edition_id=edition_id, count=known.count, language=known.language, number=number
                )
                if pattern:
                    return pattern
        return default_pattern(self._settings.edition_language)

    def _speaks(self, language: str) -> bool:
        """True for the language of the editions, whatever its country."""
        return language[:2].lower() == self._settings.edition_language[:2].lower()

    def _number(self, month: str) -> int:
        """The running number: editions up to this month, itself included."""
        return sum(edition_id < month for edition_id in self._store.edition_ids()) + 1

    def _cleaned(self, name: str, value: object, month: str) -> object:
        if name == "labels":
            assert isinstance(value, tuple | list)
            return self._reordered(month, [category_label(str(label)) for label in value])
        text = str(value)
        if name == "url" and text:
            return typed_address(text)
        return curator_line(text) if name in ("title", "topic", "url") else curator_text(text)

    def _reordered(self, month: str, named: list[str]) -> tuple[str, ...]:
        present = self._store.edition(month).labels
        if not any(named):
            return self._by_first_use(month, present)
        spelled = [known_spelling(label, present) for label in named if label]
        first = {fold(label) for label in spelled}
        return (*dict.fromkeys(spelled), *(label for label in present if fold(label) not in first))

    def _by_first_use(self, month: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        picks = sorted(self._store.picks(month), key=lambda pick: (pick.created or _EARLIEST, pick.rank, pick.id))
        used = {fold(pick.category): place for place, pick in reversed(list(enumerate(picks)))}
        return tuple(sorted(labels, key=lambda label: used.get(fold(label), len(picks))))
