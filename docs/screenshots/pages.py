"""Takes the pictures of pages and mail in Chromium: `python docs/screenshots/pages.py`.

Beside them it notes the prints of what they show, so that a test can tell when a picture has gone out of date.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))

from digest.domain.document import RenderOptions  # noqa: E402
from digest.export.archive import archive_files  # noqa: E402
from digest.export.registry import renderer  # noqa: E402
from tests.export.reading import mail_part  # noqa: E402
from tests.export.ten_picks import SERIES, SLOTS, ten_picks, three_closed  # noqa: E402

PRINTS = FOLDER / "pages.json"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: what it shows, in how many pixels."""

    html: str
    width: int = 640
    height: int = 760
    dark: bool = False


def shots() -> Mapping[str, Shot]:
    """All pictures by name."""
    page = renderer("html").render(ten_picks(), RenderOptions()).body.decode()
    mail = mail_part(renderer("email").render(ten_picks(), RenderOptions(mail=SLOTS)).body, "html")
    index = archive_files(three_closed(), SERIES, RenderOptions())["index.html"].decode()
    return {
        "page": Shot(page),
        "page-dark": Shot(page, dark=True),
        "mail": Shot(mail, width=660),
        "archive": Shot(index, height=580),
    }


def prints() -> dict[str, str]:
    """What is shown today, as hexadecimal digests."""
    return {name: hashlib.sha256(shot.html.encode()).hexdigest() for name, shot in shots().items()}


def chromium() -> str | None:
    """Where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def take(shot: Shot, target: Path) -> None:
    """Write one picture; nothing outside can be reached from it."""
    program = chromium()
    if program is None:
        sys.exit("There is no Chromium here.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(shot.html, encoding="utf-8")
        command = [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder}/profile", f"--window-size={shot.width},{shot.height}",
            f"--blink-settings=preferredColorScheme={0 if shot.dark else 1}", f"--screenshot={target}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603 - our own arguments


def main() -> None:
    """Write the pictures and their prints."""
    for name, shot in shots().items():
        take(shot, FOLDER / f"{name}.png")
    PRINTS.write_text(json.dumps(prints(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
