"""Words for rules and for the search.

Folded one by one they are those of the text folded as a whole.
"""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from digest.domain.text import search_keys
from digest.storage.rules.matching import words_of
from digest.storage.sql.records import folded, whole

LATIN = st.text(st.characters(max_codepoint=0x17F) | st.sampled_from("„“–—…€‚‘’"))


@given(LATIN | st.text())
@example("Rück\u00adruf für „Müßiggänger“ – 3½ µ")
@example("u\u0308ber\u00a0A\u030angstrom\u2011Straße")
@example("ŉ ſ İstanbul ǅ ﬁn ¼²ª·¨x")
def test_words_are_those_of_the_whole_text(text: str) -> None:
    assert words_of(text) == {word for keys in search_keys(text) for word in re.findall(r"\w+", keys)}


@given(st.lists(LATIN | st.text(), min_size=1, max_size=3))
@example(["Übung übung Ubung", "\u0308 a \u0308"])
def test_a_search_compares_the_words_of_the_whole_text(texts: list[str]) -> None:
    plain, spelled = (keys.split(" ") for keys in search_keys(whole("\n".join(texts))))
    words = dict.fromkeys(zip(plain, spelled, strict=True))
    kept = folded(texts)
    assert kept.same == " ".join(one for one, other in words if one == other)
    assert kept.plain == " ".join(one for one, other in words if one != other)
    assert kept.spelled == " ".join(other for one, other in words if one != other)
