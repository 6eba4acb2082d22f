"""What comes back from a child process is data of the type asked for, or is refused."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.health import Failure
from digest.domain.message import Message
from digest.feeds.article import PageFacts
from digest.feeds.discover import Discovery
from digest.feeds.full_text import PageText
from digest.feeds.parsed import ParsedEntry, ParsedFeed, UpdateHints
from digest.isolation.plain_data import NotThatType, decode, encode
from digest.past.packages import Package
from digest.past.reading import OldPage

TYPES = (ParsedFeed, Discovery, PageFacts, PageText, OldPage, Package, Failure)

text = st.text(st.characters(codec="utf-8"), max_size=20)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]))
entries = st.builds(
    ParsedEntry, text, text, text, text, st.none() | moments, text, text, text, text, st.lists(text).map(tuple)
)
hints = st.builds(
    UpdateHints,
    st.none() | st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda some: timedelta(seconds=some.seconds)),
    st.frozensets(st.integers(0, 23)), st.frozensets(st.integers(0, 6)),
)  # fmt: skip
feeds = st.builds(ParsedFeed, text, text, text, st.lists(entries, max_size=3).map(tuple), hints, text)


@dataclass(frozen=True)
class Everything:
    """Every kind of field that a result may have."""

    word: str = "ä\n\0"
    raw: bytes = b"\0\xff"
    number: int = 3
    truth: bool = True
    share: float = 0.5
    moment: datetime | None = datetime(2026, 11, 20, 8, tzinfo=UTC)
    day: date = date(2026, 11, 20)
    kind: Literal["a", "b"] = "a"
    told: Message = field(default_factory=lambda: Message("{n} of {file}", {"n": 3, "file": Message("x")}))
    words: list[str] = field(default_factory=lambda: ["a"])
    numbers: frozenset[int] = frozenset({1, 2})
    span: timedelta = timedelta(minutes=3)


@given(feeds)
def test_what_was_written_is_read(feed: ParsedFeed) -> None:
    assert decode(ParsedFeed, encode(feed)) == feed


def test_every_kind_of_field_is_read() -> None:
    assert decode(Everything, encode(Everything())) == Everything()


@pytest.mark.parametrize("kind", TYPES)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused(kind: type, data: bytes) -> None:
    with pytest.raises(NotThatType):
        decode(kind, data)


json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=8,
)  # fmt: skip


@given(st.sampled_from([one.name for one in fields(Everything)]), json)
def test_a_field_of_another_type_is_refused(name: str, value: object) -> None:
    written = {one.name: getattr(Everything(), one.name) for one in fields(Everything)}
    assert decode(Everything, encode(written)) == Everything()
    try:
        found = decode(Everything, encode({**written, name: value}))
    except NotThatType:
        return
    given = getattr(found, name)
    expected = (type(getattr(Everything(), name)), type(None), float if name == "share" else type(None), int)
    assert type(given) in expected
    assert encode(found)


@given(feeds, st.data())
def test_a_field_too_many_or_missing_is_refused(feed: ParsedFeed, data: st.DataObject) -> None:
    written = {one.name: getattr(feed, one.name) for one in fields(feed)}
    name = data.draw(st.sampled_from(sorted(written)))
    with pytest.raises(NotThatType):
        decode(ParsedFeed, encode({key: value for key, value in written.items() if key != name}))
    with pytest.raises(NotThatType):
        decode(ParsedFeed, encode({**written, "__class__": "os.system"}))


@given(feeds, st.integers(0, 10_000), st.binary(max_size=3))
def test_an_answer_that_was_tampered_with_is_a_feed_or_refused(feed: ParsedFeed, where: int, put: bytes) -> None:
    data = bytearray(encode(feed))
    at = where % len(data)
    data[at : at + len(put)] = put
    for broken in (bytes(data), bytes(data[:at])):
        with contextlib.suppress(NotThatType):
            assert type(decode(ParsedFeed, broken)) is ParsedFeed
