"""Which entries contain words: a trigram index, and a scan of texts for shorter words.

What SQLite does in its own way is here and in `sqlite.py`: PostgreSQL finds the same with an index of trigrams.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import orjson

from digest.storage.sql.conditions import Condition, EntryConditions, SearchedWord, condition_of
from digest.storage.sql.records import LISTED, as_list, bindable, whole

#: Letters that the index needs of a word.
_LETTERS = 3
#: So many words are looked for at once: an expression of SQL may not be deeper than 1,000.
_TOGETHER = 100
#: What a pattern of GLOB takes for more than itself.
_LITERAL = str.maketrans({letter: f"[{letter}]" for letter in "*?["})
#: All numbers of entries.
EVERY = (0, (1 << 63) - 1)


class Few(NamedTuple):
    """Below these numbers of hits each is looked at; from them on all entries are scanned.

    That costs less then. `texts` in the search, `rows` where hits are sorted.
    """

    texts: int = 5000
    rows: int = 2000


FEW = Few()


def found(
    db: sqlite3.Connection, wanted: EntryConditions, between: tuple[int, int] = EVERY, few: Few = FEW
) -> list[int]:
    """The numbers of wanted entries with every word, among those `between` these numbers.

    In no order. Lists of numbers come from the database as one text and are compared here: with 100,000 hits a row each
    would cost more than finding them.
    """
    condition = condition_of(replace(wanted, hidden=()))
    words = [word for word in wanted.words if word.plain and word.spelled]  # one without a letter is everywhere
    in_texts = [word for word in words if not (word.feed_ids or word.pages)]
    elsewhere = [word for word in words if word.feed_ids or word.pages]
    holding: set[int] | None = None
    groups = [in_texts[start : start + _TOGETHER] for start in range(0, len(in_texts), _TOGETHER)]
    for group in (*groups, *([word] for word in elsewhere)):
        if holding is not None and not holding:
            break
        some = set(_in_texts(db, group, between, few.texts))
        for word in group:
            some.update(_elsewhere(db, word, between))
        holding = some if holding is None else holding & some
    if holding is None:
        holding = set(_fitting(db, condition, "BETWEEN ? AND ?", between))
    elif not condition.is_empty and len(holding) < few.texts:
        holding = set(_fitting(db, condition, LISTED, (str(list(holding)),)))
    elif not condition.is_empty:
        holding.intersection_update(_fitting(db, condition, "BETWEEN ? AND ?", between))
    if wanted.hidden and holding:
        holding.difference_update(_of_feeds(db, wanted.hidden, between))
    return list(holding)


def _in_texts(db: sqlite3.Connection, words: Sequence[SearchedWord], between: tuple[int, int], most: int) -> list[int]:
    """Entries with all the words in their texts.

    The index first; if it finds many, going through all texts once costs less than comparing the places of all letters,
    and if it finds few, each of those is looked at for the words that are too short for it.
    """
    indexed = [word for word in words if min(len(word.plain), len(word.spelled)) >= _LETTERS]
    condition, values = _holds(words)
    if indexed:
        asked = " AND ".join(map(_asked, indexed))
        match = "search MATCH ? AND rowid BETWEEN ? AND ?"
        if len(words) == 1 and asked == _quoted(words[0].plain):  # one list of places: nothing to compare it with
            return _listed(db, f"SELECT rowid AS number FROM search WHERE {match}", (asked, *between))
        few = _listed(db, f"SELECT rowid AS number FROM search WHERE {match} LIMIT ?", (asked, *between, most))
        if len(few) < most:
            if len(indexed) == len(words):
                return few
            among = f"f.number {LISTED}"
            return _listed(db, f"SELECT f.number FROM folded f WHERE {among} AND {condition}", (str(few), *values))
    return _listed(
        db, f"SELECT f.number FROM folded f WHERE f.number BETWEEN ? AND ? AND {condition}", (*between, *values)
    )


def _elsewhere(db: sqlite3.Connection, word: SearchedWord, between: tuple[int, int]) -> list[int]:
    """Entries with a word in their feed's title, or in a comment on their page."""
    by_feed = _of_feeds(db, word.feed_ids, between) if word.feed_ids else []
    if not word.pages:
        return by_feed
    numbers, pages = "SELECT number FROM entries WHERE number BETWEEN ? AND ? AND", as_list(word.pages)
    by_id = _listed(db, f"{numbers} id {LISTED}", (*between, pages))
    by_address = f"{numbers} canonical_url <> '' AND canonical_url {LISTED}"
    return by_feed + by_id + _listed(db, by_address, (*between, pages))


def _of_feeds(db: sqlite3.Connection, feed_ids: Collection[str], between: tuple[int, int]) -> list[int]:
    asked = f"SELECT number FROM entries WHERE number BETWEEN ? AND ? AND feed_id {LISTED}"
    return _listed(db, asked, (*between, as_list(feed_ids)))


def _fitting(db: sqlite3.Connection, condition: Condition, among: str, numbers: tuple[int | str, ...]) -> list[int]:
    """Those among these entries that fit the condition."""
    asked = f"SELECT e.number FROM entries e WHERE e.number {among} AND {condition.text}"
    return _listed(db, asked, (*numbers, *condition.values))


def _listed(db: sqlite3.Connection, asked: str, values: Sequence[Any]) -> list[int]:
    """The numbers that a question finds. One text costs half of what as many rows cost."""
    (found,) = db.execute(f"SELECT json_group_array(number) FROM ({asked})", values).fetchone()
    numbers: list[int] = orjson.loads(found)
    return numbers


def _holds(words: Sequence[SearchedWord]) -> tuple[str, tuple[str, ...]]:
    """A condition on `folded f` that its texts hold all words, and its parameters.

    GLOB skips from one first letter to the next, and takes half the time of instr().
    """
    conditions, values = [], []
    for word in words:
        places = dict.fromkeys(
            [("same", word.plain), ("plain", word.plain), ("same", word.spelled), ("spelled", word.spelled)]
        )
        conditions.append("(" + " OR ".join(f"f.{column} GLOB ?" for column, _ in places) + ")")
        values += [f"*{whole(bindable(text)).translate(_LITERAL)}*" for _, text in places]
    return " AND ".join(conditions), tuple(values)


def _asked(word: SearchedWord) -> str:
    """The word as FTS5 is asked for it: a string, in the columns that hold the folding."""
    plain, spelled = _quoted(word.plain), _quoted(word.spelled)
    if plain == spelled:
        return plain
    return f"({{same plain}} : {plain} OR {{same spelled}} : {spelled})"


def _quoted(text: str) -> str:
    return '"' + whole(bindable(text)).replace('"', '""') + '"'
