"""Title patterns such as "{serie}: {n} {tipps} aus dem {monat}", and their fields."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from digest.domain.errors import ConfigError, UsageError
from digest.domain.message import Message, msg

#: The places of a pattern, in the order in which they are explained.
PLACES = ("serie", "n", "tipps", "monat", "jahr", "woche", "nummer", "thema")

# A place that the curator fills: left empty, the title would have a hole ("10 Lesetipps zu ").
_EMPTY: Mapping[str, tuple[Message, Message]] = {
    "serie": (
        msg("The title pattern uses {{serie}}, but the series has no name."),
        msg("Set series under [edition] in the configuration, or take {{serie}} out of the pattern."),
    ),
    "thema": (
        msg("The title pattern uses {{thema}}, but this edition has no topic."),
        msg("Give the edition a topic or a title of its own, or take {{thema}} out of the pattern."),
    ),
}


def check_pattern(pattern: str) -> None:
    """Raise ConfigError for an unknown field, a lone brace or a format; `{{` is a plain brace."""
    _parts(pattern)


def fill_pattern(pattern: str, values: Mapping[str, str]) -> str:
    """Fill the pattern: each field is replaced by its value, unchanged.

    Raises ConfigError as `check_pattern` does, UsageError if the pattern uses {serie} or {thema} and it is
    empty. `values` holds every field that the pattern uses.
    """
    title = []
    for literal, place in _parts(pattern):
        title.append(literal)
        if place:
            if place in _EMPTY and not values[place].strip():
                raise UsageError(*_EMPTY[place])
            title.append(values[place])
    return "".join(title)


def _parts(pattern: str) -> list[tuple[str, str]]:
    """Pairs of literal text and the place that follows it, "" at the end; raises ConfigError."""
    allowed = " ".join("{" + place + "}" for place in PLACES)
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        raise ConfigError(
            msg("The title pattern “{pattern}” has a single brace.", pattern=pattern),
            msg("Places are {allowed}; write {{{{ and }}}} for a brace that is to be seen.", allowed=allowed),
        ) from None
    for _literal, place, spec, conversion in parts:
        if place is not None and (place not in PLACES or spec or conversion):
            shown = "{" + place + ("!" + conversion if conversion else "") + (":" + spec if spec else "") + "}"
            raise ConfigError(
                msg("The title pattern has a place that does not exist: {place}.", place=shown),
                msg("Places are {allowed}.", allowed=allowed),
            )
    return [(literal, place or "") for literal, place, _spec, _conversion in parts]
