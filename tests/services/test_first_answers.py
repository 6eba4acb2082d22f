"""The answers of the first start.

Which settings they change, and that no other target is overwritten.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.config.settings import CategorySettings, CuratorSettings, EditionSettings, PublishSettings, Settings
from digest.domain.errors import UsageError
from digest.services.session.first_answers import Answers, answers_now, changes_for, with_series

NONE = Answers()
PLACE = "https://blog.example/"


def test_unchanged_answers_change_nothing() -> None:
    settings = Settings(
        edition=EditionSettings(series="Lesetipps"),
        curator=CuratorSettings(name="Dora"),
        publish={"blog": PublishSettings(kind="wordpress", url=PLACE)},
    )
    now = answers_now(settings)
    assert now == Answers("Lesetipps", "Dora", "de", "wordpress", PLACE)
    assert changes_for(now, now, settings) == {}


def test_the_older_name_of_the_curator_is_known_and_targets_of_other_kinds_are_left_out() -> None:
    publish = {"post": PublishSettings(kind="smtp"), "ordner": PublishSettings(kind="folder", options={"folder": "/x"})}
    now = answers_now(Settings(edition=EditionSettings(curator="Emil"), publish=publish))
    assert (now.name, now.kind, now.place) == ("Emil", "folder", "/x")


def test_a_series_stands_in_the_title_unless_that_is_the_curators_own() -> None:
    named = changes_for(replace(NONE, series="Lesestoff"), NONE, Settings())
    assert named["edition.series"] == "Lesestoff"
    assert str(named["edition.title"]).startswith("{serie}: ")
    own = Settings(edition=EditionSettings(title="Mein {monat}"))
    assert "edition.title" not in changes_for(replace(NONE, series="Lesestoff"), NONE, own)


def test_an_emptied_series_takes_its_title_along() -> None:
    settings = Settings(edition=EditionSettings(series="Alt", title=with_series("de"), language="de"))
    emptied = replace(NONE, language="de")
    assert changes_for(emptied, answers_now(settings), settings) == {"edition.series": None, "edition.title": None}


def test_the_language_is_that_of_the_editions_and_of_their_title() -> None:
    first = changes_for(replace(NONE, series="Notes", language="en"), NONE, Settings())
    assert first == {
        "edition.series": "Notes",
        "edition.language": "en",
        "edition.title": with_series("en"),
        "categories.standing": "Strategy, Media relations, Internal comms, Crisis",
        "categories.order": "Strategy, Media relations, Internal comms, *, Crisis",
    }
    german = Settings(language="de", edition=EditionSettings(series="Notes", title=with_series("de")))
    later = changes_for(replace(answers_now(german), language="en"), answers_now(german), german)
    assert later == {"edition.language": "en", "edition.title": with_series("en")}


def test_categories_are_english_at_an_english_first_start_alone() -> None:
    """German ones, those that somebody has set, and those of a library in use stay."""
    english = replace(NONE, language="en")
    own = Settings(categories=CategorySettings(("Recht",), ("Recht", "*")))
    assert "categories.standing" not in changes_for(replace(NONE, language="de"), NONE, Settings())
    assert "categories.standing" not in changes_for(english, NONE, own)
    assert changes_for(english, answers_now(Settings()), Settings()) == {"edition.language": "en"}


@pytest.mark.parametrize(
    ("present", "name"),
    [
        ({}, "ghost"),
        ({"blog": "ghost"}, "blog"),
        ({"ghost": "wordpress"}, "ghost-2"),
        ({"ghost": "wordpress", "ghost-2": "folder"}, "ghost-3"),
    ],
)
def test_a_target_never_takes_the_name_of_one_of_another_kind(present: dict[str, str], name: str) -> None:
    settings = Settings(publish={one: PublishSettings(kind=kind, url=PLACE) for one, kind in present.items()})
    answers = replace(NONE, kind="ghost", place="neu.example")
    changes = changes_for(answers, NONE, settings)
    assert changes == {f"publish.{name}.kind": "ghost", f"publish.{name}.url": "https://neu.example"}


def test_a_folder_may_be_any_path_and_another_target_needs_an_address() -> None:
    changes = changes_for(replace(NONE, kind="folder", place="~/blog"), NONE, Settings())
    assert changes == {"publish.folder.kind": "folder", "publish.folder.folder": "~/blog"}
    for kind, place in (("folder", ""), ("ghost", ""), ("ghost", "kein Ort"), ("ghost", "file:///etc")):
        with pytest.raises(UsageError, match="needs a web address"):
            changes_for(replace(NONE, kind=kind, place=place), NONE, Settings())
