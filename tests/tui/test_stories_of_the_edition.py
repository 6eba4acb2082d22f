"""Views, month, edition and first start, key by key to what is exported, and back."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from digest.config.language import activate
from digest.domain.preflight.remark import silenced_rules
from digest.domain.query import EntryQuery
from digest.storage.registry import open_store
from digest.tui.dialogs.export import ExportDialog
from digest.tui.dialogs.ignore import IgnoreDialog
from digest.tui.dialogs.label_order import LabelOrderDialog
from digest.tui.dialogs.month import MonthDialog
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.first_start.first_start_screen import FirstStartScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.settings.questions_dialog import QuestionsDialog
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.sidebar import Sidebar, View
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("size", [(80, 24), (120, 36)]),
    pytest.mark.parametrize("language", ["de", "en"]),
]

LOCALES = {"de": "de_DE.UTF-8", "en": "C.UTF-8"}


@pytest.fixture(autouse=True)
def _in_the_language(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path))
    activate(language)
    yield
    activate("en")


def exported(folder: Path, language: str, *options: str) -> str:
    """What the command line exports, in whichever form."""
    digest = Digest(folder, environ={"LC_ALL": LOCALES[language]})
    out = digest.ok(
        "export", MONTH, *(options if "--format" in options else ("--format", "text", *options)), "-o", "-"
    ).out
    activate(language)  # the interface runs in this process, too
    return out


def fill(folder: Path) -> None:
    """Two folders with a feed each, and two entries a feed, one of them about a recall."""
    store = open_store(str(folder / "library"), lambda: NOW)
    store.add_feeds([a_feed(1, title="Blog 1", folder="PR"), a_feed(2, title="Blog 2", folder="Krisen")])
    for number in (1, 2):
        entries = [
            an_entry(10 * number + one, f"f{number}", title=f"{what} {number}")
            for one, what in enumerate(("Rückruf", "Anderes"))
        ]
        store.apply_refresh([a_refresh(f"f{number}", *entries)])
    store.close()


async def command(driver: Driver, name: str) -> None:
    """Choose a command of the palette by its name."""
    await driver.press("colon")
    await driver.types(name)
    await driver.until(lambda: any(name.lower() in line.lower() for line in driver.screen.splitlines()[3:]), name)
    await driver.press("enter")


def in_a_saved_search(driver: Driver) -> bool:
    screen = driver.app.screen
    return isinstance(screen, InboxScreen) and screen.listing.view.kind == "saved"


async def in_inbox(driver: Driver) -> None:
    await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))


async def in_edition(driver: Driver, key: str) -> EditionScreen:
    """The edition's screen, the cursor on a line of it."""
    await in_inbox(driver)
    await driver.press("v")
    await driver.until(
        lambda: isinstance(driver.app.screen, EditionScreen) and bool(driver.app.screen.proofing.remarks)
    )
    screen = driver.app.screen
    assert isinstance(screen, EditionScreen)
    screen.query_one(EditionList).select(key)
    await driver.until(lambda: screen.query_one(EditionList).key == key)
    return screen


async def form_open(driver: Driver, screen: EditionScreen, key: str) -> None:
    await driver.press(key)
    await driver.until(lambda: screen.editing.is_open and screen.editing.field is driver.app.focused)


async def form_closed(driver: Driver, screen: EditionScreen) -> None:
    await driver.press("escape")
    await driver.until(lambda: not screen.editing.is_open)
    await driver.app.work_queue.settle()


def test_a_folder_and_a_saved_search(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 4)
        sidebar = driver.inbox.query_one(Sidebar)
        await driver.until(lambda: any(line.view == View("folder", "PR") for line in sidebar._view_lines))
        await driver.press("h", "slash")
        await driver.types("pr")
        await driver.press("enter")
        await driver.until(lambda: driver.inbox.listing.view == View("folder", "PR") and len(driver.titles) == 2)
        await driver.press("i", "slash")
        await driver.until(lambda: driver.inbox.listing.view == View("inbox"))
        await driver.types("rueckruf")
        await driver.until(lambda: len(driver.titles) == 2 and "Anderes 1" not in driver.titles)
        await driver.press("ctrl+s", "enter")
        await driver.until(lambda: driver.store.saved_searches() != () and in_a_saved_search(driver))
        await driver.until(lambda: sorted(driver.titles) == ["Rückruf 1", "Rückruf 2"])
        title = driver.title
        await driver.press("4")
        await driver.until(lambda: len(driver.store.picks(MONTH)) == 1)
        assert f"Krise | {title}" in exported(tmp_path, language)
        await driver.press("u")
        await driver.until(lambda: driver.store.picks(MONTH) == [])
        assert title not in exported(tmp_path, language)
        await driver.press("u")
        await driver.until(lambda: driver.store.saved_searches() == ())

    drive(tmp_path, steps, size, LC_ALL=LOCALES[language])


def test_the_month_names_what_is_thin_and_it_is_picked(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    for number in (1, 2):
        store.add_pick(a_pick(number, edition_id="2026-10", category="Krise"), NOW)
    store.close()
    none, some = {"de": ("Krise: kein Tipp", "1 von 10 Tipps"), "en": ("Krise: no pick", "1 of 10 picks")}[language]

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 4)
        title = driver.title
        await driver.press("s")
        await driver.until(lambda: driver.store.entries(EntryQuery(shortlisted=True)).total == 1)
        await driver.press("V")
        await driver.sees(none)
        await driver.press("s")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen) and driver.titles == [title])
        await driver.press("4")
        await driver.until(lambda: len(driver.store.picks(MONTH)) == 1)
        assert f"Krise | {title}" in exported(tmp_path, language)
        await driver.press("V")
        await driver.until(lambda: isinstance(driver.app.screen, MonthDialog))
        await driver.sees(f"November 2026 · {some}")
        assert none not in driver.screen
        await driver.press("escape")
        await in_inbox(driver)
        await driver.press("u")
        await driver.until(lambda: driver.store.picks(MONTH) == [])
        assert title not in exported(tmp_path, language)
        await driver.press("V")
        await driver.sees(none)

    drive(tmp_path, steps, size, LC_ALL=LOCALES[language])


def test_all_fields_of_a_pick(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    store.add_pick(a_pick(1, comment="Lesen."), NOW)
    store.close()

    async def steps(driver: Driver) -> None:
        screen = await in_edition(driver, "p1")
        before = exported(tmp_path, language, "--languages", "--style", "B")
        await form_open(driver, screen, "enter")
        for text in ("", "", "Ada Lob", "Das Blatt", "Bert", "en", "Video"):  # title, address, author, source, via …
            await driver.types(text)
            await driver.press("tab")
        await driver.press("tab", "space")  # past “own post” to “advertisement”
        await driver.until(lambda: driver.store.pick("p1").sponsored)
        await driver.press("tab", "tab")
        await driver.types("Ein Satz.")
        await driver.press("tab")
        await driver.types("Cora")
        await form_closed(driver, screen)
        pick = driver.store.pick("p1")
        assert (pick.author, pick.source, pick.via, pick.language, pick.medium) == (
            "Ada Lob", "Das Blatt", "Bert", "en", "Video",
        )  # fmt: skip
        written = exported(tmp_path, language, "--languages", "--style", "B")
        for words in ("Anzeige", "Video", "Englisch", "Ein Satz.", "Cora", "Das Blatt", "Ada Lob", "via Bert"):
            assert words in written, words
        await driver.press("u")
        await driver.until(lambda: driver.store.pick("p1").quotation == "")
        await driver.press("u")
        await driver.until(lambda: not driver.store.pick("p1").sponsored)
        assert "Anzeige" not in exported(tmp_path, language, "--languages", "--style", "B")
        await form_open(driver, screen, "enter")
        await driver.press(*["tab"] * 7, "space")
        await driver.until(lambda: driver.store.pick("p1").own_post)
        await form_closed(driver, screen)
        assert "In eigener Sache" in exported(tmp_path, language, "--own-posts")
        await driver.press("u")
        await driver.until(lambda: not driver.store.pick("p1").own_post)
        assert exported(tmp_path, language, "--languages", "--style", "B") == before

    drive(tmp_path, steps, size, LC_ALL=LOCALES[language])


def test_the_texts_and_order_of_an_edition(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    (tmp_path / "config.toml").write_text('[edition]\ntitle = "{thema}: {n} {tipps}"\n', encoding="utf-8")
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    for number, label in enumerate(("Strategie", "Audio", "Chatbots"), 1):
        store.add_pick(a_pick(number, category=label, comment="Lesen." if number != 2 else ""), NOW)
    store.close()
    order = {"de": "Reihenfolge", "en": "order of"}[language]

    async def steps(driver: Driver) -> None:
        screen = await in_edition(driver, "title")
        await command(driver, {"de": "Preheader", "en": "preheader"}[language])
        await driver.until(lambda: screen.editing.is_open and screen.editing.field is driver.app.focused)
        await driver.types("Vierzehn Minuten")
        await driver.press("shift+tab")
        await driver.types("Vertrauen")
        await form_closed(driver, screen)
        assert exported(tmp_path, language).startswith("Vertrauen: 3 Lesetipps")
        mail = message_from_string(exported(tmp_path, language, "--format", "email"), policy=default)
        page = mail.get_body(("html",))
        assert page is not None
        assert "Vierzehn Minuten" in page.get_content()
        await command(driver, order)
        await driver.until(lambda: isinstance(driver.app.screen, LabelOrderDialog))
        await driver.press("j", "K", "enter")
        await driver.until(lambda: driver.app.screen is screen)
        await driver.app.work_queue.settle()
        written = exported(tmp_path, language)
        assert written.index("Chatbots |") < written.index("Audio |")
        screen.query_one(EditionList).select("p2")
        await driver.press("I")
        await driver.until(lambda: isinstance(driver.app.screen, IgnoreDialog))
        await driver.types("spricht")
        await driver.press("enter")
        await driver.until(lambda: silenced_rules(driver.store.pick("p2")) == {"no-comment": "spricht"})
        await driver.until(lambda: driver.app.screen is screen)
        await driver.app.work_queue.settle()
        assert exported(tmp_path, language) == written, "a reason why a remark is ignored is for the curator alone"
        for undone in (
            lambda: silenced_rules(driver.store.pick("p2")) == {},
            lambda: exported(tmp_path, language).index("Audio |") < exported(tmp_path, language).index("Chatbots |"),
            lambda: driver.store.edition(MONTH).topic == driver.store.edition(MONTH).preheader == "",
        ):  # fmt: skip
            await driver.press("u")
            await driver.until(undone)
        refused = Digest(tmp_path)("export", MONTH, "--format", "text", "-o", "-")
        assert "this edition has no topic" in refused.err

    drive(tmp_path, steps, size, LC_ALL=LOCALES[language])


@pytest.mark.parametrize(
    ("format_name", "name", "options"),
    [
        ("markdown", "tipps.md", ("--format", "markdown", "--front-matter", "hugo")),
        ("fragment", "tipps.html", ("--format", "fragment", "--blocks", "--no-title")),
    ],
)
def test_front_matter_and_blocks(
    tmp_path: Path, size: tuple[int, int], language: str, format_name: str, name: str, options: tuple[str, ...]
) -> None:  # fmt: skip
    fill(tmp_path)
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    store.add_pick(a_pick(1, comment="Überaus wahr."), NOW)
    store.close()

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 4)
        await driver.press("X")
        await driver.until(lambda: isinstance(driver.app.screen, ExportDialog))
        dialog = driver.app.screen
        assert isinstance(dialog, ExportDialog)
        formats = dialog.query_one("#export-formats", OptionList)
        formats.highlighted = [*driver.app.library.exports.formats].index(format_name)
        await driver.until(lambda: dialog._format == format_name)
        await driver.press("f")
        mark = "---" if format_name == "markdown" else "<!-- wp:"
        await driver.until(lambda: mark in driver.screen)
        await driver.press("tab", "ctrl+u")
        await driver.types(f"~/{name}")
        await driver.press("enter")
        await driver.until((tmp_path / name).exists)

    drive(tmp_path, steps, size, LC_ALL=LOCALES[language])
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert "Überaus wahr." in written
    assert written == exported(tmp_path, language, *options)


def test_from_the_first_start(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    items = "".join(f"<item><title>Beitrag {n}</title><link>https://x.example/{n}</link></item>" for n in range(3))
    with FeedServer() as server:
        url = server.serve("/feed", f'<rss version="2.0"><channel><title>Blog</title>{items}</channel></rss>')
        outline = f'<opml version="2.0"><body><outline type="rss" text="Blog" xmlUrl="{url}"/></body></opml>'
        (tmp_path / "feeds.opml").write_text(outline, encoding="utf-8")

        async def steps(driver: Driver) -> None:
            await driver.until(
                lambda: isinstance(driver.app.screen, QuestionsDialog) and driver.app.focused is not None
            )
            await driver.types("Gedanken")
            await driver.press("enter")
            await driver.types("Dora Fuchs")
            await driver.press("ctrl+s")
            await driver.until(lambda: isinstance(driver.app.screen, FirstStartScreen))
            await driver.press("2")
            await driver.until(lambda: isinstance(driver.app.focused, Input))
            await driver.types("feeds.opml")
            await driver.press("enter")
            await driver.sees("✓ Blog")
            await driver.press("enter")
            await driver.until(lambda: isinstance(driver.app.screen, InboxScreen) and len(driver.titles) == 3)
            title = driver.title
            await driver.press("1", "c")
            await driver.types("Lesen!")
            await driver.press("escape")
            await driver.until(lambda: [one.comment for one in driver.store.picks(MONTH)] == ["Lesen!"])
            heading = {"de": "Gedanken: 1 Lesetipp aus dem November", "en": "Gedanken: 1 reading tip from November"}
            written = exported(tmp_path, language)
            assert written.startswith(heading[language])
            category = {"de": "Strategie", "en": "Strategy"}
            assert f"{category[language]} | {title}" in written
            assert "Lesen!" in written
            await driver.press("u", "u")
            await driver.until(lambda: driver.store.picks(MONTH) == [])
            assert title not in exported(tmp_path, language)

        drive(tmp_path, steps, size, LC_ALL=LOCALES[language], DIGEST_ALLOW_HOSTS="127.0.0.1")
