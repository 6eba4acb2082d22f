"""What the interface remembers between sessions: theme, folded folders, hidden feeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from digest.config.paths import interface_file

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class Preferences:
    """A small file beside the log; if it cannot be read or written, only that is lost."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._file = interface_file(environ)

    def get(self, name: str) -> Any:
        """What is remembered under a name, whatever somebody has written there; None for nothing."""
        return self._read().get(name)

    def put(self, name: str, value: object) -> None:
        """Remember something beside what is there, which another interface may have put there since."""
        import orjson

        data = self._read() | {name: value}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(orjson.dumps(data))
        except OSError:
            return

    def _read(self) -> dict[str, Any]:
        try:
            text = self._file.read_bytes()
            import orjson  # only where there is something to read

            data = orjson.loads(text)
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}


def remember_theme(app: Program) -> None:
    """Choose the remembered theme and remember every later choice."""
    theme = app.preferences.get("theme")
    if isinstance(theme, str) and theme in app.available_themes:
        app.theme = theme
    app.theme_changed_signal.subscribe(app, lambda theme: app.preferences.put("theme", theme.name))
