"""`digest suggest`: an entry's likely category, learned from the curator's picks."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.domain.message import msg
from digest.domain.query import EntryQuery

_MOST = 3


@click.command(
    "suggest",
    cls=Command,
    help=translated(
        "Suggest a category for an entry, or for the unread ones, from what you picked before. Nothing is applied."
    ),
)
@click.argument("entry", required=False, metavar=translated("[ENTRY]"))
@click.option("--evaluate", is_flag=True, help=translated("Measure how often picks that are held back are guessed."))
@click.option("--json", "as_json", is_flag=True, help=translated("One JSON document instead of text."))
@pass_session
def command(session: Session, entry: str | None, evaluate: bool, as_json: bool) -> None:
    """Suggest, or measure."""
    if evaluate:
        _evaluate(session, as_json)
    elif entry:
        _one(session, entry, as_json)
    else:
        _unread(session, as_json)


def _one(session: Session, words: str, as_json: bool) -> None:
    from digest.services.reading.suggestions import reason

    ranked = session.library.suggestions.ranked(session.library.reading.find(words))[:_MOST]
    if as_json:
        rows = [
            {"category": guess.category, "likely": round(guess.likely, 3), "reason": tell(reason(guess))}
            for guess in ranked
        ]
        session.output.json(rows)
    elif ranked:
        session.output.lines([f"{guess.likely:4.0%}  {tell(reason(guess))}" for guess in ranked])
    _tell_silence(session)


def _unread(session: Session, as_json: bool) -> None:
    from digest.services.reading.suggestions import reason

    listing = session.library.reading.entries(EntryQuery(unread=True, limit=50), session.library.editions.current())
    guesses = [(row, guess) for row in listing.rows if (guess := session.library.suggestions.of(row.entry))]
    if as_json:
        session.output.json([
            {"id": row.entry.id, "category": guess.category, "likely": round(guess.likely, 3)} for row, guess in guesses
        ])  # fmt: skip
    elif guesses:
        session.output.table(
            [translated("Id"), translated("Title"), translated("Suggestion")],
            [
                [row.entry.id[:8], row.entry.title, f"{guess.likely:4.0%}  {tell(reason(guess))}"]
                for row, guess in guesses
            ],
            flexible=1,
        )
    _tell_silence(session)


def _tell_silence(session: Session) -> None:
    silence = session.library.suggestions.explain_silence()
    if silence is not None:
        session.diagnostics.say(silence)


def _evaluate(session: Session, as_json: bool) -> None:
    rate = session.library.suggestions.evaluate()
    if as_json:
        names = ("picks", "top1", "top3", "shown", "shown_right", "calibration", "frequent", "random", "preset")
        session.output.json({name: round(getattr(rate, name), 3) for name in names})
        return
    session.output.table(
        [translated("Guess"), translated("Hits")],
        [
            [tell(msg("first suggestion")), f"{rate.top1:.0%}"],
            [tell(msg("one of three suggestions")), f"{rate.top3:.0%}"],
            [tell(msg("picks with a suggestion (60 % or surer)")), f"{rate.shown:.0%}"],
            [tell(msg("of those, right")), f"{rate.shown_right:.0%}"],
            [tell(msg("the feed's preset")), f"{rate.preset:.0%}"],
            [tell(msg("always the most frequent category")), f"{rate.frequent:.0%}"],
            [tell(msg("at random")), f"{rate.random:.0%}"],
        ],
    )
    session.diagnostics.say(msg("Measured on {picks} picks, each held back in its turn.", picks=rate.picks))
    session.diagnostics.say(
        msg("What is said to be likely is off by {points} points in the mean.", points=round(rate.calibration * 100))
    )
    _tell_silence(session)
