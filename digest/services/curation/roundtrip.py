"""A whole edition out as one Markdown file, and back with every edit: all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digest.config.clock import Clock
from digest.config.settings import Settings
from digest.domain.edition import Edition, Pick, Revision, Section
from digest.domain.editionfile import EditionFile, FilePick, Misread, fingerprint, pick_print, read, write
from digest.domain.errors import Conflict, UsageError
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth
from digest.domain.text import curator_line, curator_text, fold
from digest.services.curation.editions import Editions
from digest.storage.store import Store


class NotUnderstood(UsageError):
    """Lines of an edited file that cannot be understood; nothing was changed."""

    def __init__(self, misread: Sequence[Misread]) -> None:
        super().__init__(
            msg("The file cannot be understood; nothing was changed."), msg("Mend the lines that were named.")
        )
        self.misread = tuple(misread)


@dataclass(frozen=True, slots=True)
class AppliedFile:
    """The result for a file: number of changed picks, the dropped ones, and hints on the rest."""

    edition: Edition
    changed: int
    dropped: tuple[Pick, ...]
    hints: tuple[Message, ...]

    @property
    def nothing(self) -> bool:
        return not (self.changed or self.dropped or self.hints)


@dataclass(frozen=True, slots=True)
class _Present:
    """The edition as the library has it at the moment."""

    edition: Edition
    title: str
    sections: tuple[Section, ...]

    @property
    def picks(self) -> dict[str, Pick]:
        return {pick.id: pick for section in self.sections for pick in section.picks}

    @property
    def categories(self) -> list[str]:
        return [section.category for section in self.sections]


class RoundTrip:
    """Editions of one library as files."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, editions: Editions) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._editions = editions

    def text(self, month: str, hints: Iterable[str]) -> str:
        """The edition's file. `hints` explain it, one line each, in its editor's language."""
        now = self._present(month)
        return write(month, now.title, now.edition.intro, now.edition.outro, now.sections, hints)

    def apply(self, text: str, month: str = "") -> AppliedFile:
        """Apply the edits of a file to the edition that it names.

        Raises NotUnderstood, UsageError (an empty file, or of another month than `month`), EditionClosed, and
        Conflict if the same thing was changed in the library since the file was written. Then nothing changes.
        """
        if not text.strip():
            raise UsageError(msg("The file is empty; nothing was changed."), msg("Drop picks with “digest drop”."))
        file = read(text)
        if file.misread:
            raise NotUnderstood(file.misread)
        if month and file.month != month:
            raise UsageError(
                msg(
                    "The file is of the edition {file}, not {month}.",
                    file=NamedMonth(file.month),
                    month=NamedMonth(month),
                ),
                msg("Name the edition {file}, or no month.", file=file.month),
            )
        now = self._present(file.month)
        revision = _Comparison(file, now, self._settings, self._editions).revision()
        changed = len(revision.picks)
        dropped = tuple(now.picks[pick_id] for pick_id in revision.dropped)
        if not (revision.edition or revision.picks or revision.dropped or revision.order):
            return AppliedFile(now.edition, 0, (), ())
        edition = self._store.revise_edition(file.month, revision, self._clock())
        return AppliedFile(edition, changed, dropped, self._hints(file, revision))

    def _hints(self, file: EditionFile, revision: Revision) -> tuple[Message, ...]:
        hints = (
            [msg("Title, texts or order of the edition were changed.")] if revision.edition or revision.order else []
        )
        shown = [fold(section.category) for section in self._editions.sections(file.month)]
        wanted = [fold(name) for name in file.categories if fold(name) in shown]
        if wanted != [name for name in shown if name in wanted]:
            hints.append(msg("The order of the standing categories is the configuration's; it was left so."))
        return tuple(hints)

    def _present(self, month: str) -> _Present:
        edition = self._store.edition(month)
        sections = self._editions.sections(month)
        count = sum(len(section.picks) for section in sections)
        return _Present(edition, self._editions.title_or("", edition, count), sections)


class _Comparison:
    """Compares base, file and library: the file's changes as a Revision.

    Raises Conflict, NotUnderstood.
    """

    def __init__(self, file: EditionFile, now: _Present, settings: Settings, editions: Editions) -> None:
        self._file = file
        self._now = now
        self._settings = settings
        self._editions = editions
        self._conflicts: list[tuple[str, str]] = []

    def revision(self) -> Revision:
        """Everything that was edited, with the versions it is based on."""
        changes = {pick.id: changed for pick in self._file.picks if (changed := self._pick(pick))}
        here = {pick.id for pick in self._file.picks}
        dropped = tuple(
            pick_id for pick_id in self._file.base_ids if pick_id not in here and pick_id in self._now.picks
        )
        edition = self._texts() | self._labels()
        order = self._order(set(dropped), moves_section=any("category" in changed for changed in changes.values()))
        if self._conflicts:
            raise Conflict(
                msg("The same texts were changed in the library meanwhile; nothing was written."),
                msg("Compare both texts, then edit a fresh copy."),
                theirs="\n\n".join(theirs for theirs, _ in self._conflicts),
                ours="\n\n".join(ours for _, ours in self._conflicts),
            )
        versions = {pick_id: self._now.picks[pick_id].version for pick_id in (*changes, *dropped)}
        if edition:
            versions[""] = self._now.edition.version
        return Revision(edition, changes, dropped, order, versions)

    def _pick(self, edited: FilePick) -> dict[str, object]:
        present = self._now.picks.get(edited.id)
        if edited.print == edited.base and (present is not None or edited.id in self._file.base_ids):
            return {}
        if present is None:
            if edited.id not in self._file.base_ids:
                reason = msg("there is no pick {pick} in this edition", pick=edited.id)
                raise NotUnderstood([Misread(edited.line, edited.title, reason)])
            self._conflicts.append(("", f"{edited.title}\n{edited.comment}"))
            return {}
        if pick_print(present) == edited.print:
            return {}
        if pick_print(present) != edited.base:
            theirs = f"{present.shown_title}\n{present.category}\n{present.comment}"
            self._conflicts.append((theirs, f"{edited.title}\n{edited.category}\n{edited.comment}"))
            return {}
        return self._changes(edited, present)

    def _changes(self, edited: FilePick, present: Pick) -> dict[str, object]:
        changes: dict[str, object] = {}
        if edited.title != present.shown_title:
            title = curator_line(edited.title)
            changes["title"] = "" if title == present.original_title else title
        if edited.comment != present.comment:
            changes["comment"] = curator_text(edited.comment)
        if edited.category != present.category:
            if not edited.category:
                raise NotUnderstood([Misread(edited.line, edited.title, msg("the category above it has no name"))])
            changes["category"] = self._editions.category(edited.category, self._file.month)
        return changes

    def _texts(self) -> dict[str, object]:
        edition = self._now.edition
        changes: dict[str, object] = {}
        for name, present in (("title", self._now.title), ("intro", edition.intro), ("outro", edition.outro)):
            edited, base = getattr(self._file, name), self._file.base[name]
            if fingerprint(edited) == base or edited == present:
                continue
            if fingerprint(present) != base:
                self._conflicts.append((present, edited))
                continue
            changes[name] = curator_line(edited) if name == "title" else curator_text(edited)
        return changes

    def _labels(self) -> dict[str, object]:
        """A new order of the ad-hoc labels; the place of standing categories is the configuration's."""
        if fingerprint(*self._file.categories) == self._file.base["order"]:
            return {}
        categories = self._settings.categories
        fixed = {fold(name) for name in (*categories.standing, *categories.order)}
        edited = [name for name in self._file.categories if name and fold(name) not in fixed]
        present = [name for name in self._now.categories if name and fold(name) not in fixed]
        if [fold(name) for name in edited] == [fold(name) for name in present]:
            return {}
        if fingerprint(*self._now.categories) != self._file.base["order"]:
            self._conflicts.append((", ".join(present), ", ".join(edited)))
            return {}
        named = {fold(name) for name in edited}
        return {"labels": (*edited, *(label for label in self._now.edition.labels if fold(label) not in named))}

    def _order(self, dropped: set[str], *, moves_section: bool) -> tuple[str, ...]:
        """The picks' new order; nothing if the file has them in the old one.

        A pick that comes into another section would go to its end: then all are named, so that each keeps its place.
        """
        present = [pick_id for pick_id in self._now.picks if pick_id not in dropped]
        edited = [pick.id for pick in self._file.picks if pick.id in self._now.picks]
        common = set(edited)
        base = [pick_id for pick_id in self._file.base_ids if pick_id in common]
        theirs = [pick_id for pick_id in present if pick_id in common]
        if edited in (base, theirs):
            return tuple(present) if moves_section else ()
        if theirs != base:
            self._conflicts.append((self._titles(theirs), self._titles(edited)))
            return ()
        return (*edited, *(pick_id for pick_id in present if pick_id not in common))

    def _titles(self, ids: Iterable[str]) -> str:
        return "\n".join(self._now.picks[pick_id].shown_title for pick_id in ids)
