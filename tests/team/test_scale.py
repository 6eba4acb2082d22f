"""A library with more entries than a search looks at one by one.

Nothing is left out, nothing comes twice.
`python -m tests.team.scale` measures one with 2 million.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digest.domain.query import EntryQuery
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.team import scale


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """2,500 entries of 30 feeds over four years."""
    opened = open_store(database, lambda: scale.NOW)
    scale.fill(opened, database, 2500, 30)
    yield opened
    opened.close()


def test_a_search_brings_in_parts_what_a_list_has_at_once(store: Store) -> None:
    for words in (
        scale.COMMON,
        scale.USUAL,
        scale.SOLE,
        scale.PAIR,
        scale.NOWHERE,
        "ka",
        "Blog 7 beitrag",
        f"ÖZTÜRK {scale.USUAL}",
    ):
        listed = [row.entry for row in store.entries(EntryQuery(search=words)).rows]
        listed.sort(key=lambda entry: entry.month, reverse=True)
        assert [row.entry for rows in store.search(words) for row in rows] == listed


def test_what_is_joined_has_one_collation(database: str, store: Store) -> None:
    """An index on a column of another collation is not used.

    With 2 million entries that takes seconds to show.
    """
    import psycopg

    with psycopg.connect(postgresql.without_schema(database)) as db:
        rows = db.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns WHERE table_schema = %s "
            "AND column_name IN ('entry_id', 'feed_id', 'edition_id') OR (table_schema = %s AND column_name = 'id' "
            "AND table_name IN ('entries', 'feeds', 'picks', 'editions'))",
            (postgresql.schema_of(database),) * 2,
        ).fetchall()
    assert len(rows) > 12
    assert {collation for _, _, collation in rows} == {"C"}, rows
