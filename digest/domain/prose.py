"""What is still prose: beyond it, looking for Markdown would take minutes or exhaust the stack."""

from __future__ import annotations

# What may begin or end a construct inside a paragraph, and how many of them a paragraph may have.
_MARKS, _MOST_MARKS = "[]*_`<>&\\!~", 1000

#: So many emphases and links may stand in each other.
DEEPEST = 40


def is_prose(paragraph: str) -> bool:
    """False for a paragraph of marks: a reader of Markdown looks for the end of each of 50,000 brackets."""
    return sum(map(paragraph.count, _MARKS)) <= _MOST_MARKS
