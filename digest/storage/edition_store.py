"""What a Store knows of editions and their picks; its promises are in `storage.store`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from digest.domain.edition import Changes, Edition, Frozen, Pick, Revision
    from digest.domain.query import PickedPlace
    from digest.domain.receipt import Receipt


class EditionStore(Protocol):
    """Editions and their picks: the curator's own work."""

    def editions(self) -> list[Edition]:
        """All editions that were ever changed or have picks, newest first."""

    def edition_ids(self) -> list[str]:
        """The ids of `editions`, which need not be read for that."""

    def ensure_whole(self) -> None:
        """Raise LibraryDamaged if an edition is damaged or lost, before acting on its absence.

        Other questions about many editions go on without those, after one report.
        """

    def edition(self, edition_id: str) -> Edition:
        """One edition; an untouched draft (version 0) if there is none yet."""

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        """The picks of an edition by rank; with `dropped` also those."""

    def pick(self, pick_id: str) -> Pick:
        """One pick by its full id, dropped ones too. Raises NotFound."""

    def find_picks(self, prefix: str) -> list[Pick]:
        """All picks, not dropped, whose id begins with `prefix`."""

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        """The places of these pages: picked and not dropped, or linked in a closed edition.

        A page is named by its canonical address, a picked one by its entry's id as well; None asks for all. Oldest
        edition first; of one edition, picks by rank before links. A page without a place is not in the answer.
        """

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        """Add a pick at the end of its edition. Rank, times and version are set by the Store.

        If the edition has a pick of this entry or canonical address already, a dropped one too, that one is
        revived with its id and comment, under the category of `pick`; its other fields change only if those of
        `pick` are not empty. In another category it goes to the end. Raises EditionClosed.
        """

    def change_pick(
        self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Pick:
        """Set fields of a pick (`edition.PICK_FIELDS`). Raises NotFound, EditionClosed, Conflict.

        Another category puts it at the end of the edition, and so of its new section. Changes of one `sitting`, a name
        that nobody else uses, are one event of the history for each field, unless something else came between.
        """

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        """Rank a pick before another, or last. Raises NotFound, EditionClosed, Conflict."""

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        """Drop a pick; its comment stays until closing. Raises NotFound, EditionClosed, Conflict."""

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        """Bring a dropped pick back to its place. Raises NotFound, EditionClosed, Conflict."""

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Edition:
        """Set `edition.EDITION_FIELDS`. Raises EditionClosed (not for `url`), Conflict.

        `sitting` is as in `change_pick`.
        """

    def close_edition(
        self,
        edition_id: str,
        frozen: Frozen,
        now: datetime,
        *,
        version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:
        """Freeze an edition; dropped picks are deleted. Raises EditionClosed, Conflict.

        `picks` are the versions of all picks (not dropped) that `frozen` was made from: if they differ by
        now, somebody has picked, commented or dropped meanwhile, and closing would freeze what nobody has seen.
        """

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        """Make it a draft again; picks as they were. An edition that is a draft stays as it is."""

    def remove_edition(self, edition_id: str, now: datetime, *, discard: bool = False) -> None:
        """Remove a draft in which nothing is written, as if it had never begun; its history stays.

        Raises UsageError if it has picks, or texts, or without `discard` comments of dropped picks; EditionClosed.
        """

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        """Keep many changes of an edition at once, or none of them.

        Raises NotFound, EditionClosed, Conflict if one of the revision's versions is not the present one.
        """

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        """Keep what a target gave back, also of a closed edition; the edition's version stays.

        `instead_of` is the receipt of that target as it was read, None for none: raises Conflict if it is another by
        now, because somebody else is publishing to the same place.
        """

    def import_edition(self, edition: Edition, picks: Sequence[Pick], now: datetime) -> Edition:
        """Store a past edition as given, times included, its picks in their order.

        Raises UsageError if that edition was ever changed or has picks: nothing is overwritten.
        """
