"""The position of a mistake in the configuration."""

from __future__ import annotations

import re
from pathlib import Path

from digest.domain.errors import ConfigError
from digest.domain.message import Message, msg

#: How tomllib's messages begin (Python 3.11 to 3.14) → what they mean to somebody who does not know TOML by heart.
_SYNTAX: tuple[tuple[str, Message], ...] = (
    ("Expected '=' after a key", msg("behind the name of a setting there must be an equals sign")),
    ("Invalid value", msg("the value is missing or not valid; texts need quotation marks")),
    ("Unterminated string", msg("a text has no closing quotation mark")),
    ('Expected "\'"', msg("a text has no closing quotation mark")),
    ("Expected '\"'", msg("a text has no closing quotation mark")),
    ("Unescaped '\\'", msg("a backslash in a text must be doubled, or the text put into single quotation marks")),
    ("Invalid hex value", msg("a backslash in a text must be doubled, or the text put into single quotation marks")),
    ("Unclosed array", msg("a list has no closing bracket")),
    ("Unclosed inline table", msg("a table in braces has no closing brace")),
    ("Cannot overwrite a value", msg("this setting is there twice")),
    ("Duplicate inline table key", msg("this setting is there twice")),
    ("Cannot declare", msg("this table is there twice")),
    ("Cannot redefine namespace", msg("this table is there twice")),
    ("Cannot mutate immutable namespace", msg("this table is there twice")),
    ("Expected ']", msg("the name of a table has no closing bracket")),
    ("Illegal character", msg("there is a character that must not be here, perhaps a line break inside a text")),
    ("Found invalid character", msg("there is a character that must not be here, perhaps a line break inside a text")),
    (
        "Expected newline or end of document",
        msg("behind the value there is more; each setting needs a line of its own"),
    ),
)


def syntax_error(text: str, error: str) -> tuple[int, Message]:
    """Line (from 1) and meaning of a message of tomllib, which is English with a position."""
    at = re.search(r"\(at line (\d+), column \d+\)$", error)
    line = int(at[1]) if at else max(1, len(text.splitlines()))
    meaning = next((what for start, what in _SYNTAX if error.startswith(start)), None)
    return line, meaning or msg("this line is not valid TOML")


class SettingPlace:
    """Knows the file and finds the line of a key, so that an error can point at it."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self._lines = text.splitlines()

    def error(self, key: str, what: Message, remedy: Message) -> ConfigError:
        line = self._line(key)
        where = f"{self.file}:{line}" if line else str(self.file)
        error = ConfigError(msg("{where}: {key}: {what}", where=where, key=key, what=what), remedy)
        error.key, error.what = key, what
        return error

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
