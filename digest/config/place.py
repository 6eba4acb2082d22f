"""Where in the configuration a mistake stands."""

from __future__ import annotations

import re
from pathlib import Path

from digest.domain.errors import ConfigError
from digest.domain.message import Message, msg


class Place:
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
