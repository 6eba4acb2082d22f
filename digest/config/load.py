"""config.toml and the environment become `Settings`, and tell who works here.

Errors name line and remedy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from digest.config.checks import checked
from digest.config.place import SettingPlace, syntax_error
from digest.config.settings import FeedSettings, PublishSettings, Settings
from digest.config.value_types import plain_value, wrong_type
from digest.domain.curator import Curator, curator_of
from digest.domain.errors import ConfigError
from digest.domain.hostname import ascii_host
from digest.domain.message import msg
from digest.domain.system_errors import system_reason
from digest.domain.url import host_of

#: What Windows' editors begin a file with, and TOML does not know.
MARK = "\ufeff"
#: Bytes; a configuration has some thousand.
_LARGEST = 1 << 20
_READABLE = msg("Make it a readable text file in UTF-8, or name another one with --config.")


def load(file: Path, environ: Mapping[str, str]) -> Settings:
    """Load `file` (defaults if there is none) and DIGEST_ALLOW_HOSTS. Raises ConfigError."""
    text = text_of(read_bytes(file), file).removeprefix(MARK)
    settings = checked(parse(text, file, environ), SettingPlace(file, text)) if text else Settings()
    named = (*settings.network.allow_hosts, *environ.get("DIGEST_ALLOW_HOSTS", "").split(","))
    hosts = tuple(host for host in map(_host_name, named) if host)
    return replace(settings, network=replace(settings.network, allow_hosts=hosts))


def _host_name(text: str) -> str:
    """A host as in addresses: lower case, ASCII, no brackets or port ("[::1]:8080" is ::1).

    An address gives its host.
    """
    text = text.strip()
    if "://" in text:
        return host_of(text)
    if text.startswith("["):
        return text[1:].partition("]")[0].lower()
    host = text.partition(":")[0] if text.count(":") == 1 else text
    return ascii_host(host) or host.lower()


def parse(text: str, file: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in a TOML text, types checked; `file` is only named in errors."""
    import tomllib

    place = SettingPlace(file, text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, what = syntax_error(text, str(error))
        raise ConfigError(
            msg("{file}, line {line}: {what}.", file=str(file), line=line, what=what),
            msg("Mend that line; “digest config init --config OTHER-FILE” writes an explained example."),
        ) from None
    settings: Settings = _table(Settings, data, "", place)
    secrets = {url: _with_variables(own, environ, url, place) for url, own in settings.feeds.items()}
    targets = {name: replace(own, name=name) for name, own in settings.publish.items()}
    return replace(settings, feeds=secrets, publish=targets)


def read_bytes(file: Path) -> bytes | None:
    """The file's bytes, at most 1 MB; None if there is none. Raises ConfigError.

    More than that is refused: a device such as /dev/zero never ends.
    """
    try:
        with file.open("rb") as stream:
            body = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        what = msg("{file} cannot be read: {reason}.", file=str(file), reason=system_reason(error))
        raise ConfigError(what, _READABLE) from None
    if len(body) > _LARGEST:
        raise ConfigError(
            msg("{file} is larger than {size} MB.", file=str(file), size=_LARGEST >> 20),
            msg("Name another one with --config."),
        )
    return body


def text_of(body: bytes | None, file: Path) -> str:
    """The text of these bytes, "" for None; `file` is only named in errors. Raises ConfigError."""
    try:
        return (body or b"").decode()
    except UnicodeDecodeError:
        raise ConfigError(msg("{file} is no text in UTF-8.", file=str(file)), _READABLE) from None


def _table(kind: type[Any], data: Mapping[str, Any], prefix: str, place: SettingPlace) -> Any:
    hints = get_type_hints(kind)
    known: dict[str, Field[Any]] = {field.name: field for field in fields(kind) if _is_key(kind, field)}
    rest = next((field.name for field in fields(kind) if field.metadata.get("rest")), "")
    values: dict[str, Any] = {}
    for name, value in data.items():
        key = f"{prefix}{name}"
        if name not in known and rest:
            values.setdefault(rest, {})[name] = value
            continue
        if name not in known:
            raise place.error(
                key, msg("this key is not known."), msg("Known here are: {known}.", known=", ".join(known))
            )
        values[name] = _value(hints[name], value, key, place)
    return kind(**values)


def _is_key(kind: type[Any], field: Field[Any]) -> bool:
    """True for fields that may be in the file: not a table's own name, nor the rest's."""
    return kind is not PublishSettings or "help" in field.metadata


def _value(kind: Any, value: Any, key: str, place: SettingPlace) -> Any:
    origin = get_origin(kind) or kind
    if is_dataclass(origin):
        if not isinstance(value, dict):
            raise place.error(key, msg("this is the name of a table."), msg("Write [{key}] above its keys.", key=key))
        return _table(kind, value, key + ".", place)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(get_args(kind)[1], value, key, place)
    return plain_value(kind, value, partial(place.error, key))


def _mapping(kind: Any, value: Any, key: str, place: SettingPlace) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong_type(dict, partial(place.error, key))
    return {name: _value(kind, part, f"{key}.{name}", place) for name, part in value.items()}


def _with_variables(own: FeedSettings, environ: Mapping[str, str], url: str, place: SettingPlace) -> FeedSettings:
    """`"$NAME"` stands for the environment's NAME, so that a secret need not stand in the file."""

    def resolved(text: str) -> str:
        if not re.fullmatch(r"\$[A-Za-z_]\w*", text):
            return text
        if text[1:] not in environ:
            raise place.error(
                f"feeds.{url}",
                msg("the variable {name} is not set.", name=text[1:]),
                msg("Set it, or write the value."),
            )
        return environ[text[1:]]

    headers = {name: resolved(value) for name, value in own.headers.items()}
    return replace(own, user=resolved(own.user), password=resolved(own.password), headers=headers)


def curator_from(settings: Settings, environ: Mapping[str, str]) -> Curator:
    """DIGEST_CURATOR, else [curator] name, else [edition] curator, else the log-in."""
    own = curator_of(settings.curator.name or settings.edition.curator, settings.curator.initials)
    named = curator_of(environ.get("DIGEST_CURATOR", ""))
    if named.name and named.name != own.name:
        return named
    return own if own.name else curator_of(_login(environ), settings.curator.initials)


def _login(environ: Mapping[str, str]) -> str:
    """The log-in, as `getpass.getuser` finds it; the number of a user who has no name."""
    for variable in ("LOGNAME", "USER"):
        if name := environ.get(variable):
            return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):  # a container often runs under a number that nobody has named
        return str(os.getuid())
