"""Records as JSON objects in files and archives, without fields that have their default.

Reading is tolerant: unknown fields (of a later version, or the owner's own) are skipped here and kept by `onto`,
missing ones have their default. A value of the wrong type is refused with `Malformed`: guessing would lose
it with the next change.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from digest.domain.health import Failure, FailureKind

if TYPE_CHECKING:
    from digest.domain.edition import Frozen
    from digest.domain.receipt import Receipt

T = TypeVar("T")
Plain = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Malformed(Exception):
    """The value of `field` has not the type it must have."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class _Kind:
    """How values of one annotation are written, read (ValueError, TypeError) and defaulted.

    What is read by a type is taken as it is, if it is of that type.
    """

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]
    empty: Any = None


class _Field(NamedTuple):
    name: str
    kind: _Kind
    default: Any
    required: bool


def encode(record: Any, *keys: str) -> Plain:
    """The record as JSON data, without the fields in `keys`, which its place implies."""
    return {
        field.name: field.kind.write(value)
        for field in _fields(record.__class__)
        if field.name not in keys and ((value := getattr(record, field.name)) != field.default or field.required)
    }


def onto(old: Mapping[str, Any] | None, record: Any, *keys: str) -> Plain:
    """`encode`, with what `old` says in fields that this version does not know."""
    plain = encode(record, *keys)
    if old:
        known = {field.name for field in _fields(record.__class__)}
        plain |= {name: value for name, value in old.items() if name not in known}
    return plain


def decode(record_class: type[T], plain: Mapping[str, Any], **keys: Any) -> T:
    """The record that `encode` wrote; `keys` are those it left to the place. Raises Malformed."""
    readers, empty = _reading(cast(Hashable, record_class))
    values: dict[str, Any] = empty | keys if empty else keys.copy()
    for name, value in plain.items():  # of hundreds of thousands, when everything is searched
        reader = readers.get(name)
        if reader is None or name in keys:
            continue
        if type(reader) is type:
            if type(value) is not reader:
                raise Malformed(name)
            values[name] = value
        else:
            try:
                values[name] = reader(value)
            except (ValueError, TypeError, KeyError) as error:
                raise Malformed(name) from error
    return record_class(**values)


def write_time(moment: datetime) -> str:
    """UTC as ISO 8601 with "+00:00"; such texts of the years 1000 to 9999 sort as the times do."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be kept")
    return moment.astimezone(UTC).isoformat()


def read_time(text: str) -> datetime:
    """Any ISO 8601 time; one without zone, written by hand, counts as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:
        return moment
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


@cache
def _reading(record_class: Any) -> tuple[Mapping[str, Any], Plain]:
    """By field its reader, or the type taken as it is; and required fields' defaults."""
    known = _fields(record_class)
    return {one.name: one.kind.read for one in known}, {one.name: one.kind.empty for one in known if one.required}


@cache
def _fields(record_class: Any) -> tuple[_Field, ...]:
    found = []
    for field in fields(record_class):
        kind = _KINDS[str(field.type)]
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        required = default is MISSING
        found.append(_Field(field.name, kind, default, required))
    return tuple(found)


def _exactly(wanted: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not wanted:
            raise TypeError(value)
        return value

    return read


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _list_of(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(map(read, _exactly(list)(value)))


def _read_mapping(value: Any) -> dict[str, str]:
    return {name: _TEXT(text) for name, text in _exactly(dict)(value).items()}


def _read_frozen(value: Any) -> Frozen:
    from digest.domain.edition import Frozen

    return decode(Frozen, _exactly(dict)(value))


def _read_receipt(value: Any) -> Receipt:
    from digest.domain.receipt import Receipt

    return decode(Receipt, _exactly(dict)(value))


def _write_failure(failure: Failure) -> Plain:
    return {"kind": failure.kind.value, "detail": dict(failure.detail)}


def _read_failure(value: Any) -> Failure:
    kind, detail = _TEXT(value["kind"]), _read_mapping(value.get("detail", {}))
    try:
        return Failure(FailureKind(kind), detail)
    except ValueError:  # a later version knows more kinds; until the next refresh this one says it in general
        return Failure(FailureKind.PROTOCOL, {"reason": kind, **detail})


def _as_is(value: Any) -> Any:
    return value


_TEXT = _exactly(str)

# By annotation, as the dataclasses of the domain write it.
_KINDS: Mapping[str, _Kind] = {
    "str": _Kind(_as_is, str, ""),
    "int": _Kind(_as_is, int, 0),
    "bool": _Kind(_as_is, bool, False),
    "bool | None": _Kind(_as_is, _or_none(_exactly(bool))),
    "datetime": _Kind(write_time, read_time, _EPOCH),
    "datetime | None": _Kind(lambda moment: moment and write_time(moment), _or_none(read_time)),
    "tuple[str, ...]": _Kind(list, _list_of(_TEXT), ()),
    "tuple[int, ...]": _Kind(list, _list_of(_exactly(int)), ()),
    "Mapping[str, str]": _Kind(dict, _read_mapping),
    "Frozen | None": _Kind(lambda frozen: frozen and encode(frozen), _or_none(_read_frozen)),
    "tuple[Receipt, ...]": _Kind(
        lambda receipts: [encode(receipt) for receipt in receipts], _list_of(_read_receipt), ()
    ),
    "Failure | None": _Kind(lambda failure: failure and _write_failure(failure), _or_none(_read_failure)),
}
