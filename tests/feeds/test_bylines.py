"""Who wrote a text, out of what pages put where an author belongs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.bylines import person

OWN = ("Lageblatt", "https://www.lageblatt.example/a", "lageblatt.example")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Petra Ahorn", "Petra Ahorn"),
        ("Von Petra Ahorn", "Petra Ahorn"),
        ("von Petra Ahorn und Jo Brandt", "Petra Ahorn und Jo Brandt"),
        ("By Petra Ahorn", "Petra Ahorn"),
        ("Ein Gastbeitrag von Petra Ahorn", "Petra Ahorn"),
        ("Text: Petra Ahorn", "Petra Ahorn"),
        ("Autorin: Petra Ahorn", "Petra Ahorn"),
        ("Petra Ahorn, LAGEBLATT", "Petra Ahorn"),
        ("Petra Ahorn | Lageblatt", "Petra Ahorn"),
        ("Petra Ahorn – Redakteurin Politik", "Petra Ahorn"),
        ("Petra Ahorn, freie Journalistin", "Petra Ahorn"),
        ("Redakteurin Petra Ahorn", "Petra Ahorn"),
        ("Petra Ahorn/dpa", "Petra Ahorn"),
        ("Petra Ahorn (pet)", "Petra Ahorn"),
        ("Petra Ahorn, dpa", "Petra Ahorn"),
        ("Petra Ahorn on", "Petra Ahorn"),
        ("ahorn@lageblatt.example (Petra Ahorn)", "Petra Ahorn"),
        ("Petra Ahorn <ahorn@lageblatt.example>", "Petra Ahorn"),
        ("Richard von Weiden", "Richard von Weiden"),
        ("Von Braun", "Von Braun"),
        ("Dr. Petra Ahorn", "Dr. Petra Ahorn"),
        ("Petra Ahorn, Jo Brandt", "Petra Ahorn, Jo Brandt"),
        ("Bo", "Bo"),
        ("<!--[CDATA[Petra Ahorn]]-->", "Petra Ahorn"),
        ("Von <![CDATA[Petra Ahorn]]>", "Petra Ahorn"),
        ("&lt;b&gt;Petra Ahorn&lt;/b&gt;", "Petra Ahorn"),
        ("Von: Petra Ahorn", "Petra Ahorn"),
        ("Autor:in: Petra Ahorn", "Petra Ahorn"),
        ("Petra Ahorn für Lageblatt", "Petra Ahorn"),
        ("Petra Ahorn (Text)", "Petra Ahorn"),
        ("By Petra Ahorn | 2 November 2026", "Petra Ahorn"),
        ("Petra Ahorn, Lageblatt-Redaktion", "Petra Ahorn"),
        ("fefe", "fefe"),
        ("Max Team-Berger", "Max Team-Berger"),
    ],
)
def test_a_person_is_named(said: str, name: str) -> None:
    assert person(said, OWN) == name


@pytest.mark.parametrize(
    "said",
    [
        "admin", "Administrator", "null", "undefined", "Von admin", "unbekannt", "Anonymous", "webmaster", "N/A", "",
        "redaktion@lageblatt.example", "Redaktion", "Die Redaktion", "Onlineredaktion", "Lageblatt-Redaktion",
        "Redaktion Wirtschaft",
        "Pressestelle", "Newsroom", "Team Kommunikation", "dpa", "DPA", "LTO", "(pet)", "pet", "dpa/lby", "Lageblatt",
        "lageblatt.example", "https://social.example/lageblatt", "Muster Verlag GmbH", "Verband der Kunst e. V.",
        "Chefredakteur",
        "Super User", "WordPress Admin", "null null", "Universität Leipzig", "Presse- und Öffentlichkeitsarbeit",
        "@petra", "Aktualisiert am 2. November 2026", "dpa-infocom", "[object Object]",
        "Foto: Petra Ahorn", "12345", "Editorial Team", "Staff Writer",
    ],
)  # fmt: skip
def test_roles_machines_and_outlets_are_nobody(said: str) -> None:
    assert person(said, OWN) == ""


@given(st.text(max_size=200))
def test_any_text_is_a_name_or_none(said: str) -> None:
    found = person(said, OWN)
    assert found == found.strip()
    assert "\n" not in found
