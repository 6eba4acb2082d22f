"""Which entries are meant, as conditions on `entries e` and `marks m`; values are bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digest.storage.postgresql.bigrams import Places
from digest.storage.sql.conditions import EntryConditions, SearchedWord
from digest.storage.sql.records import STANDING, standing_of


class Where:
    """Conditions that must all hold, and their values by name."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.text = "TRUE"
        self.values: dict[str, Any] = {**values}

    def also(self, text: str, **values: Any) -> None:
        """This must hold, too."""
        self.text = f"{self.text} AND {text}"
        self.values |= values


def where(wanted: EntryConditions, values: Mapping[str, Any], unread: str) -> Where:
    """All conditions but for the words."""
    found = Where(values)
    if wanted.unread:
        found.also(unread)
    if wanted.month:
        found.also("e.month = %(month)s", month=wanted.month)
    if wanted.feed_ids is not None:
        found.also("e.feed_id = ANY(%(feed_ids)s)", feed_ids=list(wanted.feed_ids))
    if wanted.hidden:
        found.also("e.feed_id <> ALL(%(hidden)s)", hidden=list(wanted.hidden))
    if wanted.ids is not None:
        found.also("e.id = ANY(%(ids)s)", ids=list(wanted.ids))
    if wanted.pages is not None:
        found.also(f"e.number IN ({_of_pages('wanted_pages')})", wanted_pages=list(wanted.pages))
    for name, sign, bound in (("above", ">", wanted.above), ("below", "<", wanted.below)):
        if bound is not None:
            keys = [f"{name}{number}" for number in range(5)]
            found.also(
                f"e.date {sign}= %({keys[0]})s AND {STANDING} {sign} ({', '.join(f'%({key})s' for key in keys)})",
                **dict(zip(keys, standing_of(bound), strict=True)),
            )
    if wanted.muted is not None:
        found.also(
            ("" if wanted.muted else "NOT ") + "(e.feed_id = ANY(%(muted_feeds)s) OR e.id = ANY(%(muted_ids)s))",
            muted_feeds=list(wanted.muted_feeds),
            muted_ids=list(wanted.muted_ids),
        )
    return found


def where_words(found: Where, words: Sequence[SearchedWord], texts_in: str = "", places: Places | None = None) -> None:
    """Every word must stand in the texts, in the feed's title or in a comment on the page.

    `LIKE` uses the index of three letters at a time if there is one, and finds the same without it. `texts_in` is the
    name of a list of entries that has their texts. `places` are where words can be that the index does not find.
    """
    places = places or Places()
    sought = [word for word in words if word.plain and word.spelled]  # one without a letter is everywhere
    in_texts = [_in_texts(found, number, word, texts_in) for number, word in enumerate(sought)
                if not (word.feed_ids or word.pages)]  # fmt: skip
    if in_texts:
        folded = _bound(found, "", [word for word in sought if not (word.feed_ids or word.pages)], places)
        texts = " AND ".join(in_texts)
        found.also(texts if texts_in else f"e.number IN (SELECT f.number FROM {folded} WHERE {texts})")
    for number, word in enumerate(sought):
        if not (word.feed_ids or word.pages):
            continue
        feeds, pages = f"feeds{number}", f"pages{number}"
        texts = _in_texts(found, number, word, texts_in)
        folded = _bound(found, str(number), [word], places)
        found.also(
            f"({texts} OR e.feed_id = ANY(%({feeds})s) OR e.id = ANY(%({pages})s) "
            f"OR (e.canonical_url <> '' AND e.canonical_url = ANY(%({pages})s)))"
            if texts_in
            # One index each, where OR would look at every entry.
            else f"e.number IN (SELECT f.number FROM {folded} WHERE {texts} "
            f"UNION ALL SELECT o.number FROM digest.entries o WHERE o.feed_id = ANY(%({feeds})s) "
            f"UNION ALL {_of_pages(pages)})",
            **{feeds: list(word.feed_ids), pages: list(word.pages)},
        )


def _of_pages(pages: str) -> str:
    """The numbers of entries with these ids or canonical addresses, by an index each."""
    return (
        f"SELECT o.number FROM digest.entries o WHERE o.id = ANY(%({pages})s) "
        f"UNION ALL SELECT o.number FROM digest.entries o WHERE o.canonical_url <> '' AND "
        f"md5(o.canonical_url) = ANY(SELECT md5(page) FROM unnest(%({pages})s::text[]) AS page)"
    )


def _bound(found: Where, name: str, words: Sequence[SearchedWord], places: Places) -> str:
    """The texts that can have all these words."""
    if (numbers := places.numbers(words)) is None:
        return "digest.searched f"
    first, last = f"first{name}", f"last{name}"
    found.values |= {first: numbers[0], last: numbers[1]}
    return (
        f"unnest(%({first})s::bigint[], %({last})s::bigint[]) AS part (first, last) "
        "JOIN digest.searched f ON f.number BETWEEN part.first AND part.last"
    )


def _in_texts(found: Where, number: int, word: SearchedWord, texts_in: str) -> str:
    table = texts_in or "f"
    plain, spelled = f"plain{number}", f"spelled{number}"
    found.values |= {plain: _like(word.plain), spelled: _like(word.spelled)}
    texts = [f"{table}.same LIKE %({plain})s", f"{table}.plain LIKE %({plain})s", f"{table}.spelled LIKE %({spelled})s"]
    if word.plain != word.spelled:
        texts.append(f"{table}.same LIKE %({spelled})s")
    return f"({' OR '.join(texts)})"


def _like(text: str) -> str:
    for character in "\\%_":
        text = text.replace(character, "\\" + character)
    return f"%{text}%"
