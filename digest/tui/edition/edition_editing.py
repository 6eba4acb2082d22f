"""Edit the texts of a pick, or the edition's, beside the preview; saved while typing."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from digest.config.language import tell
from digest.domain.edition import Edition, Pick
from digest.domain.errors import DigestError
from digest.domain.message import msg
from digest.services.curation.proofs import Proof
from digest.tui.shell.autosave import Autosave
from digest.tui.shell.waiting_keys import open_with
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import Field, FieldForm

if TYPE_CHECKING:
    from digest.tui.edition.proofing import Proofing
    from digest.tui.shell.work_screen import WorkScreen


class FormPlace(Protocol):
    """Where a form stands while it is open, in the place of the list."""

    def show_form(self, form: FieldForm) -> None:
        """Put it there."""

    def hide_form(self, form: FieldForm) -> Awaitable[None]:
        """The list again; done once the form has gone."""


class EditionEditing:
    """One form at a time, in the place of the list."""

    def __init__(self, screen: WorkScreen, proofing: Proofing, entries: EditionList, place: FormPlace) -> None:
        """`place` is where the form stands while it is open."""
        self._screen = screen
        self._host = screen.host
        self._proofing = proofing
        self._list = entries
        self._place = place
        self._autosave: Autosave | None = None
        self._form: FieldForm | None = None
        self._pick_id = ""
        # Edition, and pick or part of it, of the form.
        self._at_work = ("", "")

    @property
    def is_open(self) -> bool:
        """True while a form is open."""
        return self._form is not None

    @property
    def field(self) -> Widget | None:
        """The field that is being written in; None while no form is open."""
        return self._form.field if self._form is not None and self._form.is_mounted else None

    @property
    def pick_id(self) -> str:
        """The pick whose form is open, or was last; empty for the edition's own fields."""
        return self._pick_id

    @property
    def is_writing(self) -> bool:
        """True while what is typed is kept."""
        return self._autosave is not None

    @property
    def has_many_fields(self) -> bool:
        """True while a form is open in which Tab leads on."""
        return self._form is not None and self._form.has_many

    def refuse_tab(self) -> None:
        """Say that Tab does nothing here, and what ends the editing."""
        self._host.say(msg("Tab does nothing here, Esc ends the editing"))

    def edit(self) -> None:
        """Edit what is under the cursor, from its first field."""
        self.edit_at("")

    def comment(self) -> None:
        """Edit the pick under the cursor, beginning with its comment."""
        self.edit_at("comment")

    def edit_at(self, field: str) -> None:
        """Edit what is under the cursor, beginning with a field."""
        proof, key = self._proofing.proof, self._list.key
        if self.is_open:
            return
        if proof is None or not key:
            self._host.key_queue.refuse()
        elif proof.edition.is_closed and (key, field) == ("title", "url"):
            self._open(proof.edition, tell(msg("Closed; this alone may change")), [_address_field(proof)], "url")
        elif self._proofing.refuses_as_closed():
            return
        elif (pick := self._proofing.find(key)) is not None:
            number = 1 + [other.id for other in proof.assembled.picks].index(key)
            heading = tell(msg("Pick {n} · {category}", n=number, category=pick.category))
            self._open(pick, heading, _pick_fields(pick), field)
        elif proof.edition.version or proof.assembled.picks:
            self._open(proof.edition, "", _edition_fields(key, proof), field or key)
        else:
            self._begin_edition(proof, key, field or key)

    def edit_edition(self, field: str) -> None:
        """Edit the edition's fields, starting with one of title, topic, preheader, url."""
        if not self.is_open:
            self._list.select("title")
            self.edit_at(field)

    def typed(self, proof: Proof) -> Proof:
        """The proof with what stands in the form."""
        if self._form is None or not self._form.is_mounted:
            return proof
        texts = self._form.texts()
        return proof.with_pick(self._pick_id, texts) if self._pick_id else proof.with_edition(texts)

    def changed(self) -> None:
        """A field holds something else: save it soon."""
        if self._autosave is not None:
            self._autosave.changed()

    def look(self) -> None:
        """Somebody may have changed the same text."""
        if self._autosave is not None:
            self._autosave.look()
            self._show_at_work()

    def _show_at_work(self) -> None:
        """Say above the fields who else writes here."""
        if self._form is not None:
            words = self._host.watcher.at_work.get(self._at_work)
            self._form.say_others(tell(words) if words else "")

    def finish(self) -> bool:
        """End the editing and save; False if there is none."""
        if self._autosave is None:
            return False
        self._autosave.finish()
        return True

    def _open(self, record: Pick | Edition, heading: str, fields: list[Field], focus: str) -> None:
        editing = self._host.library.editing(record)
        self._pick_id = record.id if isinstance(record, Pick) else ""
        # What is typed behind the key that opens the form belongs into it.
        form = self._form = FieldForm(heading, fields, focus, opened=self._host.key_queue.hold())
        # The fields that are changed together are told by the name of the first.
        part = "" if self._pick_id else fields[0].name if fields[0].name in ("intro", "outro") else "title"
        self._autosave = Autosave(self._screen, editing, form.texts, form.say_state, self._close, part)
        self._at_work = record.id if isinstance(record, Edition) else record.edition_id, self._pick_id or part
        self._place.show_form(form)
        self._show_at_work()

    def _begin_edition(self, proof: Proof, key: str, focus: str) -> None:
        """Write into an edition that is not there yet, if this month's may begin without more ado."""
        editions = self._host.library.editions

        def look() -> DigestError | None:
            try:
                editions.ensure_near(proof.edition.id)
            except DigestError as error:
                return error
            return None

        def then(refused: DigestError | None) -> None:
            if refused is not None:
                self._host.tell_error(refused)
                self._host.key_queue.refuse()
            elif not self.is_open:
                self._open(proof.edition, "", _edition_fields(key, proof), focus)

        open_with(self._host, look, then)

    def _close(self) -> Awaitable[None] | None:
        form, self._form, self._autosave = self._form, None, None
        self._proofing.hold_keys()  # who opens a form again must see what was written
        return self._place.hide_form(form) if form is not None else None


def _pick_fields(pick: Pick) -> list[Field]:
    return [
        Field("title", msg("Title"), pick.title, pick.original_title, filled=True),
        Field("url", msg("Address"), pick.url),
        Field("author", msg("Author"), pick.author),
        Field("source", msg("Source"), pick.source),
        Field("via", msg("Via"), pick.via),
        Field("language", msg("Language"), pick.language, tell(msg("de, en …"))),
        Field("medium", msg("Medium"), pick.medium, tell(msg("Video, 12 minutes"))),
        Field("own_post", msg("own post"), "1" if pick.own_post else "", flag=True),
        Field("sponsored", msg("advertisement"), "1" if pick.sponsored else "", flag=True),
        Field("comment", msg("Comment"), pick.comment, prose=True),
        Field("quotation", msg("Quotation"), pick.quotation, prose=True),
        Field("quotation_source", msg("Quoted"), pick.quotation_source, tell(msg("who says it, if not the source"))),
    ]


def _edition_fields(key: str, proof: Proof) -> list[Field]:
    edition = proof.edition
    if key == "intro":
        return [Field("intro", msg("Intro"), edition.intro, prose=True)]
    if key == "outro":
        return [Field("outro", msg("Outro"), edition.outro, prose=True)]
    return [
        Field("title", msg("Title"), edition.title, proof.pattern_title, filled=True),
        Field("topic", msg("Topic"), edition.topic, tell(msg("for {{thema}} in the title"))),
        Field("preheader", msg("Preheader"), edition.preheader, tell(msg("the line beside a mail's subject"))),
        _address_field(proof),
    ]


def _address_field(proof: Proof) -> Field:
    return Field("url", msg("Published"), proof.edition.url, tell(msg("the address, once it is published")))
