"""Which entries hold words: an index of three letters at a time, and a look at every text for shorter words.

What SQLite does in its own way is here and in `sqlite.py`: PostgreSQL finds the same with an index of trigrams.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from digest.storage.sql.conditions import Condition, SearchedWord
from digest.storage.sql.records import as_list, bindable

#: Letters that the index needs of a word.
_LETTERS = 3
_LISTED = "IN (SELECT value FROM json_each(?))"
#: Looking at so many texts one by one costs less than looking at all.
_FEW = 5000
#: All numbers of entries.
EVERY = (0, (1 << 63) - 1)


def keep(db: sqlite3.Connection, words: Sequence[tuple[int, str, str, str]]) -> None:
    """What a search compares of entries that have none yet: number, and the words of `folding.Folded`."""
    db.executemany("INSERT INTO folded VALUES (?, ?, ?, ?)", words)
    db.executemany("INSERT INTO search (rowid, same, plain, spelled) VALUES (?, ?, ?, ?)", words)


def forget(db: sqlite3.Connection, number: int) -> None:
    """Take an entry out of the search."""
    known = db.execute("SELECT same, plain, spelled FROM folded WHERE number = ?", (number,)).fetchone()
    if known:
        # An index of another table's texts must be told what stood there (sqlite.org/fts5.html, 4.4.3).
        db.execute(
            "INSERT INTO search (search, rowid, same, plain, spelled) VALUES ('delete', ?, ?, ?, ?)", (number, *known)
        )
        db.execute("DELETE FROM folded WHERE number = ?", (number,))


def found(
    db: sqlite3.Connection,
    condition: Condition,
    words: Sequence[SearchedWord],
    between: tuple[int, int] = EVERY,
) -> list[int]:
    """The numbers of the entries that fit the condition and hold every word, among those that lie `between` these."""
    words = [word for word in words if word.plain and word.spelled]  # one without a letter is everywhere
    alone = [word for word in words if _is_indexed(word) and not (word.feed_ids or word.pages)]
    asked = " AND ".join(map(_asked, alone))
    if alone and len(alone) == len(words) and condition.is_empty:
        rows = db.execute("SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?", (asked, *between))
        return [number for (number,) in rows]
    wanted = Condition(condition.text, condition.values)
    wanted.also("e.number BETWEEN ? AND ?", *between)
    if alone:
        wanted.also(
            "e.number IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?)", asked, *between
        )
    for word in words:
        if word not in alone:
            _also_word(wanted, word, between, one_by_one=bool(alone) and _are_few(db, asked, between))
    rows = db.execute(f"SELECT e.number FROM entries e WHERE {wanted.text}", wanted.values)
    return [number for (number,) in rows]


def _also_word(wanted: Condition, word: SearchedWord, between: tuple[int, int], *, one_by_one: bool) -> None:
    """Add a word that the index does not answer alone; `one_by_one` if other words leave few entries to look at."""
    values: tuple[object, ...]
    if _is_indexed(word):
        texts = "e.number IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?)"
        values = _asked(word), *between
    else:
        plain, spelled = bindable(word.plain), bindable(word.spelled)
        places = [("same", plain), ("plain", plain), ("same", spelled), ("spelled", spelled)]
        holds = " OR ".join(f"instr(f.{column}, ?)" for column, _ in dict.fromkeys(places))
        values = tuple(text for _, text in dict.fromkeys(places))
        if one_by_one:
            texts = f"EXISTS (SELECT 1 FROM folded f WHERE f.number = e.number AND ({holds}))"
        else:
            texts = f"e.number IN (SELECT f.number FROM folded f WHERE f.number BETWEEN ? AND ? AND ({holds}))"
            values = *between, *values
    if not (word.feed_ids or word.pages):
        wanted.also(texts, *values)
        return
    wanted.also(
        f"({texts} OR e.feed_id {_LISTED} OR e.id {_LISTED} OR e.canonical_url {_LISTED})",
        *values, as_list(word.feed_ids), as_list(word.pages), as_list(word.pages),
    )  # fmt: skip


def _are_few(db: sqlite3.Connection, asked: str, between: tuple[int, int]) -> bool:
    (number,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)",
        (asked, *between, _FEW),
    ).fetchone()
    return bool(number < _FEW)


def _is_indexed(word: SearchedWord) -> bool:
    return min(len(word.plain), len(word.spelled)) >= _LETTERS


def _asked(word: SearchedWord) -> str:
    """The word as FTS5 is asked for it: a string, in the columns that hold the folding."""
    plain, spelled = _quoted(word.plain), _quoted(word.spelled)
    if plain == spelled:
        return plain
    return f"({{same plain}} : {plain} OR {{same spelled}} : {spelled})"


def _quoted(text: str) -> str:
    return '"' + bindable(text).replace('"', '""') + '"'
