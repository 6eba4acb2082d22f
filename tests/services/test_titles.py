"""The titles of editions: a table of what they must read, in German, Austrian and English."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from digest.domain.errors import ConfigError, UsageError
from digest.services.curation.titles import edition_title


def title(pattern: str, **given: object) -> str:
    values: dict[str, object] = {
        "edition_id": "2017-04", "count": 10, "language": "de", "series": "Meine Gedankenspiele",
        "topic": "", "number": 7,
    }  # fmt: skip
    return edition_title(pattern, **(values | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(("pattern", "given", "expected"), [
    ("{serie}: {n} {tipps} aus dem {monat}", {}, "Meine Gedankenspiele: 10 Lesetipps aus dem April"),
    ("{n} {tipps} aus dem {monat}", {"count": 1}, "1 Lesetipp aus dem April"),
    ("{n} {tipps} aus dem {monat}", {"count": 0}, "0 Lesetipps aus dem April"),
    ("{n} {tipps} aus dem {monat} {jahr}", {"edition_id": "2019-10"}, "10 Lesetipps aus dem Oktober 2019"),
    ("{serie} {monat} {jahr}", {"series": "Monatslese", "edition_id": "2026-03"}, "Monatslese März 2026"),
    ("{n} {tipps} zu {thema}", {"topic": "Krisen & Chancen"}, "10 Lesetipps zu Krisen & Chancen"),
    ("Nummer {nummer}", {}, "Nummer 7"),
    ("KW {woche}", {"edition_id": "2014-02"}, "KW 9"),
    ("KW {woche}", {"edition_id": "2024-12"}, "KW 1"),  # 31 December 2024 lies in week 1 of 2025
    ("KW {woche}", {"edition_id": "2020-12"}, "KW 53"),
    ("aus dem {monat}", {"edition_id": "2017-01", "language": "de"}, "aus dem Januar"),
    ("aus dem {monat}", {"edition_id": "2017-01", "language": "de_AT"}, "aus dem Jänner"),
    ("aus dem {monat}", {"edition_id": "2017-01", "language": "de-AT"}, "aus dem Jänner"),
    ("aus dem {monat}", {"edition_id": "2017-01", "language": "de_CH"}, "aus dem Januar"),
    ("{n} {tipps} from {monat}", {"language": "en"}, "10 reading tips from April"),
    ("{n} {tipps} from {monat}", {"language": "en_GB", "count": 1, "edition_id": "2026-05"}, "1 reading tip from May"),
    ("{n} {tipps}", {"language": "en", "count": 0}, "0 reading tips"),
    ("{n} {tipps} aus dem {monat}", {"language": "tlh", "edition_id": "2026-12"}, "10 Lesetipps aus dem Dezember"),
    ("{monat}", {"language": "de_XX", "edition_id": "2026-03"}, "März"),
    ("{monat}", {"language": "C"}, "April"),
    ("{monat}", {"language": "", "edition_id": "2026-03"}, "März"),
    ("{monat}", {"language": "fr_FR", "edition_id": "2026-08"}, "août"),
    ("{{{n}}} {{Tipps}}", {}, "{10} {Tipps}"),
    ("Lesetipps", {"series": ""}, "Lesetipps"),
    ("{thema}", {"topic": "{serie} und {boom}"}, "{serie} und {boom}"),
    ("", {}, ""),
])  # fmt: skip
def test_a_pattern_reads_as_expected(pattern: str, given: dict[str, object], expected: str) -> None:
    assert title(pattern, **given) == expected


def test_all_twelve_months_follow_aus_dem() -> None:
    months = [title("{monat}", edition_id=f"2026-{number:02}") for number in range(1, 13)]
    assert " ".join(months) == ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")


@pytest.mark.parametrize("first", ["de_DE", "de_AT", "en"])
def test_austrian_months_do_not_depend_on_what_was_loaded_before(first: str) -> None:
    code = (
        "from digest.config.clock import month_name\n"
        f"month_name('2017-01', {first!r})\n"
        "print(month_name('2017-01', 'de_AT'), month_name('2017-01', 'de_DE'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"}
    )
    assert done.stdout.decode().split() == ["Jänner", "Januar"]


@pytest.mark.parametrize(("pattern", "place"), [("{n} zu {thema}", "{thema}"), ("{serie}: {n}", "{serie}")])
def test_an_empty_word_that_the_pattern_uses_is_an_error_with_a_remedy(pattern: str, place: str) -> None:
    with pytest.raises(UsageError) as caught:
        title(pattern, series="", topic=" ")
    assert place in str(caught.value.message)
    assert caught.value.remedy
    assert place in str(caught.value.remedy)


def test_a_bad_pattern_is_refused() -> None:
    with pytest.raises(ConfigError):
        title("{n} {tips}")


@pytest.mark.parametrize(
    ("language", "title"), [("de", "10 Lesetipps aus dem Dezember"), ("en_GB", "10 reading tips from December")]
)
def test_the_default_title_is_nobodys_series_and_of_one_language(language: str, title: str) -> None:
    from digest.services.curation.titles import default_pattern

    given = {"edition_id": "2026-12", "count": 10, "language": language, "series": "", "topic": "", "number": 1}
    assert edition_title(default_pattern(language), **given) == title
