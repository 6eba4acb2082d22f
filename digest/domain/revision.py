"""Many changes to one edition that belong together: all are kept, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.domain.edition import Changes


@dataclass(frozen=True, slots=True)
class Revision:
    """What a curator changed in a whole edition at once.

    `edition` are the edition's own changes, `picks` those of picks by id, `dropped` picks to take out. `order`, if
    not empty, holds every pick that stays, in its new order. `versions` are those on which the changes are based,
    by pick id, the edition's own under "".
    """

    edition: Changes = field(default_factory=dict)
    picks: Mapping[str, Changes] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
