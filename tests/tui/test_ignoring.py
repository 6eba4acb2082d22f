"""A remark is ignored with a reason, for one pick or for good, and minded again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.config.language import activate
from digest.domain.preflight.remark import silenced_rules
from digest.tui.app import DigestApp
from digest.tui.dialogs.choice import ChoiceDialog
from digest.tui.dialogs.ignore import IgnoreDialog
from digest.tui.edition.edition_screen import EditionScreen
from tests.builders import MONTH
from tests.feedserver import FeedServer
from tests.marking import first_row_quick
from tests.tui.editions import go_to, in_edition, library, pick, screen_of
from tests.tui.piloting import until
from tests.tui.test_whole_pick import SIZES, command

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["library"]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


_SAID = {"de": ("übergangen", "wieder beachtet"), "en": ("ignored", "minded again")}


def rules(library: Library) -> set[str]:
    return {remark.rule for remark in library.preflight.remarks(MONTH)}


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_a_remark_on_a_pick_is_ignored_with_its_reason(library: Library, size: tuple[int, int], language: str) -> None:
    activate(language)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p2")
        await pilot.press("I")
        await until(pilot, lambda: isinstance(app.screen, IgnoreDialog))
        await pilot.press(*"Bild: spricht", "enter")
        await until(pilot, lambda: "no-comment" not in rules(library))
        assert silenced_rules(pick(library, 2)) == {"no-comment": "Bild: spricht"}
        await until(pilot, lambda: isinstance(app.screen, EditionScreen))
        await until(pilot, lambda: "no-comment" not in {one.rule for one in screen_of(app).proofing.remarks})
        ignored, again = _SAID[language]
        await until(pilot, lambda: any(toast.message.endswith(ignored) for toast in app._notifications))
        await pilot.press("u")
        await until(pilot, lambda: "no-comment" in rules(library))
        await pilot.press("U")
        await until(pilot, lambda: "no-comment" not in rules(library))
        await until(pilot, lambda: screen_of(app).proofing.find("p2") == pick(library, 2))
        screen_of(app).ignoring.ignored()
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "no-comment" in rules(library))
        await until(pilot, lambda: any(toast.message.endswith(again) for toast in app._notifications))

    in_edition(library, steps, size)


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_a_remark_on_the_edition_is_ignored_in_the_configuration(
    library: Library, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    activate(language)
    file = tmp_path / "none.toml"
    file.write_text("# mine\n", encoding="utf-8")

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "title")
        await until(pilot, lambda: any(one.rule == "too-few" for one in screen_of(app).proofing.remarks))
        while screen_of(app).remarks._field != "picks":
            await pilot.press("n")
        await pilot.press("I")
        await until(pilot, lambda: isinstance(app.screen, IgnoreDialog))
        await pilot.press("enter")  # no reason: it is asked for
        await pilot.press(*"Sommer", "enter")
        await until(pilot, lambda: "too-few" not in rules(library))
        assert file.read_text(encoding="utf-8") == '# mine\n\n[check.silence]\ntoo-few = "Sommer"\n'
        await until(pilot, lambda: isinstance(app.screen, EditionScreen))
        await until(pilot, lambda: "too-few" not in {one.rule for one in screen_of(app).proofing.remarks})
        await pilot.press("u")
        await until(pilot, lambda: "too-few" in rules(library))
        assert file.read_text(encoding="utf-8") == "# mine\n"

    in_edition(library, steps, size)


def test_dead_links_are_among_the_remarks_once_they_were_asked(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer() as server:
        for number, status in ((1, 404), (2, 200), (3, 200), (4, 200)):
            url = server.serve(f"/{number}", "<p>Text</p>", status=status, content_type="text/html")
            library.curation.change(pick(library, number), {"url": url})
        monkeypatch.setitem(library.environ, "DIGEST_ALLOW_HOSTS", "127.0.0.1")  # type: ignore[arg-type]
        library.load_settings()

        async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
            await command(app, pilot, "check links")
            await until(pilot, lambda: "link-dead" in {one.rule for one in screen_of(app).proofing.remarks})

        in_edition(library, steps)
    assert "link-dead" in rules(library)
