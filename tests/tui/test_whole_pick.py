"""All that an edition and its picks can say is said in the interface, and taken back by u."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.config.language import activate
from digest.tui.app import DigestApp
from digest.tui.dialogs.label_order import LabelOrderDialog
from digest.tui.dialogs.question import QuestionDialog
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import FlagField
from tests.builders import MONTH, NOW, a_pick
from tests.marking import first_row_quick
from tests.tui.editions import go_to, in_edition, library, opened, pick, screen_of
from tests.tui.piloting import screen_lines, until
from tests.tui.typing import in_one_piece

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["library"]

SIZES = [((80, 24), "de"), ((120, 36), "en")]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


async def command(app: DigestApp, pilot: Pilot[None], name: str) -> None:
    """Choose a command of the palette by the words of its name."""
    from digest.tui.dialogs.palette import Palette

    await pilot.press("colon")
    await until(pilot, lambda: isinstance(app.screen, Palette))
    await pilot.press(*name)
    await until(pilot, lambda: any(name.lower() in line.lower() for line in screen_lines(app)[3:]))
    await pilot.press("enter")


async def closed(app: DigestApp, pilot: Pilot[None]) -> None:
    """Esc, and the form has gone and all is kept."""
    await pilot.press("escape")
    await until(pilot, lambda: not screen_of(app).editing.is_open)
    await app.work_queue.settle()


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_a_pick_is_made_an_advertisement_with_medium_and_quotation(
    library: Library, size: tuple[int, int], language: str
) -> None:
    activate(language)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "enter")
        await pilot.press(*["tab"] * 6, *"Video", "tab", "tab", "space")
        await until(pilot, lambda: pick(library, 1).sponsored)
        focused = app.focused
        assert isinstance(focused, FlagField)
        assert form.region.contains_region(focused.region)
        assert form.query_one("#field-comment").region.width == form.query_one("#field-quotation").region.width
        await pilot.press("tab", "tab", *"Ein Satz.", "tab", *"Ada")
        assert form.field.value == "Ada"  # type: ignore[attr-defined]
        await closed(app, pilot)
        kept = pick(library, 1)
        assert (kept.medium, kept.quotation, kept.quotation_source) == ("Video", "Ein Satz.", "Ada")
        written = library.exports.render(MONTH, "markdown").body.decode()
        assert "Anzeige" in written
        assert "Ein Satz." in written
        assert "Video" in written
        await pilot.press("u")  # the texts of the form are one step, the flag was another
        await until(pilot, lambda: pick(library, 1).quotation == "")
        await pilot.press("u")
        await until(pilot, lambda: not pick(library, 1).sponsored)

    in_edition(library, steps, size)


def test_on_a_flag_letters_are_no_commands_and_enter_goes_on(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "enter")
        await pilot.press(*["tab"] * 7)
        await in_one_piece(app, pilot, ["q", "C", "0", "ctrl+y", "space", "space", "enter", "space"])
        await until(pilot, lambda: pick(library, 1).sponsored)
        assert app.is_running
        assert form.is_attached
        assert not pick(library, 1).own_post
        assert [one.id for one in library.editions.picks(MONTH)] == ["p1", "p2", "p3", "p4"]

    in_edition(library, steps)


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_topic_preheader_and_address_are_in_the_form_of_the_title(
    library: Library, size: tuple[int, int], language: str
) -> None:
    activate(language)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await command(app, pilot, "preheader")
        await until(pilot, lambda: screen_of(app).editing.is_open)
        await pilot.press(*"Vierzehn", "tab", *"blog.example/november", "escape")
        await until(pilot, lambda: library.store.edition(MONTH).url == "https://blog.example/november")
        assert library.store.edition(MONTH).preheader == "Vierzehn"
        mail = message_from_bytes(library.exports.render(MONTH, "email").body, policy=default).get_body(("html",))
        assert mail is not None
        assert "Vierzehn" in mail.get_content()
        await until(pilot, lambda: not screen_of(app).editing.is_open)
        await app.work_queue.settle()
        await pilot.press("u")
        await until(pilot, lambda: library.store.edition(MONTH).preheader == "")

    in_edition(library, steps, size)


def test_a_closed_edition_takes_the_address_at_which_it_was_published(library: Library) -> None:
    library.editions.close(MONTH)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.month != MONTH)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: screen_of(app).month == MONTH and screen_of(app).query_one(EditionList).key != "")
        await until(pilot, lambda: screen_of(app).proofing.proof.edition.is_closed)  # type: ignore[union-attr]
        await command(app, pilot, "published")
        await until(pilot, lambda: screen_of(app).editing.is_open)
        await pilot.press(*"https://blog.example/11", "escape")
        await until(pilot, lambda: library.store.edition(MONTH).url == "https://blog.example/11")

    in_edition(library, steps)


@pytest.mark.parametrize(
    ("size", "language", "name"), first_row_quick(((80, 24), "de", "Reihenfolge"), ((120, 36), "en", "order of"))
)
def test_own_labels_are_put_in_order(library: Library, size: tuple[int, int], language: str, name: str) -> None:
    for number, label in ((5, "Audio"), (6, "Chatbots")):
        library.store.add_pick(a_pick(number, category=label), NOW)
    activate(language)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await command(app, pilot, name)
        await until(pilot, lambda: isinstance(app.screen, LabelOrderDialog))
        await pilot.press("j", "K", "enter")
        await until(pilot, lambda: sections(library) == ["Strategie", "Chatbots", "Audio", "Krise"])
        await until(pilot, lambda: not isinstance(app.screen, LabelOrderDialog))
        await app.work_queue.settle()
        await pilot.press("u")
        await until(pilot, lambda: sections(library) == ["Strategie", "Audio", "Chatbots", "Krise"])

    in_edition(library, steps, size)


def sections(library: Library) -> list[str]:
    return [section.category for section in library.editions.sections(MONTH)]


def test_an_edition_with_picks_is_not_asked_about_and_an_empty_one_goes(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await command(app, pilot, "remove edition")
        await until(pilot, lambda: any("is not empty" in toast.message for toast in app._notifications))
        assert app.screen is screen_of(app)
        for number in range(1, 5):
            library.store.change_pick(f"p{number}", {"comment": ""}, NOW)
            library.store.drop_pick(f"p{number}", NOW)
        screen_of(app).show_library()
        await until(pilot, lambda: not screen_of(app).proofing.proof.assembled.picks)  # type: ignore[union-attr]
        await command(app, pilot, "remove edition")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press("y")
        await until(pilot, lambda: MONTH not in library.store.edition_ids())

    in_edition(library, steps)


def test_a_command_of_the_palette_marks_the_pick_under_the_cursor(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p3")
        await command(app, pilot, "own post")
        await until(pilot, lambda: pick(library, 3).own_post)

    in_edition(library, steps)


def test_the_field_that_is_written_in_stays_in_view_when_the_terminal_gets_smaller(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "enter")
        await pilot.press("shift+tab", "shift+tab", *"Ein Satz.")
        assert form.field.id == "field-quotation"
        shown = form.query_one("#form-fields")
        for size in ((60, 15), (120, 36), (80, 24)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: shown.region.contains_region(form.field.region))
        await closed(app, pilot)
        assert pick(library, 1).quotation == "Ein Satz."

    in_edition(library, steps)


def test_ten_thousand_characters_pasted_into_the_quotation_arrive(library: Library) -> None:
    words = "Ein langer Satz. " * 600

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "enter")
        await pilot.press("shift+tab", "shift+tab")
        app.post_message(Paste(words))
        await until(pilot, lambda: form.texts()["quotation"] == words)
        await closed(app, pilot)
        assert pick(library, 1).quotation == words

    in_edition(library, steps, (80, 24))
