"""`digest comment`: the curator's own words on a pick."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session, text_or_stdin
from digest.cli.usage_errors import WholeNumber
from digest.config.language import translated
from digest.domain.edition import Pick
from digest.domain.errors import UsageError
from digest.domain.message import msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.text import count_words


class _CommentCommand(Command):
    """`-h` is help here as everywhere, but only as a word of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["--help"] if "-h" in args else args)


@click.command(
    "comment",
    cls=_CommentCommand,
    # A comment may well begin with a dash, and its letters are no options.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    help=translated("Write the comment of a pick; - reads it from the standard input."),
)
@click.argument("pick", metavar=translated("PICK"))
@click.argument("text", metavar=translated("[TEXT|-]"), required=False)
@click.option(
    "--from", "number", type=WholeNumber(1), metavar="N",
    help=translated("Bring back the comment with this number of “digest edition log --pick”."),
)  # fmt: skip
@pass_session
def command(session: Session, pick: str, text: str | None, number: int | None) -> None:
    """Replace the comment; an empty text takes it away."""
    curation = session.library.curation
    found = curation.find(pick)
    if (text is None) is (number is None):
        raise UsageError(
            msg("Either a text or --from is needed."), msg("“digest edition log --pick {pick}” lists them.", pick=pick)
        )
    wanted = session.library.edition_log.text_of(found, number).text if number else text_or_stdin(text or "")
    kept = curation.comment(found, wanted)
    words = nmsg("{n} word", "{n} words", count_words(kept.comment))
    said = (
        msg("Comment on “{title}”, in {edition}: {words}.", **_about(kept), words=words)
        if kept.comment
        else msg("“{title}”, in {edition}, has no comment any more.", **_about(kept))
    )
    session.diagnostics.say(said)


def _about(pick: Pick) -> dict[str, object]:
    return {"title": pick.shown_title, "edition": NamedMonth(pick.edition_id)}
