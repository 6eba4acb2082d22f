"""The collections of documents that many tests read.

An invented one, and a larger one of real documents.
The invented one is part of the project (`tests/invented`) and always read. The real one is not: it is looked for beside
the checkout, or in DIGEST_SHARED, and if it is there, the same tests read it too, as slow tests.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.invented.hostile import HOSTILE

_INVENTED = Path(__file__).parent / "invented"
_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def shared_root() -> Path | None:
    """The folder beside the checkout, or DIGEST_SHARED; None if there is none."""
    root = Path(os.environ.get("DIGEST_SHARED") or _BESIDE)
    return root if (root / "corpus").is_dir() else None


def shared_folder(name: str) -> Path:
    """One folder of the real collection; skips the calling test if it is missing."""
    root = shared_root()
    if root is None:
        pytest.skip(f"the shared data are not here ({name}); set DIGEST_SHARED to run this test")
    return root / name


class Corpus(NamedTuple):
    """Feeds, lists of feeds, pages and traps, with a manifest that says what is in each."""

    name: str
    root: Path

    def rows(self, part: str) -> list[dict[str, Any]]:
        """What the manifest says of `feeds`, `opml` or `pages`.

        `file` below the root, and what a reader must find.
        """
        rows: list[dict[str, Any]] = json.loads((self.root / "manifest.json").read_text(encoding="utf-8"))[part]
        return rows

    def files(self, folder: str) -> list[Path]:
        """All documents of a folder, by name."""
        if folder == "hostile":
            return [self.hostile(name) for name in self.hostile_names()]
        return sorted((self.root / folder).iterdir())

    def hostile_names(self) -> list[str]:
        """The names of all traps; each begins with its number."""
        if self.name == "invented":
            return sorted(HOSTILE)
        return sorted(path.name for path in (self.root / "hostile").iterdir() if path.name[0].isdigit())

    def hostile(self, name: str) -> Path:
        """One trap, by its name; the invented ones are written when they are asked for."""
        return _written(name) if self.name == "invented" else self.root / "hostile" / name


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="hostile-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def _written(name: str) -> Path:
    file = _folder() / name
    file.write_bytes(HOSTILE[name]())
    return file


#: Every collection that is here, as parameters of a fixture or a test.
CORPORA = [pytest.param(Corpus("invented", _INVENTED / "corpus"), id="invented")]
#: The folders with the data of the model digest.
ACCEPTANCE = [pytest.param(_INVENTED / "acceptance", id="invented")]
if (_root := shared_root()) is not None:
    CORPORA.append(pytest.param(Corpus("shared", _root / "corpus"), id="shared", marks=pytest.mark.slow))
    ACCEPTANCE.append(pytest.param(_root / "acceptance", id="shared", marks=pytest.mark.slow))
