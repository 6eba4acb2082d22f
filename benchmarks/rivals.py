"""The programs that `refresh.py` measures: how each is started, what each has kept."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path

import synthetic

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent


class Rival(ABC):
    """One program with a folder of its own. `urls` are the feeds that it is subscribed to."""

    name: str

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self.folder = folder
        self.urls = urls
        folder.mkdir(parents=True)
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Subscribe to all feeds; not measured."""

    @abstractmethod
    def command(self) -> list[str]:
        """The refresh that is measured."""

    @abstractmethod
    def entries(self) -> list[tuple[str, str]]:
        """GUID and title of every entry that is kept, as often as it is."""

    def environ(self) -> dict[str, str]:
        """The environment of the run: nobody's own configuration, no proxy."""
        inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR", "VIRTUAL_ENV") if name in os.environ}
        return {**inherited, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TERM": "xterm"}

    def after_first(self) -> None:  # noqa: B027 - most have nothing to do
        """What a careful owner does once after the first refresh; not measured."""


class Digest(Rival):
    """This project.

    `--force`, because otherwise it would rightly ask nobody a second time within 15 minutes.
    """

    name = "digest"

    def prepare(self) -> None:
        outlines = "".join(f'<outline text="{number}" xmlUrl="{url}"/>' for number, url in enumerate(self.urls))
        opml = self.folder / "feeds.opml"
        opml.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
        self.subscribe()

    def subscribe(self) -> None:
        """Import the feeds of `feeds.opml` in the folder."""
        command = [*self._digest(), "opml", "import", str(self.folder / "feeds.opml")]
        subprocess.run(command, env=self.environ(), check=True, stdout=subprocess.DEVNULL)

    def command(self) -> list[str]:
        return [*self._digest(), "fetch", "--force", "--quiet"]

    @staticmethod
    def _digest() -> list[str]:
        return [sys.executable, "-m", "digest"]

    def environ(self) -> dict[str, str]:
        hosts = {url.split("/")[2].partition(":")[0] for url in self.urls}
        return super().environ() | {
            "PYTHONPATH": str(_ROOT),
            "DIGEST_LIBRARY": str(self.folder / "library"),
            "DIGEST_CONFIG": str(self.folder / "config.toml"),
            "DIGEST_ALLOW_HOSTS": ",".join(sorted(hosts)),
        }

    def entries(self) -> list[tuple[str, str]]:
        return _rows(self.folder / "library" / "archive.sqlite", "SELECT guid, title FROM entries")


class Newsboat(Rival):
    """Debian's newsboat with 16 threads."""

    name = "newsboat"

    def prepare(self) -> None:
        (self.folder / "urls").write_text("".join(f"{url}\n" for url in self.urls), encoding="utf-8")
        (self.folder / "config").write_text("reload-threads 16\n", encoding="utf-8")

    def command(self) -> list[str]:
        parts = {"-u": "urls", "-C": "config", "-c": "cache.db"}
        files = [word for option, file in parts.items() for word in (option, str(self.folder / file))]
        return ["newsboat", *files, "-x", "reload"]

    def entries(self) -> list[tuple[str, str]]:
        return _rows(self.folder / "cache.db", "SELECT guid, title FROM rss_item WHERE deleted = 0")


class TunedNewsboat(Newsboat):
    """newsboat whose cache has statistics, with which SQLite finds the right index."""

    name = "newsboat after ANALYZE"

    def after_first(self) -> None:
        cache = sqlite3.connect(self.folder / "cache.db")
        cache.execute("ANALYZE")
        cache.close()


class Reader(Rival):
    """lemon24's reader with 16 workers, from the environment that `python` belongs to."""

    name = "reader"
    python = ""

    def prepare(self) -> None:
        (self.folder / "urls").write_text("\n".join(self.urls), encoding="utf-8")
        script = (
            "import sys, pathlib, reader\n"
            "db = reader.make_reader(sys.argv[1])\n"
            "for url in pathlib.Path(sys.argv[2]).read_text().split(): db.add_feed(url)\n"
        )
        arguments = [str(self.folder / "reader.sqlite"), str(self.folder / "urls")]
        subprocess.run([self.python, "-c", script, *arguments], env=self.environ(), check=True)

    def command(self) -> list[str]:
        return [
            self.python,
            "-m",
            "reader",
            "--db",
            str(self.folder / "reader.sqlite"),
            "update",
            "--no-scheduled",
            "--workers",
            "16",
        ]

    def entries(self) -> list[tuple[str, str]]:
        return _rows(self.folder / "reader.sqlite", "SELECT id, title FROM entries")


class Naive(Rival):
    """`naive.py`, in the environment that `python` belongs to."""

    name = "naive script"
    python = ""

    def prepare(self) -> None:
        (self.folder / "urls").write_text("\n".join(self.urls), encoding="utf-8")

    def command(self) -> list[str]:
        return [self.python, str(_HERE / "naive.py"), str(self.folder / "urls"), str(self.folder / "library.json")]

    def entries(self) -> list[tuple[str, str]]:
        tables = json.loads((self.folder / "library.json").read_bytes())
        return [(entry["guid"], entry["title"]) for entry in tables.get("entries", {}).values()]


def expected(feeds: int, turn: int) -> list[tuple[str, str]]:
    """What every library must hold after that turn: each entry once."""
    return sorted(entry for number in range(feeds) for entry in synthetic.titled_entries(number, turn))


def _rows(path: Path, query: str) -> list[tuple[str, str]]:
    database = sqlite3.connect(path)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()
