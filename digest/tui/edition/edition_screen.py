"""The edition: sections and picks on the left, preview and check on the right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from digest.domain.edition import Pick
from digest.domain.message import Message, msg
from digest.domain.month import NamedMonth
from digest.tui.edition.arranging import Arranging
from digest.tui.edition.closing import Closing
from digest.tui.edition.edition_editing import EditionEditing
from digest.tui.edition.edition_moving import EditionMoving
from digest.tui.edition.ignoring import Ignoring
from digest.tui.edition.previewing import Previewing
from digest.tui.edition.proofing import Proofing, ProofPanes
from digest.tui.edition.remarks import Remarks
from digest.tui.shell.guiding import EditionProgress, Guiding, edition_hint, form_hint
from digest.tui.shell.pick_screen import PickScreen
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import FieldForm, FlagField
from digest.tui.widgets.guide_line import GuideLine
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.lines import OneLine
from digest.tui.widgets.preview_pane import PreviewPane
from digest.tui.widgets.remark_list import RemarkList
from digest.tui.widgets.top_line import TopLine


class EditionScreen(PickScreen):
    """Lays out and passes on; what happens is in the controllers."""

    catalogue_name: ClassVar[str] = "edition"

    def __init__(self, month: str = "") -> None:
        """`month` is that of an edition which is only looked up, while another one is at work."""
        super().__init__()
        self._own_month = month
        host = self.host
        self._list, self._remark_list, self._keys = EditionList(), RemarkList(), KeyLine()
        self._preview, self._preview_title = PreviewPane(), OneLine(id="preview-title", classes="pane-title")
        self._panes = ProofPanes(
            OneLine(id="edition-title", classes="pane-title"), self._list,
            OneLine(id="remarks-title", classes="pane-title"), self._remark_list,
        )  # fmt: skip
        self.guiding = Guiding(self, self._hint)
        self.proofing = Proofing(host, lambda: self.month, self._panes, self.edition_shown)
        self.editing = EditionEditing(self, self.proofing, self._list, self)
        self.previewing = Previewing(host, self.proofing, self.editing, self._list, self._preview_title, self._preview)
        self.arranging = Arranging(host, self.proofing, self)
        self.closing = Closing(host, self.proofing, self)
        self.remarks = Remarks(host, self.editing, self._list, self._remark_list)
        self.ignoring = Ignoring(host, self.proofing, self.remarks, self._list, self)
        self.moving = EditionMoving(self._list, self._remark_list, self.editing)

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield GuideLine()
        with Horizontal(id="edition-body"):
            with Vertical(id="edition-left"):
                yield self._panes.title
                yield self._list
            with Vertical(id="edition-right"):
                yield self._preview_title
                yield self._preview
                yield self._panes.remarks_title
                yield self._remark_list
        yield self._keys

    def on_mount(self) -> None:
        self._list.focus()

    @property
    def month(self) -> str:
        """The month that is looked up, else the one at work."""
        return self._own_month or self.app.month

    def turn_to(self, month: str) -> None:
        """Look up another month's edition. The month at work stays: the inbox alone changes it."""
        if not self._own_month:
            self.app.say(
                msg(
                    "Only looked up: picks still go to {month}. In the inbox [ and ] change that.",
                    month=NamedMonth(self.app.month),
                )
            )
        self._own_month = month if month != self.app.month else ""

    def now_closed(self, at_work: str) -> None:
        """The edition shown was closed: it stays, for export, and another month becomes current."""
        if not self._own_month:
            self._own_month = self.app.closed_month = self.month
            self.app.month = at_work

    @property
    def current(self) -> Pick | None:
        """The pick under the cursor; none while a form is open, so that no key acts behind it."""
        return None if not self.is_mounted or self.editing.is_open else self.proofing.pick

    @property
    def open_field(self) -> Widget | None:
        """The field of the open form that is being written in."""
        return self.editing.field

    @property
    def current_page(self) -> tuple[str, str]:
        pick = self.current
        return (pick.shown_title, pick.url) if pick else ("", "")

    def with_pick(self, then: Callable[[Pick], None]) -> None:
        if self.current is not None:
            then(self.current)

    def drop_pick(self) -> None:
        self.arranging.drop()

    def show_library(self) -> None:
        """The edition as it is now; cursor and typing stay."""
        self.proofing.load()

    def show_undone(self, about: Sequence[str]) -> None:
        """The cursor goes to the pick or field."""
        self.proofing.load(about)
        self.show_edition()

    def edition_shown(self) -> None:
        """A new state of the edition is shown; one that was reopened here becomes current."""
        proof = self.proofing.proof
        edition = proof.edition if proof is not None else None
        if edition is not None and edition.id == self.app.closed_month and not edition.is_closed:
            self.app.month, self._own_month, self.app.closed_month = edition.id, "", ""
        if not self.editing.is_open:
            self.proofing.show_remarks(self.proofing.remarks)
        self.previewing.update()
        self.show_edition()
        self.guiding.update()

    def show_form(self, form: FieldForm) -> None:
        """Put a form in the place of the list."""
        self._list.display = False
        self.query_one("#edition-left").mount(form)
        self.add_class("-editing")
        keys = [("Tab", msg("next field")), ("⇧Tab", msg("field before"))] if form.has_many else []
        self._keys.show_keys([*keys, ("Esc", msg("done, all is saved"))])
        self.guiding.show()

    def hide_form(self, form: FieldForm) -> Awaitable[None]:
        """The list again; done once the form has gone."""
        listed = self._list
        listed.display = True
        # At once, and before the form goes: Textual would give the focus to whatever stands beside it.
        self.set_focus(listed)
        gone = form.remove()
        self.remove_class("-editing")
        self._keys.show_commands()
        self.guiding.show()
        return gone

    def finish_writing(self) -> None:
        """A form that is open is kept as it is."""
        self.editing.finish()

    def look_at_writing(self) -> None:
        """Say it below the form."""
        self.editing.look()

    def step_back(self) -> bool:
        """Step out of the form or the remarks; False if there is nothing to step out of."""
        if self.editing.finish() or self.proofing.show_everything():
            return True
        if self.focused in (None, self._list):  # none: the screen has only just come back
            return False
        self._list.focus()
        return True

    def on_edition_list_highlighted(self, event: EditionList.Highlighted) -> None:
        self.remarks.cursor_moved(event.key)
        self.previewing.follow_cursor()

    def on_edition_list_opened(self, _event: EditionList.Opened) -> None:
        self.editing.edit()

    def on_edition_list_dragged(self, event: EditionList.Dragged) -> None:
        self.arranging.move_pick(event.key, event.by)

    def on_remark_list_chosen(self, event: RemarkList.Chosen) -> None:
        self.remarks.open(event.remark)

    def on_field_form_typed(self, _event: FieldForm.Typed) -> None:
        if self.editing.is_writing:
            self.previewing.typed()
            self.editing.changed()

    def on_flag_field_changed(self, event: FlagField.Changed) -> None:
        if self.editing.pick_id:
            self.arranging.set_flag(self.editing.pick_id, event.name, is_set=event.is_set)

    def on_field_form_finished(self, _event: FieldForm.Finished) -> None:
        self.editing.finish()

    def on_field_form_refused(self, _event: FieldForm.Refused) -> None:
        self.editing.refuse_tab()

    def _hint(self, state: EditionProgress) -> Message:
        if self.editing.is_open:
            return form_hint(many=self.editing.has_many_fields)
        return edition_hint(state, exported=bool(self.app.last_export))
