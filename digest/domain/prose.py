"""The limits of prose: beyond them, parsing Markdown takes minutes or exhausts the stack."""

from __future__ import annotations

# What may begin or end a construct inside a paragraph, and how many of them a paragraph may have.
_MARKS, _MOST_MARKS = "[]*_`<>&\\!~", 1000

#: A text of more lines is no comment; reading 100,000 lists of one entry takes seconds.
MOST_LINES = 10_000

#: So many emphases and links may stand in each other.
DEEPEST = 40


def is_prose(paragraph: str) -> bool:
    """False for a paragraph of marks: a parser looks for the partner of each of 50,000 brackets."""
    return sum(map(paragraph.count, _MARKS)) <= _MOST_MARKS


def is_comment(text: str) -> bool:
    """False for more than `MOST_LINES` lines: the text is shown as plain paragraphs."""
    return text.count("\n") + text.count("\r") <= MOST_LINES
