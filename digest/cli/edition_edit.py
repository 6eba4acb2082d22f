"""`digest edition edit`: the whole edition as one Markdown file in the user's editor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session, text_of_file
from digest.config.language import tell, translated
from digest.domain.errors import DigestError, LibraryError, UsageError
from digest.domain.message import msg, nmsg
from digest.domain.system_errors import system_reason

if TYPE_CHECKING:
    from digest.services.curation.roundtrip import AppliedFile
    from digest.services.session.editors import Edited


@click.command(
    "edit",
    cls=Command,
    help=translated(
        "Open the whole edition as one Markdown file in $EDITOR: titles, order, categories and comments flow back. "
        "A change that cannot be understood is told with its line, and the file is kept."
    ),
)
@click.argument("month", required=False, metavar="[M]")
@click.option("--print", "printed", is_flag=True, help=translated("Print the file instead of opening it."))
@click.option(
    "--read", "file", metavar=translated("FILE|-"), help=translated("Take back such a file, edited elsewhere.")
)
@pass_session
def command(session: Session, month: str | None, printed: bool, file: str | None) -> None:
    """Edit, print or read."""
    editions = session.library.editions
    if file is not None:
        _apply(session, text_of_file(file), editions.month(month) if month else "")
        return
    edition = editions.month_to_change(month)
    text = session.library.roundtrip.text(edition, _hints())
    if printed:
        session.output.raw(text.encode())
    else:
        edit_whole(session, edition, text)


def _hints() -> list[str]:
    return [
        tell(msg("Lines with # are the title, with ## a category, with ### a pick; leave the ids in braces.")),
        tell(msg("Move a pick with its text to reorder it, or below another ## to change its category.")),
        tell(msg("A pick that is taken out is dropped; its comment is kept until the edition is closed.")),
    ]


def edit_whole(session: Session, edition: str, text: str, at_once_seconds: float | None = None) -> None:
    """Let the user edit; the file stays on the disk unless all of it came back.

    `at_once_seconds` is as in `editors.edit`.
    """
    from digest.services.curation.heartbeat import Heartbeat
    from digest.services.session.editors import edit

    try:
        file = session.library.drafts.begin_edition(edition, text)
    except LibraryError as error:
        raise LibraryError(error.message, msg("Use --print and --read with files of your own.")) from error
    heartbeat = Heartbeat(lambda: session.library.curators)
    heartbeat.arranging(edition)
    try:
        edited = edit(file, session.environ, at_once_seconds)
    except UsageError:
        file.unlink(missing_ok=True)  # nobody has written in it yet
        raise
    finally:
        heartbeat.close()
    if edited.code:
        raise UsageError(
            msg("The editor ended with an error ({code}); nothing was changed.", code=edited.code),
            msg("The file is kept: {file}", file=str(file)),
        )
    if edited.at_once and not _waited(session, edited, file):
        return
    try:
        _apply(session, _edited_text(file), edition)
    except DigestError:
        if file.exists():
            session.diagnostics.say(
                msg("Your text is kept: {file}. Take it back with “digest edition edit --read {file}”.", file=str(file))
            )
        raise
    file.unlink(missing_ok=True)


def _waited(session: Session, edited: Edited, file: Path) -> bool:
    """For an editor that returned too soon: True once the user says that she has finished.

    If nobody can be asked, the file stays.
    """
    say = session.diagnostics.say
    say(msg("“{editor}” came back at once and has changed nothing. It may be open in a window.", editor=edited.editor))
    if edited.hint is not None:
        say(edited.hint)
    if sys.stdin.isatty() and session.diagnostics.is_terminal:
        say(msg("Save there, then press ⏎ here; Ctrl-C leaves the file for later: {file}", file=str(file)))
        try:
            sys.stdin.readline()
        except KeyboardInterrupt:
            session.diagnostics.write("\n")
        else:
            return True
    say(msg("The file is kept: {file}. Take it back with “digest edition edit --read {file}”.", file=str(file)))
    return False


def _edited_text(file: Path) -> str:
    """What the editor has left. Raises UsageError if that is nothing, or no UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(msg("The file is not UTF-8."), msg("Save it as UTF-8.")) from None
    except OSError as error:
        raise UsageError(
            msg(
                "The editor has left no file: {reason}. Nothing was changed.",
                reason=system_reason(error),
            ),
            msg("If it has saved elsewhere, take that file back with “digest edition edit --read FILE”."),
        ) from None


def _apply(session: Session, text: str, edition: str) -> None:
    from digest.services.curation.roundtrip import NotUnderstood

    try:
        done = session.library.roundtrip.apply(text, edition)
    except NotUnderstood as error:
        for miss in error.misread:
            session.diagnostics.say(
                msg("line {line}: {text}: {reason}", line=miss.line, text=miss.text, reason=miss.reason)
            )
        raise
    _tell(session, done)


def _tell(session: Session, done: AppliedFile) -> None:
    if done.nothing:
        session.diagnostics.say(msg("Nothing was changed."))
        return
    if done.changed:
        session.diagnostics.say(nmsg("{n} pick changed", "{n} picks changed", done.changed))
    for pick in done.dropped:
        session.diagnostics.say(msg("Dropped: {title} ({pick})", title=pick.shown_title, pick=pick.id))
    for hint in done.hints:
        session.diagnostics.say(hint)
