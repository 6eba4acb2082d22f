"""The conditions that narrow a list; choosing one adds it, choosing it again removes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.config.language import tell
from digest.domain.curator import same_curator
from digest.domain.message import Message, msg
from digest.domain.text import fold
from digest.services.feeds.feed_overview import FeedOverview
from digest.services.reading.narrowing import Narrowing
from digest.tui.dialogs.choice import Choice, ChoiceDialog

_ON, _OFF = "✓ ", "  "


class NarrowDialog(ChoiceDialog[Narrowing]):
    """Gives the narrowing to show from now on."""

    def __init__(
        self, now: Narrowing, categories: Sequence[str], feeds: Sequence[FeedOverview], curators: Sequence[str] = ()
    ) -> None:
        choices = [
            _choice(msg("only unread"), now.unread, replace(now, unread=not now.unread)),
            _choice(msg("only picks of the edition"), now.picked, replace(now, picked=not now.picked)),
            _choice(
                msg("picks without a comment"),
                now.without_comment,
                replace(now, without_comment=not now.without_comment),
            ),
            *(
                _choice(msg("category {name}", name=name), on, replace(now, category="" if on else name))
                for name in categories
                for on in [fold(now.category) == fold(name)]
            ),
            *(
                _choice(msg("picked by {name}", name=name), on, replace(now, curator="" if on else name))
                for name in curators
                for on in [same_curator(now.curator, name)]
            ),
            *(
                _choice(msg("feed {name}", name=row.title), on, replace(now, feed_id="" if on else row.feed.id))
                for row in feeds
                for on in [now.feed_id == row.feed.id]
            ),
        ]
        if now:
            choices.insert(0, Choice(_OFF + tell(msg("everything again")), Narrowing()))
        super().__init__(msg("Show only …"), choices)


def narrowing_words(narrowing: Narrowing, feed_title: str) -> str:
    """The conditions that are set, for the name of a list."""
    parts = [
        tell(msg("only unread")) if narrowing.unread else "",
        tell(msg("only picks of the edition")) if narrowing.picked else "",
        tell(msg("picks without a comment")) if narrowing.without_comment else "",
        narrowing.category,
        tell(msg("picked by {name}", name=narrowing.curator)) if narrowing.curator else "",
        feed_title if narrowing.feed_id else "",
    ]
    return ", ".join(part for part in parts if part)


def _choice(label: Message, on: bool, value: Narrowing) -> Choice[Narrowing]:
    return Choice((_ON if on else _OFF) + tell(label), value)
