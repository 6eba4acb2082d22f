"""Title patterns: what may stand in one, and what is said where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.errors import ConfigError
from digest.domain.title import PLACES, check_pattern, fill_pattern

VALUES = {place: f"<{place}>" for place in PLACES}


@pytest.mark.parametrize("pattern", ["", "Lesetipps", "{n}", "".join(f"{{{place}}} " for place in PLACES), "{{x}}"])
def test_a_good_pattern_passes(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(("pattern", "named"), [
    ("{n} {tips}", "{tips}"),
    ("{}", "{}"),
    ("{0}", "{0}"),
    ("{N}", "{N}"),
    ("{n.__class__}", "{n.__class__}"),
    ("{n[0]}", "{n[0]}"),
    ("{n!r}", "{n!r}"),
    ("{n:>80}", "{n:>80}"),
    ("{n:{monat}}", "{n:{monat}}"),
])  # fmt: skip
def test_an_unknown_place_is_named_beside_those_allowed(pattern: str, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_pattern(pattern)
    assert named in str(caught.value.message)
    assert all(f"{{{place}}}" in str(caught.value.remedy) for place in PLACES)


@pytest.mark.parametrize("pattern", ["{", "}", "{n", "n}", "{n} {", "{n!}", "{n!rr}", "{a{b"])
def test_a_lone_brace_is_refused_with_the_way_to_write_one(pattern: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_pattern(pattern)
    assert "{{ and }}" in str(caught.value.remedy)


@given(st.text(), st.text())
def test_text_around_a_place_and_its_value_go_through_unchanged(around: str, value: str) -> None:
    escaped = around.replace("{", "{{").replace("}", "}}")
    assert fill_pattern(escaped + "{n}" + escaped, VALUES | {"n": value}) == around + value + around


@given(st.text(alphabet="{}ntips!:.[]a0 "))
def test_any_pattern_is_filled_or_refused_by_one_kind_of_error(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except ConfigError:
        return
    fill_pattern(pattern, VALUES)
