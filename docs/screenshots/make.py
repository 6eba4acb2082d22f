"""Takes the documentation's screenshots of the demo: `python docs/screenshots/make.py`.

The same source gives the same bytes: time, feeds, size and colours are fixed. Options serve those who want to look at
other sizes, themes and languages: `--size 80x24 --theme textual-light --language de --folder /somewhere`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))

from textual.pilot import Pilot  # noqa: E402
from textual.widgets import Input, OptionList, Static  # noqa: E402

from digest.config.language import activate  # noqa: E402
from digest.config.settings import PublishSettings  # noqa: E402
from digest.domain.saved_search import SavedSearch  # noqa: E402
from digest.tui.app import DigestApp  # noqa: E402
from digest.tui.dialogs.month import MonthDialog  # noqa: E402
from digest.tui.edition.edition_screen import EditionScreen  # noqa: E402
from digest.tui.feeds.feeds_screen import FeedsScreen  # noqa: E402
from digest.tui.inbox.inbox_screen import InboxScreen  # noqa: E402
from digest.tui.search.search_screen import SearchScreen  # noqa: E402
from digest.tui.settings.questions_dialog import QuestionsDialog  # noqa: E402
from digest.tui.settings.settings_dialog import SettingsDialog  # noqa: E402
from digest.tui.widgets.entry_list import EntryList  # noqa: E402
from digest.tui.widgets.feed_table import FeedTable  # noqa: E402
from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress  # noqa: E402
from tests.publish.relay import Relay  # noqa: E402
from tests.tui.demo_library import demo_library  # noqa: E402
from tests.tui.piloting import until  # noqa: E402

Steps = Callable[[DigestApp, Pilot[None]], Awaitable[None]]

_PORT = re.compile(r"127\.0\.0\.\d+:\d+")

# The fonts that Textual's SVG names would be fetched from elsewhere by whoever looks at it.
_REMOTE_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def inbox(app: DigestApp, pilot: Pilot[None]) -> None:
    """Entries, and the text of the one under the cursor with its comment."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("j", "j", "j", "s", "j")
    await app.work_queue.settle()
    assert isinstance(app.screen, InboxScreen)
    app.screen.show_library()  # the watch on the library would do it a second later


async def edition(app: DigestApp, pilot: Pilot[None]) -> None:
    """Sections and picks, the preview, and what the check says."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("v")
    await until(pilot, lambda: isinstance(app.screen, EditionScreen) and bool(app.screen.proofing.remarks))
    await pilot.press("n")


async def form(app: DigestApp, pilot: Pilot[None]) -> None:
    """All texts of a pick beside the preview."""
    await edition(app, pilot)
    await pilot.press("enter")


async def questions(app: DigestApp, pilot: Pilot[None]) -> None:
    """The three questions of the first start."""
    await inbox(app, pilot)
    app.navigation.questions(is_first=True)
    await until(pilot, lambda: isinstance(app.screen, QuestionsDialog) and app.focused is not None)
    await pilot.press(*"Meine Gedankenspiele", "tab", *"Dora Fuchs", "tab")


async def settings(app: DigestApp, pilot: Pilot[None]) -> None:
    """All settings by name."""
    await inbox(app, pilot)
    app.library.config_path = Path("~/.config/digest/config.toml")
    await pilot.press("comma")
    await until(pilot, lambda: isinstance(app.screen, SettingsDialog))
    await until(pilot, lambda: app.screen.query_one(OptionList).option_count > 1)
    await pilot.press("j", "j", "j")


async def month(app: DigestApp, pilot: Pilot[None]) -> None:
    """The month at a glance."""
    await inbox(app, pilot)
    await pilot.press("V")
    await until(pilot, lambda: isinstance(app.screen, MonthDialog))
    await until(pilot, lambda: bool(str(app.screen.query_one("#month-text", Static).content)))


async def export(app: DigestApp, pilot: Pilot[None]) -> None:
    """Formats with a preview."""
    await edition(app, pilot)
    await pilot.press("X")
    await until(pilot, lambda: bool(app.screen.query("#export-file")))
    await until(pilot, lambda: bool(app.screen.query_one("#export-file", Input).value))


async def keys(app: DigestApp, pilot: Pilot[None]) -> None:
    """The keys of a screen."""
    await inbox(app, pilot)
    await pilot.press("question_mark")


async def feeds(app: DigestApp, pilot: Pilot[None]) -> None:
    """The feeds with their health, the cursor on one that fails."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("F")
    await until(pilot, lambda: isinstance(app.screen, FeedsScreen) and app.screen.current is not None)
    table = app.screen.query_one(FeedTable)
    while table.current is not None and table.current.status != "error":
        await pilot.press("j")


async def folders(app: DigestApp, pilot: Pilot[None]) -> None:
    """Folders, one of them folded, and searches under a name."""
    await inbox(app, pilot)
    searches = app.library.reading.searches
    searches.add(SavedSearch("", "KI", "KI", unread=True))
    searches.add(SavedSearch("", "Presse", "presse"))
    assert isinstance(app.screen, InboxScreen)
    app.screen.viewing.update()
    await until(pilot, lambda: app.screen.viewing.overview is not None and bool(app.screen.viewing.overview.searches))
    await pilot.press("h", "G", "h", "h")
    await until(pilot, lambda: not app.screen.viewing._timer)
    await app.work_queue.settle()


async def search(app: DigestApp, pilot: Pilot[None]) -> None:
    """Picks and entries of all months."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("ctrl+f")
    await until(pilot, lambda: isinstance(app.screen, SearchScreen))
    await pilot.press(*"presse")
    await until(pilot, lambda: len(app.screen.query_one(EntryList).rows) > 1)


async def publish(app: DigestApp, pilot: Pilot[None]) -> None:
    """A draft at a blog, in which a colleague has changed the title."""
    with Relay() as relay:
        site = FakeWordPress(relay)
        blog = PublishSettings(name="blog", kind="wordpress", url=relay.url, user=USER, password=PASSWORD)
        site_folder = PublishSettings(name="website", kind="folder", options={"folder": "~"})
        targets = {target.name: target for target in (blog, site_folder)}
        app.library.__dict__["settings"] = replace(app.library.settings, publish=targets)
        await edition(app, pilot)
        await pilot.press("P")
        await until(pilot, lambda: bool(app.screen.query("#publish-state")))
        await pilot.press("enter")
        await until(pilot, lambda: bool(site.posts) and app.screen.query_one(OptionList).option_count == len(targets))
        await until(pilot, lambda: "●" in str(app.screen.query_one(OptionList).get_option_at_index(0).prompt))
        site.posts[7]["title"] = {"raw": "Sechs Texte, die bleiben"}
        await pilot.press("enter")
        await until(pilot, lambda: "+Sechs" in str(app.screen.query_one("#preview-text", Static).content))


SCREENS: dict[str, Steps] = {
    "inbox": inbox, "edition": edition, "form": form, "export": export, "publish": publish, "feeds": feeds,
    "folders": folders,
    "search": search, "help": keys, "questions": questions, "settings": settings, "month": month,
}  # fmt: skip


def shoot(name: str, size: tuple[int, int], theme: str, language: str, *, guided: bool = False) -> str:
    """One screen as SVG."""
    activate(language)
    # Folders of any name would show in the export; a home of its own makes it "~".
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HOME": folder, "XDG_STATE_HOME": f"{folder}/state"}
        os.chdir(folder)
        library = demo_library(Path(folder), picks=6, language=language)

        async def run() -> str:
            app = DigestApp(library, guided=guided)
            async with app.run_test(size=size) as pilot:
                app.theme = theme
                app.animation_level = "none"
                await SCREENS[name](app, pilot)
                await app.work_queue.settle()
                for _ in range(5):
                    await pilot.pause()
                return app.export_screenshot(title="digest")

        # The demo's server has another port each time, and rich's names of styles are made of the content.
        text = _PORT.sub("127.0.0.1:8080", _REMOTE_FONTS.sub("", asyncio.run(run())))
        return re.sub(r"terminal-\d+", "terminal", text)


def main() -> None:
    """Write the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="120x36")
    parser.add_argument("--theme", default="textual-dark")
    parser.add_argument("--language", choices=("de", "en"))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--guided", action="store_true")
    parser.add_argument("screens", nargs="*", default=[name for name in SCREENS if name != "form"])
    given = parser.parse_args()
    os.environ["TZ"] = "UTC"
    time.tzset()
    columns, lines = map(int, given.size.split("x"))
    folder = given.folder.resolve()
    for language in [given.language] if given.language else ["en", "de"]:
        for name in given.screens:
            text = shoot(name, (columns, lines), given.theme, language, guided=given.guided)
            (folder / f"{name}.{language}.svg").write_text(text, encoding="utf-8")
            os.chdir(FOLDER)


if __name__ == "__main__":
    main()
