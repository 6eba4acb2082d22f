"""What the export dialog does: render, write, copy, show in the browser."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from digest.config.checks import ENTRY_STYLES
from digest.config.language import tell
from digest.config.user_files import file_for, meant_path, replace_file
from digest.domain.document import Document, ExportForm, Limit, RenderOptions
from digest.domain.message import msg
from digest.domain.preflight.remark import Remark, Severity
from digest.services.publishing.clipboard import Copied, copy
from digest.tui.shell.opening import browse
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.preview_pane import PreviewPane
from digest.tui.widgets.preview_text import preview_text
from digest.tui.widgets.remark_list import check_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.tui.host import Host


#: Lines for what the check finds.
_LINES = 4


class Exporting:
    """One edition, one format at a time."""

    def __init__(self, host: Host, dialog: ModalScreen[None], month: str, shown: Callable[[], None]) -> None:
        """`shown` is called when the dialog's sentences take another room."""
        self._host = host
        self._dialog = dialog
        self._shown = shown
        self._month = month
        self._specs = host.library.exports.formats
        self._format = ""
        self._form = 0
        self._style = self._template = ""
        self._document: Document | None = None
        self._proposed = ""

    def choose(self, name: str) -> None:
        """Render another format in its usual form, and show it."""
        self._format, self._form = name, 0
        self._render()

    def next_form(self) -> None:
        """The same format in its next form, such as the HTML of a mail."""
        self._form = (self._form + 1) % len(self._forms)
        self._render()

    def next_style(self) -> None:
        """The same document with its entries in the next style, for this export alone."""
        styles = ENTRY_STYLES
        self._style = styles[(styles.index(self.style) + 1) % len(styles)]
        self._render()

    def next_template(self) -> None:
        """The same document by the next template of one's own, then as it comes with digest again."""
        names = ["", *dict.fromkeys(file.name for file in self._host.library.templates.own_files())]
        if len(names) == 1:
            self._host.say(msg("There is no template of your own; “digest template new NAME” begins one."))
            return
        self._template = names[(names.index(self._template) + 1) % len(names)]
        self._host.say(
            msg("Template: {name}", name=self._template) if self._template else msg("Without a template of your own")
        )
        self._render()

    @property
    def style(self) -> str:
        """The style of the entries."""
        return self._style or self._host.library.settings.export.style

    @property
    def other_form(self) -> ExportForm | None:
        """The form that `next_form` leads to; None if the format has only one."""
        forms = self._forms
        return forms[(self._form + 1) % len(forms)] if len(forms) > 1 else None

    @property
    def _forms(self) -> tuple[ExportForm, ...]:
        return self._specs[self._format].forms

    def _options(self) -> RenderOptions:
        return self._host.library.exports.options(self._forms[self._form].options)

    def _render(self) -> None:
        self._document = None
        library, month, chosen = self._host.library, self._month, (self._format, self._form)
        options, is_page = self._options(), self._specs[self._format].is_page

        def look() -> tuple[Document, Content, tuple[Limit, ...]]:
            document = library.exports.document(library.editions.assembled(month), chosen[0], options)
            return document, preview_text(document, as_page=is_page), library.exports.limits(document, chosen[0])

        def take(found: tuple[Document, Content, tuple[Limit, ...]]) -> None:
            if (self._format, self._form) == chosen and self._dialog.is_mounted:
                self._show(*found)

        # In its turn, and keys wait: what is written must be there, with what was picked a moment ago.
        self._host.work_queue.change(look, take)

    def check(self) -> None:
        """Say what the check finds in the edition: what is wrong goes out with it."""
        proofs, month = self._host.library.proofs, self._month
        self._host.work_queue.ask(lambda: proofs.remarks(proofs.proof(month)), self._show_remarks)

    def show_note(self) -> None:
        """Say what writing would replace."""
        target = self._target()
        note = tell(msg("replaces the file that is there")) if target is not None and target.is_file() else ""
        self._dialog.query_one("#export-note", Static).update(Content(note))

    def write(self) -> None:
        """Write the file and leave."""
        document, target = self._document, self._target()
        if document is None or target is None:
            return
        app, chosen = self._host, self._format

        def written(_: None) -> None:
            app.last_export = chosen
            app.say(msg("Written: {file}", file=str(target)))
            if self._dialog.is_current:
                self._dialog.dismiss()

        app.work_queue.change(lambda: replace_file(target, document.body), written)

    def copy(self) -> None:
        """Copy the document to the clipboard, formatted if desktop and format allow it."""
        document, chosen, library = self._document, self._format, self._host.library
        options = self._options()
        if document is None:
            return
        # An escape sequence must go through Textual's own writing, or it could land in the middle of another.
        sequence = io.StringIO()

        def work() -> Copied:
            text, html = library.exports.both_texts(library.editions.assembled(self._month), document, chosen, options)
            return copy(text, html, library.environ, sys.platform, sequence)

        def copied(done: Copied) -> None:
            app = self._host
            app.terminal.write(sequence.getvalue())
            app.say(done.note)
            if done.way:
                app.last_export = chosen

        self._host.work_queue.ask(work, copied)

    def browse(self) -> None:
        """Show the page in the browser, from a folder for passing things."""
        document, app = self._document, self._host
        if document is None or not self._specs[self._format].is_page:
            app.say(msg("Only the web page is for the browser."))
            return

        def work() -> Path:
            page = Path(tempfile.mkdtemp(prefix="digest-")) / document.name
            page.write_bytes(document.body)
            return page

        def nowhere() -> None:
            app.say(msg("No browser here: write the file and open it on a computer that has one."))

        def written(page: Path) -> None:
            browse(app, page.as_uri(), msg("Opening {url}", url=str(page)), nowhere)

        app.work_queue.ask(work, written)

    def _show_remarks(self, remarks: list[Remark]) -> None:
        errors = [remark for remark in remarks if remark.severity is Severity.ERROR]
        lines = [Content.styled(check_words(remarks), "bold $text-error" if errors else "")]
        lines += [
            Content.styled("✗", "bold $text-error") + Content(" " + cell_text(tell(one.message))) for one in errors
        ]
        if len(lines) > _LINES:
            lines[_LINES - 1 :] = [Content("… " + tell(msg("v shows the rest in the edition")))]
        self._dialog.query_one("#export-check", Static).update(Content("\n").join(lines))
        self._shown()

    def _show(self, document: Document, content: Content, limits: tuple[Limit, ...]) -> None:
        parts = [Content.styled(tell(limit.said), "bold $text-error" if limit.exceeded else "") for limit in limits]
        line = self._dialog.query_one("#export-limits", Static)
        line.display = bool(parts)
        line.update(Content(" ").join(parts))
        self._document = document
        field = self._dialog.query_one(Input)
        if field.value in ("", self._proposed):
            self._proposed = str(_short(Path.cwd() / document.name))
            field.value = self._proposed
            field.cursor_position = len(self._proposed)
        self._dialog.query_one(PreviewPane).show(content, 0)
        self._dialog.query_one(PreviewPane).scroll_home(animate=False)
        self.show_note()
        self._shown()

    def _target(self) -> Path | None:
        place = self._dialog.query_one(Input).value.strip()
        return file_for(meant_path(place), self._document.name) if place and self._document else None


def _short(path: Path) -> Path:
    """With "~" for the home folder, as people write it."""
    try:
        return Path("~") / path.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return path
