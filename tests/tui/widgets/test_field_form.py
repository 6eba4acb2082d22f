"""A form that is on its way out takes what still comes to it."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from digest.domain.message import msg
from digest.tui.widgets.field_form import Field, FieldForm
from tests.tui.piloting import run_pilot

FIELDS = [
    Field("title", msg("Title"), "Ein Titel"),
    Field("own_post", msg("own post"), "", flag=True),
    Field("comment", msg("Comment"), "Ein Kommentar", prose=True),
]


class FormApp(App[None]):
    def compose(self) -> ComposeResult:
        yield FieldForm("Tipp 1", FIELDS, "comment", lambda: None)


@pytest.mark.parametrize("late", ["on_resize", "on_descendant_focus", "_show_field", "_tell"])
def test_what_comes_when_its_fields_have_gone_does_no_harm(late: str) -> None:
    async def steps(app: FormApp, _pilot: Pilot[None]) -> None:
        form = app.query_one(FieldForm)
        await form.remove_children()
        getattr(form, late)()
        form.say_state("gespeichert")
        assert form.texts() == {"title": "Ein Titel", "comment": "Ein Kommentar"}

    run_pilot(FormApp, steps)
