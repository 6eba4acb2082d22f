"""Apply `Changes` to a record: only fields that may change, only values of their type."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from digest.domain.errors import UsageError
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.domain.edition import Changes

T = TypeVar("T")


def changed(record: T, changes: Changes, allowed: Collection[str]) -> T:
    """`record` with the changes; raises UsageError for a fixed field or a wrong type."""
    if unknown := sorted(set(changes) - set(allowed)):
        raise UsageError(msg("“{field}” cannot be changed.", field=unknown[0]))
    annotations = _annotations(cast(Hashable, type(record)))
    cleaned = {name: _value(name, annotations[name], value) for name, value in changes.items()}
    return replace(record, **cleaned)  # type: ignore[type-var]


def texts(record: object, changes: Changes) -> tuple[str, str]:
    """The present text and the new text of the fields: both sides of a conflict.

    Of several fields the comment is the one that must not be lost; without it all texts, one a line.
    """
    names = ["comment"] if "comment" in changes else sorted(changes)
    theirs = "\n".join(_shown(getattr(record, name, "")) for name in names)
    return theirs, "\n".join(_shown(changes[name]) for name in names)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


@cache
def _annotations(record_class: Any) -> Mapping[str, str]:
    return {field.name: str(field.type) for field in fields(record_class)}


def _value(name: str, annotation: str, value: Any) -> object:
    fitting: object = value
    match annotation:
        case "str":
            fits = isinstance(value, str)
        case "bool":
            fits = isinstance(value, bool)
        case "datetime | None":
            fits = value is None or (isinstance(value, datetime) and value.tzinfo is not None)
        case "tuple[str, ...]":
            fits = isinstance(value, tuple | list) and all(isinstance(part, str) for part in value)
            fitting = tuple(value) if fits else value
        case "Mapping[str, str]":
            fits = isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair)
            fitting = dict(value) if fits else value
        case _:
            fits = False
    if not fits:
        raise UsageError(msg("“{value}” does not fit the field “{field}”.", value=repr(value), field=name))
    return fitting
