"""Writes the man page in both languages.

Run `python docs/man/make.py`; a test compares the files with what it would write.

`python docs/man/make.py de` prints one. Each is made in a process of its own: a command's texts are translated when its
module is imported.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAGES = {"en": FOLDER / "digest.1", "de": FOLDER / "de" / "digest.1"}


def pages() -> dict[Path, str]:
    """File → text of the page."""
    return {
        file: subprocess.run(  # noqa: S603 - this file itself
            [sys.executable, __file__, language], capture_output=True, check=True, encoding="utf-8"
        ).stdout
        for language, file in PAGES.items()
    }


def _print(language: str) -> None:
    sys.path.insert(0, str(FOLDER.parents[1]))
    from digest import __version__
    from digest.cli.main import speak
    from digest.cli.manual import man_page

    speak(language)
    sys.stdout.buffer.write(man_page(__version__).encode())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _print(sys.argv[1])
    else:
        for file, text in pages().items():
            file.write_text(text, encoding="utf-8")
