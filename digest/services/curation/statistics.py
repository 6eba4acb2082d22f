"""The figures of a library's editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digest.config.settings import Settings
from digest.domain.curator import same_curator
from digest.domain.edition import Edition
from digest.domain.statistics import Figures, Gap, figures, gaps
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of each edition, oldest first, of all together, and what is missing now.

    `targets` counts the editions that were pushed there, by target, the most frequent first.
    """

    editions: tuple[tuple[Edition, Figures], ...]
    total: Figures
    gaps: tuple[Gap, ...]
    targets: Mapping[str, int]


class Statistics:
    """Counts what one library's editions hold."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def report(self, year: str = "", by: str = "") -> Report:
        """All editions with picks, or a year's ("2026"), of all picks or a curator's.

        What is missing concerns the newest edition, whoever picked.
        """
        pairs = {edition: self._store.picks(edition.id) for edition in reversed(self._store.editions())}
        filled = {edition: picks for edition, picks in pairs.items() if picks}
        chosen = {edition: picks for edition, picks in filled.items() if edition.id.startswith(year)}
        if by:
            own = {
                edition: [pick for pick in picks if same_curator(pick.curator, by)] for edition, picks in chosen.items()
            }
            chosen = {edition: picks for edition, picks in own.items() if picks}
        return Report(
            tuple((edition, figures((edition, pick) for pick in picks)) for edition, picks in chosen.items()),
            figures((edition, pick) for edition, picks in chosen.items() for pick in picks),
            tuple(
                gaps(
                    {edition.id: [pick.category for pick in picks] for edition, picks in filled.items()},
                    self._settings.categories.standing,
                )
            ),
            _pushed(chosen),
        )


def _pushed(editions: Iterable[Edition]) -> dict[str, int]:
    pushed = (receipt.target for edition in editions for receipt in edition.receipts if receipt.pushed is not None)
    return dict(Counter(pushed).most_common())
