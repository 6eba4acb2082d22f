"""How long a text should be, told while it is being written; the check tells it at the end."""

from __future__ import annotations

from digest.domain.message import Message, msg, nmsg
from digest.domain.text import count_words

#: The check speaks of a title of more characters, and of a comment of fewer or more words.
LONG_TITLE = 110
SHORT_COMMENT, LONG_COMMENT = 10, 80

#: Words, at least and at most. No rule of the check is about an intro; this is what introductions of the genre have.
_WORDS = {"comment": (SHORT_COMMENT, LONG_COMMENT), "intro": (15, 100)}


def length_told(field: str, text: str) -> Message:
    """The length of a text in a field of a pick or edition, with the goal if there is one.

    Titles are counted in characters, all others in words.
    """
    if field == "title":
        return msg("{n} of {most} characters", n=len(text), most=LONG_TITLE)
    if field in _WORDS:
        least, most = _WORDS[field]
        return msg("{n} of {least}–{most} words", n=count_words(text), least=least, most=most)
    return nmsg("{n} word", "{n} words", count_words(text))
