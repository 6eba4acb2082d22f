"""Values as JSON and back, strictly: a child's answer is data of one type, or refused.

Dataclasses go field by field, by their type hints. Nothing is converted, left out or added on the way back.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

from digest.domain.message import Message

T = TypeVar("T")
_Decoder = Callable[[Any], Any]


class NotThatType(ValueError):
    """Bytes that are no JSON, or JSON that is no value of the type."""


def encode(value: object) -> bytes:
    """The value as JSON. Raises TypeError for what such a field cannot hold (lone surrogates)."""
    return orjson.dumps(value, default=_as_json)


def decode(kind: type[T], data: bytes) -> T:
    """The value of type `kind` that `encode` wrote. Raises NotThatType for anything else."""
    try:
        value: T = _decoder(cast("Any", kind))(orjson.loads(data))
    except (ValueError, OverflowError) as error:  # JSONDecodeError is a ValueError
        raise NotThatType(str(error)[:200]) from None
    return value


def _as_json(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(type(value).__name__)


@cache
def _decoder(kind: Any) -> _Decoder:
    """The function that checks and converts a JSON value to `kind`; made once for each type."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if is_dataclass(kind):
        return _of_dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType) and len(arguments) == 2 and NoneType in arguments:
        return _optional(_decoder(next(argument for argument in arguments if argument is not NoneType)))
    if origin is Literal:
        return _one_of(arguments)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _of_list(tuple, _decoder(arguments[0]))
    if origin in (list, frozenset):
        return _of_list(origin, _decoder(arguments[0]))
    if origin in (dict, Mapping) and arguments[0] is str:
        return _of_mapping(_decoder(arguments[1]))
    raise TypeError(f"no way to read {kind} from JSON")


def _of_dataclass(kind: Any) -> _Decoder:
    hints = get_type_hints(kind)
    decoders = {field.name: _decoder(hints[field.name]) for field in fields(kind)}
    names = decoders.keys()

    def decode_fields(value: Any) -> Any:
        if type(value) is not dict or value.keys() != names:
            raise NotThatType(kind.__name__)
        return kind(**{name: decoder(value[name]) for name, decoder in decoders.items()})

    return decode_fields


def _optional(decoder: _Decoder) -> _Decoder:
    return lambda value: None if value is None else decoder(value)


def _one_of(allowed: tuple[Any, ...]) -> _Decoder:
    def decode_one(value: Any) -> Any:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise NotThatType("Literal")
        return value

    return decode_one


def _of_list(make: Callable[[list[Any]], Any], decoder: _Decoder) -> _Decoder:
    def decode_items(value: Any) -> Any:
        if type(value) is not list:
            raise NotThatType("list")
        return make([decoder(item) for item in value])

    return decode_items


def _of_mapping(decoder: _Decoder) -> _Decoder:
    def decode_values(value: Any) -> Any:
        if type(value) is not dict:
            raise NotThatType("dict")
        return {name: decoder(item) for name, item in value.items()}

    return decode_values


def _exactly(*kinds: type) -> _Decoder:
    def decode_scalar(value: Any) -> Any:
        if type(value) not in kinds:
            raise NotThatType(kinds[0].__name__)
        return value

    return decode_scalar


def _moment(value: Any) -> datetime:
    if type(value) is not str:
        raise NotThatType("datetime")
    moment = datetime.fromisoformat(value)
    if moment.utcoffset() is None:
        raise NotThatType("a time without zone")
    return moment


def _day(value: Any) -> date:
    if type(value) is not str:
        raise NotThatType("date")
    return date.fromisoformat(value)


def _duration(value: Any) -> timedelta:
    if type(value) not in (int, float):
        raise NotThatType("timedelta")
    return timedelta(seconds=value)


def _bytes(value: Any) -> bytes:
    if type(value) is not str:
        raise NotThatType("bytes")
    return b64decode(value, validate=True)


def _particular(value: Any) -> Any:
    """What fills a place in a message: a plain value, or another message."""
    return _decoder(Message)(value) if type(value) is dict else _exactly(str, int, float, bool, NoneType)(value)


_SCALARS: dict[Any, _Decoder] = {
    str: _exactly(str),
    bytes: _bytes,
    int: _exactly(int),
    bool: _exactly(bool),
    float: _exactly(float, int),
    object: _particular,
    datetime: _moment,
    date: _day,
    timedelta: _duration,
}
