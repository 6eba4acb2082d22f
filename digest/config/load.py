"""config.toml and the environment become `Settings`. What cannot be understood is named, with line and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from digest.config.settings import ExportSettings, FeedSettings, Settings
from digest.domain.errors import ConfigError
from digest.domain.mailaddress import mail_address
from digest.domain.message import Message, msg
from digest.domain.quotes import STYLES as QUOTES
from digest.domain.title import check_pattern
from digest.domain.url import host_of, web_address

MESSAGE_LANGUAGES = ("de", "en")
EDITION_LANGUAGES = ("de", "de_AT", "de_CH", "de_DE", "en")
# An address, or what a mailing service puts one in for: {{ … }}, *|…|*, [[…]], %…%, ${…}.
_UNSUBSCRIBE = re.compile(
    r"https?://[^\s<>\"]+|mailto:[^\s<>\"]+|\{\{[^{}<>\"]+\}\}|\*\|[\w:]+\|\*|\[+[\w ]+\]+|%+[\w ]+%+|\$\{[\w.]+\}"
)
ENTRY_STYLES = ("A", "B", "C", "D")

_TYPE_NAMES: Mapping[type, Message] = {
    str: msg("a text in quotation marks"),
    int: msg("a whole number"),
    float: msg("a number"),
    bool: msg("true or false"),
    tuple: msg('a list of texts, such as ["a", "b"]'),
    dict: msg("a table of texts"),
}


def load(file: Path, environ: Mapping[str, str]) -> Settings:
    """Settings of `file` (defaults where it does not exist), with DIGEST_ALLOW_HOSTS added. Raises ConfigError."""
    text = _read(file)
    settings = _checked(parse(text, file, environ), _Place(file, text)) if text else Settings()
    named = (*settings.network.allow_hosts, *environ.get("DIGEST_ALLOW_HOSTS", "").split(","))
    hosts = tuple(host for host in map(_host_name, named) if host)
    return replace(settings, network=replace(settings.network, allow_hosts=hosts))


def _host_name(text: str) -> str:
    """A host as addresses have it: lower case, without brackets and port ("[::1]:8080" is ::1); also of an address."""
    text = text.strip().lower()
    if "://" in text:
        return host_of(text)
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def parse(text: str, file: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in a TOML text, types checked; `file` is only named in errors."""
    import tomllib

    place = _Place(file, text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            msg("{file} cannot be read: {reason}.", file=str(file), reason=str(error)),
            msg("Mend that line; “digest config init --config OTHER-FILE” writes an explained example."),
        ) from None
    settings: Settings = _table(Settings, data, "", place)
    secrets = {url: _with_variables(own, environ, url, place) for url, own in settings.feeds.items()}
    return replace(settings, feeds=secrets)


class _Place:
    """Knows the file and finds the line of a key, so that an error can point at it."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self._lines = text.splitlines()

    def error(self, key: str, what: Message, remedy: Message) -> ConfigError:
        line = self._line(key)
        where = f"{self.file}:{line}" if line else str(self.file)
        return ConfigError(msg("{where}: {key}: {what}", where=where, key=key, what=what), remedy)

    def _line(self, key: str) -> int:
        *table, name = key.split(".")
        section = ""
        for number, line in enumerate(self._lines, start=1):
            if found := re.match(r"\s*\[+([^\]]+)\]", line):
                section = found[1].replace('"', "").strip()
                if section == key:
                    return number
            elif re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line) and section == ".".join(table):
                return number
        return 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # Windows' editors begin a file with a mark that TOML does not know
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        what = msg("{file} is no text in UTF-8.", file=str(file))
    except OSError as error:
        what = msg("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or type(error).__name__)
    raise ConfigError(what, msg("Make it a readable text file in UTF-8, or name another one with --config."))


def _table(kind: type[Any], data: Mapping[str, Any], prefix: str, place: _Place) -> Any:
    hints = get_type_hints(kind)
    known: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        key = f"{prefix}{name}"
        if name not in known:
            raise place.error(
                key, msg("this key is not known."), msg("Known here are: {known}.", known=", ".join(known))
            )
        values[name] = _value(hints[name], value, key, place)
    return kind(**values)


def _value(kind: Any, value: Any, key: str, place: _Place) -> Any:
    origin = get_origin(kind) or kind
    if is_dataclass(origin):
        if not isinstance(value, dict):
            raise place.error(key, msg("this is the name of a table."), msg("Write [{key}] above its keys.", key=key))
        return _table(kind, value, key + ".", place)
    if origin is tuple and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(get_args(kind)[1], value, key, place)
    if origin is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, origin) and (origin is bool or not isinstance(value, bool)) and origin is not tuple:
        return value
    raise place.error(key, msg("this has the wrong type."), msg("It must be {kind}.", kind=_TYPE_NAMES[origin]))


def _mapping(kind: Any, value: Any, key: str, place: _Place) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise place.error(key, msg("this has the wrong type."), msg("It must be {kind}.", kind=_TYPE_NAMES[dict]))
    return {name: _value(kind, part, f"{key}.{name}", place) for name, part in value.items()}


def _with_variables(own: FeedSettings, environ: Mapping[str, str], url: str, place: _Place) -> FeedSettings:
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


def _checked(settings: Settings, place: _Place) -> Settings:
    """Values that have the right type and are impossible all the same."""
    _one_of("language", settings.language, MESSAGE_LANGUAGES, place)
    _one_of("edition.language", settings.edition.language, EDITION_LANGUAGES, place)
    for key, number in (
        ("edition.target", settings.edition.target),
        ("network.connections", settings.network.connections),
        ("network.connect_seconds", settings.network.connect_seconds),
        ("network.feed_seconds", settings.network.feed_seconds),
        ("network.max_megabytes", settings.network.max_megabytes),
    ):
        if number <= 0:
            raise place.error(key, msg("this must be more than 0."), msg("Leave the line out for the default."))
    if settings.library.keep_texts < 0:
        raise place.error("library.keep_texts", msg("this must not be less than 0."), msg("0 keeps all texts."))
    if not settings.categories.standing or not all(name.strip() for name in settings.categories.standing):
        raise place.error(
            "categories.standing", msg("a category has no name."), msg("Name at least one category, none empty.")
        )
    _check_export(settings.export, place)
    for key, text in _lines(settings):
        # Most become header fields, where a line end would begin another one (RFC 9110 §5.5, RFC 5322 §2.2).
        if re.search(r"[\x00-\x1f\x7f]", text):
            raise place.error(key, msg("this has a line end or control character."), msg("Write it in one line."))
    for rule, reason in settings.check.silence.items():
        _silence(rule, reason, place)
    try:
        check_pattern(settings.edition.title)
    except ConfigError as error:
        raise place.error("edition.title", error.message, error.remedy or msg("Mend the pattern.")) from None
    return settings


def _lines(settings: Settings) -> Iterator[tuple[str, str]]:
    """The texts that must be one line, with their keys."""
    yield "edition.title", settings.edition.title
    yield "edition.series", settings.edition.series
    yield "edition.curator", settings.edition.curator
    yield "export.separator", settings.export.separator
    yield "network.user_agent", settings.network.user_agent
    yield "network.contact", settings.network.contact
    for url, own in settings.feeds.items():
        yield f"feeds.{url}.user_agent", own.user_agent
        for name, value in own.headers.items():
            yield f"feeds.{url}.headers", name + value


def _check_export(export: ExportSettings, place: _Place) -> None:
    if export.style not in ENTRY_STYLES:
        raise place.error(
            "export.style",
            msg("“{value}” is not a style of entries.", value=export.style),
            msg("Allowed are: {allowed}.", allowed=", ".join(ENTRY_STYLES)),
        )
    if export.quotes and export.quotes not in QUOTES:
        raise place.error(
            "export.quotes",
            msg("“{value}” is not a style of quotation marks.", value=export.quotes),
            msg("Allowed are: {allowed}.", allowed=", ".join(QUOTES)),
        )
    for name in ("base_url", "privacy"):
        if (value := getattr(export, name)) and web_address(value) is None:
            raise place.error(
                f"export.{name}",
                msg("“{url}” is not a web address.", url=value),
                msg("An address begins with https:// or http://."),
            )
    if export.sender and mail_address(export.sender) is None:
        raise place.error(
            "export.sender",
            msg("“{text}” is not a mail address.", text=export.sender),
            msg("Write it like Name <name@example.org>."),
        )
    if export.unsubscribe and not _UNSUBSCRIBE.fullmatch(export.unsubscribe):
        raise place.error(
            "export.unsubscribe",
            msg("this is neither an address nor a placeholder."),
            msg(
                "Begin with https:// or mailto:, or write your service's placeholder, such as {{{{ UnsubscribeURL }}}}."
            ),
        )


def _silence(rule: str, reason: str, place: _Place) -> None:
    from digest.domain.preflight.rules import RULE_IDS  # only where a rule is silenced at all

    if rule not in RULE_IDS:
        raise place.error(
            "check.silence",
            msg("there is no preflight rule “{rule}”.", rule=rule),
            msg("Rules are: {known}.", known=", ".join(sorted(RULE_IDS))),
        )
    if not reason.strip():
        raise place.error(
            "check.silence",
            msg("“{rule}” is silenced without a reason.", rule=rule),
            msg("Write why, so that you know it next year."),
        )


def _one_of(key: str, value: str, allowed: tuple[str, ...], place: _Place) -> None:
    if value and value not in allowed:
        raise place.error(
            key,
            msg("“{value}” is not a language that digest speaks.", value=value),
            msg("Allowed are: {allowed}.", allowed=", ".join(allowed)),
        )
