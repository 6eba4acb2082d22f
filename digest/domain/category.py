"""Categories: the standing ones, ad-hoc labels, and the order of an edition's sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digest.domain.text import fold, one_line, search_keys

#: The place of ad-hoc labels in a configured order.
REST = "*"


def category_label(text: str) -> str:
    """A label as it is kept: one line of plain text, at most 80 characters."""
    return one_line(text, 80)


def known_spelling(label: str, known: Iterable[str]) -> str:
    """Return `label` in the spelling that is already known ("krise" → "Krise"), else as given.

    "ue" is compared as "ü".
    """
    label = category_label(label)
    wanted = search_keys(label)[1]
    for candidate in known:
        if search_keys(candidate)[1] == wanted:
            return candidate
    return label


def section_order(order: Sequence[str], standing: Sequence[str], labels: Iterable[str]) -> tuple[str, ...]:
    """The sections' order: `order` with its `*` replaced by what it does not name.

    A standing category that `order` forgets stands before the ad-hoc labels, at the `*`; an order without `*`
    has it at the end. `labels` are the edition's in the curator's order.
    """
    places = list(order) if REST in order else [*order, REST]
    named = {fold(name) for name in places if name != REST}
    rest: list[str] = []
    for label in (*standing, *labels):
        if fold(label) not in named:
            named.add(fold(label))
            rest.append(label)
    at = places.index(REST)
    return tuple(name for name in (*places[:at], *rest, *places[at + 1 :]) if name != REST)
