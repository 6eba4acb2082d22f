"""The publish dialog: targets, what goes out, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.tui.app import DigestApp
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.publish.publish_dialog import PublishDialog
from tests.builders import MONTH, NOW, a_feed, a_pick
from tests.publish.fake_wordpress import PASSWORD, USER, FakeWordPress, error
from tests.publish.newsroom import toml
from tests.publish.relay import Relay
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, screen_lines, until

Steps = Callable[[DigestApp, Pilot[None]], Awaitable[None]]


@pytest.fixture
def site() -> Iterator[FakeWordPress]:
    with Relay() as relay:
        yield FakeWordPress(relay)


@pytest.fixture
def library(tmp_path: Path, site: FakeWordPress, monkeypatch: pytest.MonkeyPatch) -> Library:
    """An edition of one pick, a blog and a folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    blog = {"kind": "wordpress", "url": site.relay.url, "user": USER, "password": "$WP"}
    folder = {"kind": "folder", "folder": str(tmp_path)}
    config = tmp_path / "config.toml"
    config.write_text(f"[publish.blog]\n{toml(blog)}\n[publish.ordner]\n{toml(folder)}\n", "utf-8")
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat(), "WP": PASSWORD}
    library = Library(environ, address=str(tmp_path / "library"), config=str(config))
    library.store.add_feeds([a_feed(1)])
    library.store.add_pick(a_pick(1, comment="Überaus wahr."), NOW)
    return library


def in_dialog(library: Library, steps: Steps, size: tuple[int, int] = (160, 40)) -> None:
    async def story(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("P")
        await until(pilot, lambda: isinstance(app.screen, PublishDialog))
        await steps(app, pilot)
        await app.work_queue.settle()

    run_pilot(lambda: DigestApp(library, timings=PATIENT), story, size)
    library.close()


def set_up(library: Library, configuration: str) -> None:
    """The program begins with this configuration."""
    library.config_path.write_text(configuration, "utf-8")
    for name in ("settings", "publishing"):
        library.__dict__.pop(name, None)


def shows(app: DigestApp, words: str) -> bool:
    return words in " ".join(" ".join(screen_lines(app)).split())


def test_enter_pushes_and_tells_where_the_draft_is(library: Library, site: FakeWordPress) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "nothing pushed yet"))
        await until(pilot, lambda: shows(app, "○ blog"))
        await until(pilot, lambda: shows(app, "○ ordner"))
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "blog: the draft is there.") and shows(app, "● blog"))
        await until(pilot, lambda: shows(app, "wp-admin/post.php?post=7"))
        await until(pilot, lambda: shows(app, "draft of 2026-11-21"))
        await pilot.press("y")
        await until(pilot, lambda: any("post.php" in note.message for note in app._notifications))

    in_dialog(library, steps)
    assert len(site.posts) == 1
    assert library.store.edition(MONTH).receipts[0].id == "7"


def test_the_preview_is_the_request_with_its_bytes_and_no_password(library: Library, site: FakeWordPress) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "nothing pushed yet"))
        await pilot.press("p")
        await until(pilot, lambda: shows(app, "POST http://127.0.0.1"))
        await until(pilot, lambda: shows(app, "Authorization: ***"))
        await pilot.press("pagedown")
        assert not any(PASSWORD in line for line in screen_lines(app))

    in_dialog(library, steps)
    assert site.posts == {}


def test_what_was_changed_there_is_shown_and_has_keys_of_its_own(library: Library, site: FakeWordPress) -> None:
    library.publishing.push(MONTH, "blog")
    site.posts[7]["title"] = {"raw": "Ihr Titel"}

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "draft of"))
        await pilot.press("W", "t", "N", "enter")
        await until(pilot, lambda: shows(app, "+Ihr Titel"))
        assert site.posts[7]["title"] == {"raw": "Ihr Titel"}
        await until(pilot, lambda: shows(app, "t take theirs"))
        await until(pilot, lambda: shows(app, "W overwrite"))
        await pilot.press("t")
        await until(pilot, lambda: shows(app, "is in the edition now"))
        await until(pilot, lambda: not shows(app, "W overwrite"))

    in_dialog(library, steps)
    assert library.store.edition(MONTH).title == "Ihr Titel"


def test_a_refusal_is_a_sentence_with_its_remedy(library: Library, site: FakeWordPress) -> None:
    site.rules.append(lambda seen: error(401, "incorrect_password"))

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "nothing pushed yet"))
        await pilot.press("c")
        await until(pilot, lambda: shows(app, "is wrong."))
        await until(pilot, lambda: shows(app, "digest publish login"))
        await pilot.press("j")
        await until(pilot, lambda: shows(app, "ordner · folder"))
        await pilot.press("k")
        await until(pilot, lambda: shows(app, "is wrong."))

    in_dialog(library, steps)


def test_without_a_target_the_dialog_shows_how_to_get_one(library: Library) -> None:
    set_up(library, "")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "[publish.blog]"))
        await until(pilot, lambda: shows(app, "ghost, wordpress, folder"))
        await pilot.press("enter", "c", "p", "y", "o", "W", "escape")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))

    in_dialog(library, steps)


def test_a_mistake_in_the_settings_is_told_and_the_dialog_goes_on(library: Library, site: FakeWordPress) -> None:
    text = library.config_path.read_text("utf-8").replace("[publish.ordner]", 'kategorien = ["x"]\n[publish.ordner]')
    set_up(library, text)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "nothing pushed yet"))
        for key in ("enter", "c"):
            await pilot.press(key)
            await until(pilot, lambda: any("kategorien" in note.message for note in app._notifications))
            await until(pilot, lambda: shows(app, "⏎ push"))

    in_dialog(library, steps)
    assert site.posts == {}


def test_a_mail_is_asked_about_first_and_page_down_stays_at_its_target(library: Library, site: FakeWordPress) -> None:
    mail = {"kind": "smtp", "host": "127.0.0.1", "port": 1, "security": "none", "to": ["emil@verband.example"]}
    text = library.config_path.read_text("utf-8")
    set_up(library, f"[export]\nsender = 'd@verband.example'\n[publish.mail]\n{toml(mail)}\n{text}")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("pagedown", "enter")
        await until(pilot, lambda: shows(app, "It goes to: emil@verband.example."))
        await pilot.press("j")
        await until(pilot, lambda: shows(app, "blog · wordpress"))
        await pilot.press("k", "enter")
        await until(pilot, lambda: shows(app, "It goes to: emil@verband.example."))
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "No connection to 127.0.0.1"))

    in_dialog(library, steps)
    assert site.posts == {}


def test_the_line_of_keys_ends_between_two_keys(library: Library, site: FakeWordPress) -> None:
    library.publishing.push(MONTH, "blog")
    site.posts[7]["title"] = {"raw": "Ihr Titel"}

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: shows(app, "W overwrite"))
        keys = ("⏎ push", "t take theirs", "W overwrite", "p preview", "c check", "o open", "y copy", "Esc back")
        lines = "\n".join(screen_lines(app))
        assert [key for key in keys if key not in lines] == []

    in_dialog(library, steps, (80, 24))


def test_an_edition_without_picks_is_told(library: Library, site: FakeWordPress) -> None:
    library.store.drop_pick(library.store.picks(MONTH)[0].id, NOW)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: shows(app, "has no picks"))

    in_dialog(library, steps)
