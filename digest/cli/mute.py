"""`digest mute`: words in titles whose entries stay out of the inbox."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.text import curator_line


@click.command(
    "mute",
    cls=Command,
    help=translated(
        "Keep entries out of the inbox in whose titles a word stands; without words, list those that are muted. "
        "With * at its end every word that begins so. “digest feeds edit FEED --mute” mutes a whole feed."
    ),
)
@click.argument("words", nargs=-1, metavar=translated("[WORD]..."))
@click.option("--off", is_flag=True, help=translated("Let them in again."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON array of all muted words."))
@pass_session
def command(session: Session, /, words: tuple[str, ...], off: bool, as_json: bool) -> None:
    """Words are kept as typed; muting one again, in any spelling, changes nothing."""
    muted_words = session.library.muted_words
    if off and not words:
        raise UsageError(msg("--off needs the words that are to be let in again."), msg("“digest mute” lists them."))
    if words:
        changed = muted_words.change(words, muted=not off)
        named = ", ".join(f"“{curator_line(word)}”" for word in words)
        said = msg("Let in again: {words}.", words=named) if off else msg("Muted: {words}.", words=named)
        session.diagnostics.say(said if changed else msg("Nothing changed."))
    if as_json:
        session.output.json(list(muted_words.all()))
    elif not words:
        for word in muted_words.all():
            session.output.line(word)
