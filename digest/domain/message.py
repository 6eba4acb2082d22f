"""Sentences for people, kept apart from their language.

A `Message` is an English template with named places and the values for them. It travels inside errors and
results; the front end that shows it looks the template up in its catalogue. So no layer below the front ends
needs to know a language, and a stored failure can be read in another one later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence: English `template` with `{name}` fields, filled from `values`.

    `plural` is used if `count` is not 1.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    count: int = 1

    def __str__(self) -> str:
        template = self.plural if self.plural and self.count != 1 else self.template
        return template.format_map(self.values)


def msg(template: str, /, **values: object) -> Message:
    """A message with one form; the name is what the catalogue's extraction looks for."""
    return Message(template, values)


def joined(parts: Sequence[str | Message], between: str) -> Message:
    """Join messages with `between`, which needs no translation of its own."""
    values: dict[str, object] = {f"part{number}": part for number, part in enumerate(parts)}
    return Message(between.join(f"{{{name}}}" for name in values), values)


def nmsg(one: str, many: str, count: int, /, **values: object) -> Message:
    """A message that counts: `{n}` is `count`, written with digits."""
    return Message(one, {"n": count, **values}, many, count)
