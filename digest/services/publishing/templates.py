"""Templates: digest's own to start from, and the curator's, beside the configuration."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from digest.domain.document import OwnTemplate
from digest.domain.errors import NotFound, UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason
from digest.export.owntemplate import KINDS

#: The name under which digest's own starting points are listed and shown.
SHIPPED = "digest"

_STARTERS = Path(__file__).resolve().parents[2] / "export" / "templates"
_FILE = re.compile(rf"(?P<name>[A-Za-z0-9][A-Za-z0-9_-]*)\.(?P<kind>{'|'.join(KINDS)})\.j2")


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """One template: its name, its kind ("html", "md", "txt"), its path."""

    name: str
    kind: str
    path: Path


class Templates:
    """The folder of own templates; it need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[TemplateFile]:
        """Those that come with digest, then the curator's by name."""
        shipped = [TemplateFile(SHIPPED, kind, _STARTERS / f"starter.{kind}.j2") for kind in KINDS]
        return shipped + self.own_files()

    def text(self, name: str, kind: str = "") -> str:
        """A template's text. Raises NotFound; UsageError if it has several kinds and none is named."""
        found = [file for file in self.all() if file.name == name and kind in ("", file.kind)]
        if not found:
            raise self._unknown(name)
        if len(found) > 1:
            raise UsageError(
                msg("There are several templates called {name}.", name=name),
                msg("Say which, with --kind {kinds}.", kinds="|".join(file.kind for file in found)),
            )
        return _read(found[0].path)

    def own(self, name: str) -> OwnTemplate:
        """An own template ready to render, with all files of the folder that it may include.

        Raises NotFound, and UsageError if it cannot be read; other unreadable files are ignored.
        """
        files = self.own_files()
        if name not in {file.name for file in files}:
            raise self._unknown(name)
        sources = {file.path.name: _read(file.path) for file in files if file.name == name}
        for path in sorted(self.folder.glob("*.j2")):
            with suppress(UsageError):
                sources.setdefault(path.name, _read(path))
        return OwnTemplate(name, sources, str(self.folder))

    def create(self, name: str, kind: str) -> Path:
        """Create a template that looks like digest's style A; never overwrites one."""
        path = self.folder / f"{name}.{kind}.j2"
        if not _FILE.fullmatch(f"{name}.{kind}.j2") or name == SHIPPED:
            raise UsageError(
                msg("“{name}” cannot be the name of a template.", name=name),
                msg("Use letters, digits, hyphens and underscores; “digest” is taken."),
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as stream:
                stream.write(_read(_STARTERS / f"starter.{kind}.j2"))
        except FileExistsError:
            raise UsageError(msg("{file} exists already.", file=str(path)), msg("Edit it, or name another.")) from None
        except OSError as error:
            raise UsageError(
                msg("{file} cannot be written: {reason}.", file=str(path), reason=system_reason(error)),
                msg("Make the folder of the configuration writable for you."),
            ) from None
        return path

    def own_files(self) -> list[TemplateFile]:
        """The curator's own, by name. Raises UsageError if nobody may look for them."""
        try:
            found = [(path, _FILE.fullmatch(path.name)) for path in sorted(self.folder.glob("*.j2"))]
        except OSError as error:
            raise UsageError(
                msg("{file} cannot be read: {reason}.", file=str(self.folder), reason=system_reason(error)),
                msg("Give yourself the right to read it, or look at the system's log."),
            ) from None
        return [TemplateFile(match["name"], match["kind"], path) for path, match in found if match]

    def _unknown(self, name: str) -> NotFound:
        names = ", ".join(dict.fromkeys(file.name for file in self.own_files())) or "–"
        return NotFound(
            msg("There is no template “{name}” in {folder}.", name=name, folder=str(self.folder)),
            msg("There are: {names}. “digest template new NAME” makes one.", names=names),
        )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            msg("{file} cannot be read: {reason}.", file=str(path), reason=system_reason(error)),
            msg("Make it a readable text file in UTF-8."),
        ) from None
