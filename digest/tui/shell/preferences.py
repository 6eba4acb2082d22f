"""What the interface remembers between sessions: the theme; beside the log, not the library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from digest.config.paths import log_file

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class Preferences:
    """A small file of its own; if it cannot be read or written, only the theme is lost."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._file: Path = log_file().with_name("interface.json")
        self._no_color = bool(environ.get("NO_COLOR"))

    def apply_to(self, app: Program) -> None:
        """Choose the remembered theme and remember every later choice."""
        theme = self._read().get("theme", "")
        if theme in app.available_themes:
            app.theme = theme
        app.theme_changed_signal.subscribe(app, lambda theme: self._write({"theme": theme.name}))

    def _read(self) -> dict[str, str]:
        try:
            text = self._file.read_bytes()
            import orjson  # only where there is something to read

            data = orjson.loads(text)
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, data: Mapping[str, str]) -> None:
        import orjson

        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(orjson.dumps(data))
        except OSError:
            return
