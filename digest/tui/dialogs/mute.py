"""Muting from the list: the entry's feed, or a word in titles; and taking it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.config.language import tell
from digest.domain.feed import Feed
from digest.domain.message import msg
from digest.domain.muting import word_key
from digest.tui.dialogs.choice import Choice, ChoiceDialog

#: Shorter words of a title are hardly ever what somebody is tired of.
_LEAST_LETTERS = 5
_WORD = re.compile(r"[^\W\d_][\w-]*")


@dataclass(frozen=True, slots=True)
class Mute:
    """What is to be muted (or no longer): a feed, else a word."""

    muted: bool
    feed: Feed | None = None
    word: str = ""


class MuteDialog(ChoiceDialog[Mute]):
    """Gives what to mute or to let in again. `feed` None: the entry is a page, which has none."""

    def __init__(self, feed: Feed | None, feed_title: str, title: str, words: Sequence[str]) -> None:
        choices = []
        if feed is not None:
            said = msg("no longer mute the feed “{name}”") if feed.muted else msg("the feed “{name}”")
            choices.append(Choice(tell(msg(said.template, name=feed_title)), Mute(not feed.muted, feed)))
        choices += [
            Choice(tell(msg("no longer mute the word “{name}”", name=word)), Mute(False, word=word)) for word in words
        ]
        muted = {word_key(word) for word in words}
        in_title = dict.fromkeys(word for word in _WORD.findall(title) if len(word) >= _LEAST_LETTERS)
        candidates = [word for word in in_title if word_key(word) not in muted]
        # In German the nouns, in any language the names: what one tires of is most often written with a capital.
        choices += [_word(word) for word in sorted(candidates, key=lambda word: not word[0].isupper())]
        super().__init__(msg("Mute … (or type a word; with * at its end every word that begins so)"), choices, _typed)


def _word(word: str) -> Choice[Mute]:
    return Choice(tell(msg("the word “{name}” in titles", name=word)), Mute(True, word=word))


def _typed(words: str) -> Choice[Mute] | None:
    return _word(words) if word_key(words) else None
