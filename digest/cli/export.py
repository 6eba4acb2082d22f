"""`digest export`: an edition as a document, to a file, standard output or clipboard."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.cli.styling import style_options
from digest.config.language import tell, translated
from digest.config.user_files import file_for, replace_file
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.month import NamedMonth
from digest.services.publishing.exports import all_formats

if TYPE_CHECKING:
    from digest.domain.document import Document, RenderOptions
    from digest.domain.edition import Assembled


def _one_of(names: Iterable[str]) -> str:
    *others, last = names
    return tell(msg("{names} or {last}.", names=", ".join(others), last=last))


@click.command(
    "export", cls=Command, help=translated("Write an edition as a document; the same edition gives the same bytes.")
)
@click.argument("month", required=False, metavar="[M]")
@click.option(
    "--format",
    "format_name",
    metavar="FORMAT",
    help=_one_of(all_formats()),
)
@click.option(
    "--output",
    "-o",
    metavar=translated("FILE|-"),
    help=translated("Where to: a file, a folder (the name is made), or - for the standard output."),
)
@click.option(
    "--copy",
    "to_clipboard",
    is_flag=True,
    help=translated("Into the clipboard; without --format as formatted text with plain text beside it."),
)
@click.option("--template", metavar="NAME", default="", help=translated("A template of your own; see digest template."))
@click.option(
    "--front-matter",
    metavar="GENERATOR",
    help=translated("For Markdown: the head that hugo, jekyll, eleventy or zola wants."),
)
@click.option(
    "--blocks/--no-blocks", default=None, help=translated("For a fragment: markup of WordPress's block editor.")
)
@click.option(
    "--headings/--no-headings",
    default=None,
    help=translated("For a fragment: titles of entries as headings, instead of bold lines."),
)
@click.option("--part", metavar="html|text", help=translated("For a mail: one part of it alone, to paste."))
@click.option(
    "--short/--no-short",
    default=None,
    help=translated("For LinkedIn and Mastodon: titles and addresses alone, in as many posts as that takes."),
)
@click.option(
    "--title/--no-title", "title", default=None, help=translated("With or without the edition's title in the text.")
)
@style_options
@pass_session
def command(
    session: Session,
    /,
    month: str | None,
    format_name: str | None,
    output: str | None,
    to_clipboard: bool,
    template: str,
    **changes: Any,
) -> None:
    """Write or copy the document; a file is replaced as a whole or not at all."""
    if not format_name and not to_clipboard:
        formats = ", ".join(session.library.exports.formats)
        raise UsageError(msg("Say which format, with --format."), msg("Formats are: {formats}.", formats=formats))
    library = session.library
    options = library.exports.options(changes, template)
    assembled = library.editions.assembled(library.editions.month_to_read(month))
    format_name = format_name or "fragment"
    document = library.exports.document(assembled, format_name, options)
    if not assembled.picks:
        session.diagnostics.say(msg("The edition {month} has no picks.", month=NamedMonth(assembled.edition.id)))
    if to_clipboard:
        _copy(session, assembled, document, format_name, options)
    if output is not None or not to_clipboard:
        _write(session, document, output or "-")
    for limit in library.exports.limits(document, format_name):
        session.diagnostics.say(limit.said)
        if limit.exceeded and "short" in library.exports.formats[format_name].options:
            session.diagnostics.say(msg("--short leaves the comments out."))
    if library.exports.carries_secrets(assembled):
        for remark in library.preflight.secret_links(assembled):
            session.diagnostics.say(remark.message)


def _write(session: Session, document: Document, output: str) -> None:
    if output == "-":
        session.output.raw(document.body)
        return
    target = file_for(output, document.name)
    replace_file(target, document.body)
    session.diagnostics.say(msg("Written: {file}", file=str(target)))


def _copy(session: Session, assembled: Assembled, document: Document, format_name: str, options: RenderOptions) -> None:
    """Copy: HTML as formatted text with plain text beside it; anything else as text."""
    from digest.services.publishing.clipboard import copy, open_terminal

    text, html = session.library.exports.both_texts(assembled, document, format_name, options)
    with open_terminal() as terminal:
        done = copy(text, html, session.environ, sys.platform, terminal)
    if not done.way:
        raise UsageError(done.note, msg("Write a file with -o instead."))
    session.diagnostics.say(done.note)
