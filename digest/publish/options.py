"""The settings of one kind of target: from [publish.NAME] to its dataclass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import partial
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from digest.config.settings import PublishSettings
from digest.config.value_types import plain_value, wrong_type
from digest.domain.errors import ConfigError
from digest.domain.message import Message, msg
from digest.domain.url import ADDRESS_FORM, no_address, web_address

T = TypeVar("T")


def options_of(settings: PublishSettings, options: type[T]) -> T:
    """Build the dataclass `options`; fields: str, int, bool, tuple[str, ...], Mapping[str, str].

    Raises ConfigError for a key that the kind does not know, or a value of another type.
    """
    hints = get_type_hints(options)
    known = [field.name for field in fields(options)]  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in settings.options.items():
        if key not in known:
            raise wrong(
                settings,
                key,
                msg("this key is not known for the kind “{kind}”.", kind=settings.kind),
                msg("Known here are: {known}.", known=", ".join((*settings.COMMON, *known))),
            )
        values[key] = _value(settings, key, hints[key], value)
    return options(**values)


def wrong(settings: PublishSettings, key: str, what: Message, remedy: Message) -> ConfigError:
    """The error for one key of a target's settings."""
    return ConfigError(msg("[publish.{name}] {key}: {what}", name=settings.name, key=key, what=what), remedy)


def refuse_unknown(settings: PublishSettings, key: str, value: str, allowed: Collection[str]) -> None:
    """Raise ConfigError for a value that is none of those allowed."""
    if value not in allowed:
        raise wrong(
            settings,
            key,
            msg("“{value}” is not known here.", value=value),
            msg("Allowed are: {allowed}.", allowed=", ".join(allowed)),
        )


def required_url(settings: PublishSettings) -> str:
    """The target's address. Raises ConfigError if it has none, or something else."""
    address = web_address(settings.url)
    if not settings.url or address is None:
        raise wrong(settings, "url", no_address(settings.url), ADDRESS_FORM)
    return address


def _value(settings: PublishSettings, key: str, kind: Any, value: object) -> Any:
    refuse = partial(wrong, settings, key)
    if not issubclass(get_origin(kind) or kind, Mapping):
        return plain_value(kind, value, refuse)
    if isinstance(value, dict) and all(isinstance(part, get_args(kind)[1]) for part in value.values()):
        return dict(value)
    raise wrong_type(dict, refuse)
