"""The configuration as explained TOML: the settings in force, or an example of all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from digest.config.settings import SECRET_FIELDS, FeedSettings, PublishSettings, Settings
from digest.domain.message import Message
from digest.domain.secrets import is_secret, masked, masked_text


def in_force(settings: Settings, tell: Callable[[Message], str]) -> str:
    """All settings in force, explained; passwords, header values and secrets are masked."""
    return "\n".join(_tables(settings, tell, ""))


def example(tell: Callable[[Message], str]) -> str:
    """A file that changes nothing: every setting with its default, commented out and explained."""
    lines = [*_tables(Settings(), tell, "# "), '# [feeds."https://example.org/feed.xml"]']
    lines += _lines(FeedSettings(), tell, "# ")
    lines += ["# [publish.blog]", *_lines(PublishSettings(kind="wordpress"), tell, "# ")]
    return "\n".join(lines) + "\n"


def _tables(settings: Settings, tell: Callable[[Message], str], prefix: str) -> Iterator[str]:
    yield from _lines(settings, tell, prefix)
    for field in fields(settings):
        table = getattr(settings, field.name)
        if is_dataclass(table):
            yield f"[{field.name}]"
            yield from _lines(table, tell, prefix)
    for url, own in settings.feeds.items():
        yield f"[feeds.{_quoted(masked(url))}]"
        yield from _lines(own, tell, prefix)
    for name, target in settings.publish.items():
        yield f"[publish.{_quoted(name)}]"
        lines = list(_lines(target, tell, prefix))
        yield from (*lines[:-1], *_options(target.options), "")


def _options(options: Mapping[str, Any]) -> Iterator[str]:
    """The keys that only a kind of target knows; what looks like a secret is masked."""
    for name, value in options.items():
        hidden = name in SECRET_FIELDS or (isinstance(value, str) and is_secret(name, value))
        yield f"{_quoted(name)} = {_toml('***' if hidden else value)}"


def _lines(table: Any, tell: Callable[[Message], str], prefix: str) -> Iterator[str]:
    for field in fields(table):
        if "help" in field.metadata:
            value = getattr(table, field.name)
            yield f"# {tell(field.metadata['help'])}"
            yield f"{prefix}{field.name} = {_toml('***' if value and field.name in SECRET_FIELDS else value)}"
    yield ""


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(masked_text(value))
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(masked_text(name))} = {_toml(part)}" for name, part in value.items()) + "}"
    return str(value)


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which no setting holds (TOML 1.0, "String").
    return json.dumps(text, ensure_ascii=False)
