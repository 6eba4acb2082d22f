"""Values of TOML as the settings' types take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_origin

from digest.domain.errors import ConfigError
from digest.domain.message import Message, msg

_NAMES: Mapping[type, Message] = {
    str: msg("a text in quotation marks"),
    int: msg("a whole number"),
    float: msg("a number"),
    bool: msg("true or false"),
    tuple: msg('a list of texts, such as ["a", "b"]'),
    dict: msg("a table of texts"),
}

#: Makes the error for a value, of what is wrong with it and the remedy.
Refuse = Callable[[Message, Message], ConfigError]


def plain_value(kind: Any, value: object, refuse: Refuse) -> Any:
    """A value of type str, int, float, bool or tuple[str, ...]. Raises ConfigError for another."""
    origin = get_origin(kind) or kind
    if origin is tuple and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if origin is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, origin) and (origin is bool or not isinstance(value, bool)) and origin is not tuple:
        return value
    raise wrong_type(origin, refuse)


def wrong_type(kind: type, refuse: Refuse) -> ConfigError:
    """The error for a value that is not of this type."""
    return refuse(msg("this has the wrong type."), msg("It must be {kind}.", kind=_NAMES[kind]))
