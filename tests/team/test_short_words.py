"""Words of one or two letters, which the index does not know, are found everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.domain.entry import PAGES, Entry
from digest.domain.query import EntryQuery
from digest.domain.text import matches, search_keys
from digest.storage.postgresql import bigrams
from digest.storage.postgresql.bigrams import Places
from digest.storage.postgresql.schema import FILL_BIGRAMS
from digest.storage.registry import open_store
from digest.storage.sql.conditions import SearchedWord
from digest.storage.sql.records import folded
from digest.storage.store import FeedRefresh, Store
from tests import postgresql
from tests.builders import an_entry
from tests.team import scale


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """2,500 entries of 30 feeds over four years."""
    opened = open_store(database, lambda: scale.NOW)
    scale.fill(opened, database, 2500, 30)
    yield opened
    opened.close()


def test_letters_of_a_changed_title_are_found_however_old_it_is(store: Store, database: str) -> None:
    oldest = store.entries(EntryQuery(month=store.months()[-1])).rows[0].entry
    assert not [row for rows in store.search("qx") for row in rows]
    renamed = replace(oldest, title="Die Formel QX und ein Ö")
    state = store.fetch_states()[oldest.feed_id]
    store.apply_refresh([FeedRefresh(oldest.feed_id, state, entries=(renamed,))])
    for words in ("qx", "ö qx", f"qx {scale.COMMON[:2]}", "QX formel", "x"):
        assert oldest.id in {row.entry.id for rows in store.search(words) for row in rows}, words
        assert oldest.id in {row.entry.id for row in store.entries(EntryQuery(search=words)).rows}, words
    assert not [row for rows in store.search("qx qy") for row in rows]


def test_an_upgrade_makes_what_filling_has_made(store: Store, database: str) -> None:
    """Blocks as noted while entries came, and as an upgrade reads them from the texts."""
    import psycopg

    schema = postgresql.schema_of(database)
    fill = FILL_BIGRAMS.replace("digest.", f"{schema}.")
    with psycopg.connect(postgresql.without_schema(database), autocommit=True) as db:
        asked = f"SELECT letters, month, block FROM {schema}.bigrams ORDER BY 1, 2, 3"
        made = db.execute(asked).fetchall()
        db.execute(f"DELETE FROM {schema}.bigrams")
        store.add_page(_page("Ein Wort wie öq"))
        kept = set(db.execute(asked).fetchall())
        db.execute(f"DELETE FROM {schema}.bigrams")
        db.execute(fill)
        upgraded = set(db.execute(asked).fetchall())
    assert made
    assert set(made) | kept == upgraded
    assert {"oq", "oe", "eq", "q"} <= {letters for letters, _, _ in kept}


def _page(title: str) -> Entry:
    return replace(an_entry(1), id="page1", feed_id=PAGES, title=title, url="https://seite.example/", guid="")


def test_a_reader_may_look_into_a_table_that_an_upgrade_has_added(database: str) -> None:
    import psycopg

    from digest.storage.registry import upgrade_library

    schema = postgresql.schema_of(database)
    store = open_store(database, lambda: scale.NOW)
    store.feeds()
    store.close()
    with psycopg.connect(postgresql.without_schema(database), autocommit=True) as db:
        db.execute(f"DROP TABLE {schema}.bigrams")
        db.execute(f"ALTER TABLE {schema}.searched RENAME TO folded")
        db.execute(f"UPDATE {schema}.library SET value = '2' WHERE name = 'version'")
        db.execute(f"CREATE ROLE {schema}_reader")
        db.execute(f"GRANT SELECT ON {schema}.folded TO {schema}_reader")
        upgrade_library(database, {}, lambda *_: True)
        table = {"who": f"{schema}_reader", "table": f"{schema}.bigrams"}
        rights = [
            db.execute("SELECT has_table_privilege(%(who)s, %(table)s, %(right)s)", table | {"right": right}).fetchone()
            for right in ("SELECT", "INSERT")
        ]
        former = db.execute("SELECT to_regclass(%s)", (f"{schema}.folded",)).fetchone()
    assert rights == [(True,), (False,)]
    assert former == (None,)  # so a program of an older version that still runs writes nothing half


_TEXT = st.text(alphabet="abüß -\u00a0ž", max_size=8)


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(_TEXT, min_size=1, max_size=4), words=st.lists(st.sampled_from("abüßž"), min_size=1, max_size=2))
def test_no_block_with_the_words_is_left_out(texts: list[str], words: list[str]) -> None:
    class Transaction:
        def execute(self, statement: str, values: dict[str, list[str]]) -> None:
            rows.extend((letters, "2026-11", place) for letters in values["letters"])

    rows: list[tuple[str, str, int]] = []
    for place, text in enumerate(texts):
        bigrams.keep(Transaction(), [str(place)], [folded([text])])  # type: ignore[arg-type]
    sought = [SearchedWord(*search_keys(word)) for word in words]
    first, last = Places([rows]).numbers(sought) or ([], [])
    covered = {block for one, other in zip(first, last, strict=True) for block in range(one >> 13, (other >> 13) + 1)}
    assert {place for place, text in enumerate(texts) if matches(" ".join(words), text)} <= covered
