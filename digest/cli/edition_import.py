"""`digest edition import`: old posts become closed editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Command
from digest.cli.session import OK, PARTLY, Session, pass_session, stdin_bytes
from digest.config.language import month_told, tell, translated
from digest.config.user_files import read_file
from digest.domain.errors import UsageError
from digest.domain.message import msg, nmsg
from digest.domain.text import one_line
from digest.domain.url import web_address

if TYPE_CHECKING:
    from digest.domain.unread_line import Unread
    from digest.services.curation.past_editions import Imported, NotImported

_LINES_OF_REFUSED = 5
#: Characters of a line of the post that are shown.
_SHOWN = 60


@click.command(
    "import",
    cls=Command,
    help=translated(
        "Read old posts (HTML, Markdown, text, saved mails, a WordPress export) into closed editions, so that the "
        "memory knows them. What cannot be read is told line by line; nothing is overwritten."
    ),
)
@click.argument("files", metavar=translated("FILE|ADDRESS|-…"), nargs=-1, required=True)
@click.option("--month", metavar="M", help=translated("The month of the edition, if the post does not say it."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of text."))
@pass_session
def command(session: Session, files: tuple[str, ...], month: str | None, as_json: bool) -> int:
    """Import one after the other; exit 1 if one of them was not."""
    if month and len(files) > 1:
        raise UsageError(msg("--month names the month of one post."), msg("Import the posts one by one."))
    edition = session.library.editions.month(month) if month else ""
    rows = [row for file in files for row in _import(session, file, edition)]
    if as_json:
        session.output.json(rows)
    return OK if all(row["edition"] for row in rows) else PARTLY


def _import(session: Session, file: str, month: str) -> list[dict[str, Any]]:
    """Import one file's digests and report the result; return its documented JSON."""
    from digest.services.curation.past_editions import NotImported

    try:
        batch = session.library.past_editions.take_in(file, _body(session, file), month)
    except NotImported as error:
        return [_refused(session, file, "", error)]
    rows = []
    for done in batch.imported:
        title = done.edition.frozen.title if done.edition.frozen else ""
        _tell(session, done, title)
        _tell_unread(session, file, done.unread)
        unread = _unread_data(done.unread)
        rows.append(
            {"file": file, "edition": done.edition.id, "title": title, "picks": len(done.picks), "unread": unread}
        )
    rows += [_refused(session, file, title, error) for title, error in batch.refused]
    if batch.others:
        session.diagnostics.say(
            nmsg(
                "{file}: {n} post is no digest and was left out.",
                "{file}: {n} posts are no digests and were left out.",
                batch.others,
                file=file,
            )
        )
    return rows


def _refused(session: Session, file: str, title: str, error: NotImported) -> dict[str, Any]:
    """Say why a post was not imported, with a few of its lines, as nothing was taken over."""
    name = f"{file} ({title})" if title else file
    session.diagnostics.say(msg("{file}: not imported. {error}", file=name, error=error.message))
    if error.remedy:
        session.diagnostics.say(error.remedy)
    _tell_unread(session, file, error.unread[:_LINES_OF_REFUSED])
    more = len(error.unread) - _LINES_OF_REFUSED
    if more > 0:
        session.diagnostics.say(nmsg("… and {n} more line", "… and {n} more lines", more))
    return {"file": file, "edition": None, "title": title, "picks": 0, "unread": _unread_data(error.unread)}


def _tell(session: Session, done: Imported, title: str) -> None:
    count = tell(nmsg("{n} pick", "{n} picks", len(done.picks)))
    session.diagnostics.write(f"{month_told(done.edition.id)} · {count} · {title}\n")
    if done.edition.intro:
        session.diagnostics.say(msg("Intro: “{text}”", text=one_line(done.edition.intro, _SHOWN)))
    if done.edition.outro:
        session.diagnostics.say(msg("Outro: “{text}”", text=one_line(done.edition.outro, _SHOWN)))


def _tell_unread(session: Session, file: str, unread: tuple[Unread, ...]) -> None:
    for line in unread:
        session.diagnostics.say(
            msg(
                "{file}:{line}: “{text}”: {reason}",
                file=file,
                line=line.number,
                text=one_line(line.text, _SHOWN),
                reason=line.reason,
            )
        )


def _unread_data(unread: tuple[Unread, ...]) -> list[dict[str, Any]]:
    return [{"line": line.number, "text": line.text, "reason": tell(line.reason)} for line in unread]


def _body(session: Session, file: str) -> bytes:
    if file == "-":
        return stdin_bytes()
    address = web_address(file)
    if address is not None:
        return session.library.past_editions.load(address)
    from digest.services.curation.past_editions import NotImported

    remedy = msg("Name a readable file, the address of a page, or - for the standard input.")
    try:
        return read_file(file, remedy)
    except UsageError as error:
        raise NotImported(error.message, error.remedy or remedy) from None
