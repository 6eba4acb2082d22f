"""The live preview, rendered off the screen's thread, with unsaved text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.timer import Timer

from digest.config.language import tell
from digest.domain.edition import Pick
from digest.domain.message import msg
from digest.domain.preflight.remark import Remark
from digest.services.curation.proofs import Proof
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.lines import OneLine
from digest.tui.widgets.preview_pane import PreviewPane
from digest.tui.widgets.preview_text import places_of, preview_text

if TYPE_CHECKING:
    from digest.tui.edition.edition_editing import EditionEditing
    from digest.tui.edition.proofing import Proofing
    from digest.tui.host import Host

#: Seconds; quick typists are not rendered for at every letter.
_WAIT = 0.08


class Previewing:
    """Shows one format of the edition at a time."""

    def __init__(
        self, host: Host, proofing: Proofing, editing: EditionEditing, entries: EditionList, title: OneLine,
        pane: PreviewPane,
    ) -> None:  # fmt: skip
        self._host = host
        self._proofing = proofing
        self._editing = editing
        self._list = entries
        self._title = title
        self._pane = pane
        self._specs = host.library.exports.formats
        self._formats = [name for name, spec in self._specs.items() if spec.is_previewed]
        self._format = 0
        self._latest = Latest()
        self._timer: Timer | None = None
        self._places: dict[str, int] = {}

    def next_format(self) -> None:
        """The next format there is."""
        self._format = (self._format + 1) % len(self._formats)
        self.update()

    def typed(self) -> None:
        """Follow the typing, a moment later."""
        if self._timer is None:
            self._timer = self._pane.set_timer(_WAIT, self._follow)

    def follow_cursor(self) -> None:
        """Bring the pick under the cursor into view."""
        self._pane.go(self._place())

    def update(self) -> None:
        """Render again."""
        proof = self._proofing.proof
        if proof is None:
            return
        is_last = self._latest.ask()
        name, proofs = self._formats[self._format], self._host.library.proofs
        typed = self._editing.typed(proof)

        def look() -> tuple[Content, dict[str, int], list[Remark]]:
            content = preview_text(proofs.document(typed, name), as_page=self._specs[name].is_page)
            return content, places_of(content.plain, typed.assembled.picks), proofs.remarks(typed)

        def take(found: tuple[Content, dict[str, int], list[Remark]]) -> None:
            if is_last() and self._pane.is_attached:
                self._show(name, typed, *found)

        self._host.work_queue.ask(look, take)

    def _follow(self) -> None:
        self._timer = None
        self.update()

    def _show(self, name: str, proof: Proof, content: Content, places: dict[str, int], remarks: list[Remark]) -> None:
        self._places = places | {"outro": _end_of(content, proof.assembled.picks)}
        title = tell(msg("Preview: {format}", format=self._specs[name].shown))
        self._title.update(Content(title))
        self._pane.show(content, self._place())
        self._proofing.show_remarks(remarks)

    def _place(self) -> int:
        return self._places.get(self._list.key, 0)


def _end_of(content: Content, picks: tuple[Pick, ...]) -> int:
    return len(content.plain) if picks else 0
