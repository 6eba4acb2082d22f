"""`digest edition`: list, show, set, close and reopen editions."""

from __future__ import annotations

from typing import Any

import click

from digest.cli.commands import Group
from digest.cli.edition_edit import command as edit_command
from digest.cli.edition_import import command as import_command
from digest.cli.edition_log import command as log_command
from digest.cli.picks import pick_data
from digest.cli.receipts import receipt_data
from digest.cli.remarks import tell_remarks
from digest.cli.session import Session, iso, moment_shown, pass_session, text_of_file
from digest.config.language import month_told, tell, translated
from digest.domain.edition import Assembled
from digest.domain.errors import UsageError
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.secrets import masked
from digest.domain.text import count_words
from digest.services.publishing.outcomes import pushed_words


@click.group("edition", cls=Group, help=translated("List, show, set, close and reopen editions."))
def command() -> None:
    """Only a name for what follows."""


command.add_command(edit_command)
command.add_command(import_command)
command.add_command(log_command)


@command.command("list", help=translated("All editions that were begun, newest first."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array instead of a table."))
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Month, state, picks of the target, title."""
    rows = session.library.editions.overviews()
    if as_json:
        session.output.json(
            [
                {
                    "id": row.edition.id,
                    "title": row.title,
                    "status": row.edition.status,
                    "picks": row.picks,
                    "target": row.target,
                    "closed": iso(row.edition.closed),
                    "url": masked(row.edition.url),
                }
                for row in rows
            ]
        )
        return
    session.output.table(
        [translated("Month"), translated("State"), translated("Picks"), translated("Title")],
        [[row.edition.id, _status(row.edition.status), f"{row.picks}/{row.target}", row.title] for row in rows],
        flexible=3,
    )


@command.command("show", help=translated("One edition (the current one, or that of month M) with its picks."))
@click.argument("month", required=False, metavar="[M]")
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON document instead of text."))
@pass_session
def show(session: Session, month: str | None, as_json: bool) -> None:
    """Title, state, texts, sections."""
    assembled = session.library.editions.assembled(session.library.editions.month_to_read(month))
    if as_json:
        session.output.json(edition_data(assembled))
        return
    edition, out = assembled.edition, session.output
    out.line(assembled.title)
    count = tell(nmsg("{n} pick", "{n} picks", len(assembled.picks)))
    out.line(
        f"{month_told(edition.id)} · {_status(edition.status)} · {count}"
        + (f" · {masked(edition.url)}" if edition.url else "")
    )
    for receipt in edition.receipts:
        words = tell(pushed_words(receipt, 0, moment_shown(receipt.pushed)))
        out.line(f"{receipt.target}: {words}" + (f" · {masked(receipt.url)}" if receipt.url else ""))
    if edition.intro:
        out.lines(["", *edition.intro.splitlines()])
    position = 0
    for section in assembled.sections:
        out.lines(["", section.category])
        for pick in section.picks:
            position += 1
            words = tell(nmsg("{n} word", "{n} words", count_words(pick.comment)))
            out.line(f"  {position:>2} {pick.shown_title} ({pick.id}, {words})")
    if edition.outro:
        out.lines(["", *edition.outro.splitlines()])


@command.command("set", help=translated("Set title, texts, order of labels or address of an edition."))
@click.argument("month", required=False, metavar="[M]")
@click.option("--title", metavar="T", help=translated("A title of your own; empty goes back to the pattern."))
@click.option("--topic", metavar="T", help=translated("What the title pattern's {thema} stands for."))
@click.option(
    "--intro",
    metavar=translated("FILE|-"),
    help=translated("Text before the picks, Markdown, from a file or the standard input."),
)
@click.option(
    "--outro",
    metavar=translated("FILE|-"),
    help=translated("Text after the picks, Markdown, from a file or the standard input."),
)
@click.option("--preheader", metavar="T", help=translated("The line that mail programs show beside the subject."))
@click.option(
    "--labels",
    metavar="A,B,…",
    help=translated("Order of the ad-hoc labels; those not named follow. Empty: as first used."),
)
@click.option("--url", metavar=translated("ADDRESS"), help=translated("Where the edition was published."))
@pass_session
def set_(
    session: Session,
    /,
    month: str | None,
    intro: str | None,
    outro: str | None,
    labels: str | None,
    **texts: str | None,
) -> None:
    """Change what is given, at once, and nothing else."""
    editions = session.library.editions
    changes: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    if intro == outro == "-":
        raise UsageError(
            msg("--intro and --outro cannot both be the standard input."), msg("Write one of the texts into a file.")
        )
    for name, file in (("intro", intro), ("outro", outro)):
        if file is not None:
            changes[name] = text_of_file(file)
    if labels is not None:
        changes["labels"] = tuple(label.strip() for label in labels.split(",") if label.strip())
    if not changes:
        raise UsageError(
            msg("Nothing to set."),
            msg("Name at least one of --title, --topic, --intro, --outro, --preheader, --labels, --url."),
        )
    edition = editions.change(editions.month_to_change(month), changes)
    session.diagnostics.say(msg("Edition {month} changed", month=NamedMonth(edition.id)))


@command.command("close", help=translated("Freeze an edition: later changes of the configuration leave it alone."))
@click.argument("month", metavar="M")
@pass_session
def close(session: Session, month: str) -> None:
    """Close, say the frozen title, and what the preflight finds; it never refuses."""
    # Looked at before: what cannot be read must not make closing fail after it has been done.
    editions = session.library.editions
    edition_id = editions.month_to_change(month)
    remarks = session.library.preflight.remarks(edition_id)
    edition = editions.close(edition_id)
    assert edition.frozen is not None
    session.diagnostics.say(
        msg("Edition {month} closed: {title}", month=NamedMonth(edition_id), title=edition.frozen.title)
    )
    tell_remarks(session, remarks)
    if session.library.settings.publish:
        session.diagnostics.say(msg("“digest publish {month}” pushes it to a target.", month=edition_id))


@command.command("reopen", help=translated("Make a closed edition a draft again."))
@click.argument("month", metavar="M")
@pass_session
def reopen(session: Session, month: str) -> None:
    """Reopen and say so."""
    editions = session.library.editions
    edition = editions.reopen(editions.month_to_read(month))
    session.diagnostics.say(msg("Edition {month} is a draft again.", month=NamedMonth(edition.id)))


@command.command("remove", help=translated("Take an empty edition away, such as one that was begun by mistake."))
@click.argument("month", metavar="M")
@click.option(
    "--discard", is_flag=True, help=translated("Also if it keeps comments of dropped picks: they go for good.")
)
@pass_session
def remove(session: Session, month: str, discard: bool) -> None:
    """Remove and say so; refused if anything is in it."""
    editions = session.library.editions
    edition_id = editions.month_to_read(month)
    editions.remove(edition_id, discard=discard)
    session.diagnostics.say(msg("The edition {month} is gone.", month=NamedMonth(edition_id)))


def edition_data(assembled: Assembled) -> dict[str, Any]:
    """The documented JSON of an edition with its picks in order."""
    edition = assembled.edition
    return {
        "id": edition.id,
        "title": assembled.title,
        "status": edition.status,
        "language": assembled.language,
        "intro": edition.intro,
        "outro": edition.outro,
        "preheader": edition.preheader,
        "topic": edition.topic,
        "labels": list(edition.labels),
        "url": masked(edition.url),
        "closed": iso(edition.closed),
        "receipts": [receipt_data(receipt) for receipt in edition.receipts],
        "version": edition.version,
        "picks": [pick_data(pick, position) for position, pick in enumerate(assembled.picks, start=1)],
    }


def _status(status: str) -> str:
    return translated("closed") if status == "closed" else translated("draft")
