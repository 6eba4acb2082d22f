"""Every text that a user sees exists in German, and the compiled catalogue is current."""

from __future__ import annotations

import gettext
import inspect
import re
import string
from collections.abc import Iterable
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.cli import click_words
from digest.config.translations import SearchedTranslations
from tests.catalogue import CLICK_MO, MO, PO, click_texts, committed, gathered, mo_bytes, po_bytes


def texts(message_id: str | Iterable[str]) -> list[str]:
    return [message_id] if isinstance(message_id, str) else list(message_id)


def places(text: str) -> set[str]:
    """Names of the places in a template; what is not a template has none that matter."""
    try:
        return {name.partition("!")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set(re.findall(r"%[A-Za-z]", text))


def test_every_text_of_the_source_has_a_german_translation() -> None:
    known = committed()
    missing = [message.id for message in gathered() if message.id and not _translated(known.get(message.id))]
    assert not missing, "run `make messages` and translate"


def _translated(message: object) -> bool:
    string_ = getattr(message, "string", "")
    return bool(string_) and all(texts(string_)) and not getattr(message, "fuzzy", False)


def test_no_text_sends_to_a_page_that_only_a_checkout_has() -> None:
    assert not [
        message.id for message in committed() if "docs/" in "".join((*texts(message.id), *texts(message.string)))
    ]


def test_the_catalogue_holds_nothing_that_the_source_has_lost() -> None:
    present = {tuple(texts(message.id)) for message in gathered()}
    assert not [message.id for message in committed() if message.id and tuple(texts(message.id)) not in present]


def test_translations_keep_the_places_of_their_templates() -> None:
    wrong = [
        (message.id, translation)
        for message in committed()
        if message.id
        for translation in texts(message.string)
        if not _fits(message.id, translation)
    ]
    assert not wrong


def _fits(message_id: str | Iterable[str], translation: str) -> bool:
    """A counted text may leave a place out ("one feed"), a single one may not."""
    wanted = set().union(*map(places, texts(message_id)))
    return places(translation) <= wanted and (not isinstance(message_id, str) or places(translation) == wanted)


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert PO.read_bytes() == po_bytes(committed())
    assert MO.read_bytes() == mo_bytes(committed())


def test_german_texts_use_german_quotation_marks() -> None:
    wrong = [
        translation
        for message in committed()
        if message.id
        for translation in texts(message.string)
        if "”" in translation or translation.count("„") != translation.count("“")
    ]
    assert not wrong


def test_the_words_gathered_for_click_are_clicks_own() -> None:
    source = "".join(
        inspect.getsource(module)
        for module in (
            click.core,
            click.decorators,
            click.exceptions,
            click.parser,
            click.types,
            click.termui,
            click.formatting,
        )
    )
    for text in (*click_words.SINGLE, *(text for pair in click_words.COUNTED for text in pair)):
        assert f'"{text}"' in source, text


def test_clicks_words_have_a_catalogue_of_their_own() -> None:
    assert CLICK_MO.read_bytes() == mo_bytes(committed(), click_texts())


@pytest.mark.parametrize("file", [MO, CLICK_MO])
def test_searching_the_catalogue_finds_what_reading_it_finds(file: Path) -> None:
    with file.open("rb") as one, file.open("rb") as other:
        searched, read = SearchedTranslations(one), gettext.GNUTranslations(other)
    assert searched.info() == read.info()
    for message in committed():
        single, plural, *_ = [*texts(message.id), ""]
        assert searched.gettext(single) == read.gettext(single)
        for n in (0, 1, 2, 11):
            assert searched.ngettext(single, plural or "x", n) == read.ngettext(single, plural or "x", n)


@given(st.text(max_size=8))
@settings(max_examples=20, deadline=None)
def test_what_is_in_no_catalogue_stays_as_it_is(text: str) -> None:
    with MO.open("rb") as one, MO.open("rb") as other:
        assert SearchedTranslations(one).gettext(text) == gettext.GNUTranslations(other).gettext(text)
