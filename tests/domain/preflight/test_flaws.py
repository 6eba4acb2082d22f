"""Everyday flaws of a draft are told, each by the rule for it.

Ordinary German and English text is left alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import Edition
from digest.domain.preflight.preflight_rules import look
from digest.domain.preflight.remark import Checked
from tests.domain.preflight.looking import COMMENT, good, good_pick, rules_of, spoiled

COMMENTS = [
    ("no-comment", "…"),
    ("no-comment", "?"),
    ("no-comment", "- –"),
    ("placeholder", "TK"),
    ("placeholder", f"TK: {COMMENT}"),
    ("placeholder", f"{COMMENT} TK"),
    ("placeholder", f"{COMMENT} [TK]"),
    ("placeholder", f"{COMMENT} tbd"),
    ("placeholder", f"{COMMENT} [bitte ergänzen]"),
    ("placeholder", f"{COMMENT} [Name]"),
    ("placeholder", f"{COMMENT} (bitte noch ergänzen)"),
    ("placeholder", f"{COMMENT} [hier Zitat einfügen]"),
    ("unfinished", f"{COMMENT} Kommentar folgt."),
    ("unfinished", f"{COMMENT} Text kommt noch"),
    ("unfinished", f"{COMMENT} Der zweite Teil folgt noch."),
    ("unfinished", f"{COMMENT} Zahlen noch ergänzen!"),
    ("link-text", f"{COMMENT} Mehr [hier](https://seite.example/x)."),
    ("link-text", f"{COMMENT} [Weiterlesen](https://seite.example/x)"),
    ("link-text", f"{COMMENT} [click here](https://seite.example/x)"),
    ("broken-link", f"{COMMENT} Siehe [den Anhang](/anhang)."),
    ("broken-link", f"{COMMENT} Siehe [den Anhang](anhang.html)."),
    ("broken-link", f"{COMMENT} Siehe [den Anhang]()."),
    ("broken-link", f"{COMMENT} Siehe [den Anhang](javascript:alert(1))."),
    ("broken-link", f"{COMMENT} Siehe [den Anhang](https://seite.example/x und mehr."),
    ("broken-link", f"{COMMENT} Siehe [den Anhang]("),
    ("broken-link", f"{COMMENT} Siehe [den Anhang] (https://seite.example/x)."),
    ("broken-link", f"{COMMENT} Siehe [Anhang(https://seite.example/x)."),
    ("broken-link", f"{COMMENT} Siehe den Anhang](https://seite.example/x)."),
    ("link-text", f"{COMMENT} Mehr [](https://seite.example/x)."),
    ("placeholder", f"{COMMENT} (Quelle?)"),
    ("placeholder", f"{COMMENT} Das sagen XX Prozent."),
    ("unfinished", "Platzhalter"),
    ("unfinished", f"{COMMENT} Hier fehlt noch ein Beleg."),
    ("bare-address", f"{COMMENT} https://seite.example/2026/11/ein-sehr-langer-pfad"),
    ("entity", f"{COMMENT} Müller &amp; Söhne"),
    ("garbled", f"{COMMENT} FÃ¼r alle."),
    ("garbled", f"{COMMENT} â€žJaâ€œ sagt niemand."),
    ("garbled", f"{COMMENT} Gr\ufffd\ufffde"),
    ("double-blank", COMMENT.replace("Übersicht: ", "Übersicht:  ")),
    ("doubled-word", f"{COMMENT} Und und das ist gut."),
    ("doubled-word", f"{COMMENT} Gelesen haben wir die die Studie."),
    ("doubled-word", f"{COMMENT} Das ist ist gut."),
    ("blank-before-mark", COMMENT.replace("Übersicht:", "Übersicht :")),
    ("blank-before-mark", f"{COMMENT} Gut , sehr gut."),
    ("blank-before-mark", f"{COMMENT} Wirklich ?"),
    ("hyphen-dash", f"{COMMENT} Gut gemacht - und gut erzählt."),
    ("hyphen-dash", f"{COMMENT} Gut gemacht! - Und gut erzählt."),
    ("comment-title", "So klingt eine gute Antwort, wenn niemand je gefragt hat, was sie bedeutet"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "comment"), COMMENTS)
def test_a_flaw_in_a_comment_is_told_with_the_pick(rule: str, comment: str) -> None:
    title = "So klingt eine gute Antwort, wenn niemand je gefragt hat, was sie bedeutet!"
    remarks = [
        remark for remark in look(spoiled(good(), comment=comment, title=title), {}) if remark.rule != "comment-short"
    ]
    assert [remark.rule for remark in remarks] == [rule]
    assert (remarks[0].place.position, remarks[0].place.field, remarks[0].place.text) == (1, "comment", "")
    assert look(spoiled(good(), comment=comment, silenced=(rule, "comment-short")), {rule: "so gewollt"}) == []


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("title-cut", {"title": "Warum Pressestellen jetzt endlich …"}),
        ("title-cut", {"title": "Warum Pressestellen jetzt endlich..."}),
        ("title-site", {"title": "Der Rückruf | PR-Journal", "source": "PR-Journal"}),
        ("title-site", {"title": "Der Rückruf - Seite", "url": "https://www.seite.example/1"}),
        ("title-site", {"title": "Der Rückruf | Der Bote Online", "source": "Der Bote"}),
        ("title-site", {"title": "Der Rückruf - Der Bote - Wirtschaft", "source": "Der Bote"}),
        ("title-site", {"title": "Der Rückruf – Der Tagesbote", "url": "https://www.der-tagesbote.example/1"}),
        ("entity", {"title": "Müller &amp; Söhne"}),
        ("entity", {"source": "Bote &#8211; Online"}),
        ("garbled", {"title": "Ã„rger im Verband"}),
        ("double-blank", {"title": "Der  Rückruf"}),
        ("doubled-word", {"title": "Der Rückruf nach nach der Krise"}),
    ],
)
def test_a_flaw_in_a_title_is_told(rule: str, fields: dict[str, Any]) -> None:
    assert rules_of(spoiled(good(), **fields)) == [rule]


def test_a_link_without_a_scheme_leads_nowhere() -> None:
    found = rules_of(spoiled(good(), comment=f"{COMMENT} Siehe [den Anhang](www.seite.example/anhang)."))
    assert found[0] == "broken-link"


ORDINARY = [
    "Die TK warnt: Immer mehr Beschäftigte schlafen schlecht, und fast niemand redet im Büro offen darüber.",
    "Laut TK-Studie fehlen die Leute, die die Regeln kennen, und die, die sie sie lehren könnten.",
    "In der Abteilung, in der der Chef schreibt, ist alles gut; sehr, sehr gut sogar, finde ich jedenfalls.",
    "Wie es weitergeht? Teil 2 folgt noch im Mai, und das Beste kommt noch: ein Interview mit der Autorin.",
    "Ein Beitrag … der lange nachwirkt. Die Vor- und Nachteile, 3 - 1 für die Presse, stehen am Ende. :-)",
    "Das „[…]“ im Zitat stört, doch was die Kolleg*innen sagen, stimmt: „Du musst es wollen, sonst wird es nichts.“",
    "Fragen Sie sich auch, was Sie davon haben? Sie erklären es Ihnen, und Ihre Geduld lohnt sich am Ende sehr.",
    "Siehe [die Studie (2025)](https://b.example/studie_(2025)) und [die Mail](mailto:a@b.example), die alles erklärt.",
    "Kurz: https://kurz.example. Die Liste steht [in diesem Beitrag](https://seite.example/x \"Titel\") und ist lang.",
    "- Erstens die Liste, die man kennt,\n- zweitens die Liste, die man kennen sollte,\n- drittens der ganze Rest.",
    "Baden-Baden, Duran Duran und die New Yorker Szene: Was war, war gut. Was was bedeutet, steht im Text davor.",
    "Ein Muss (hier auf Englisch) für alle, die schreiben; man muss die Zahlen aber selbst prüfen, das ist klar.",
    "Was kostet der Versand per E-Mail? 2 bis 3 Cent, rechnet die Agentur vor, und zwar ohne Umsatzsteuer.",
    "Naïve façades, São Paulo, Ângela, Ærø: Namen mit Zeichen, die man selten sieht, aber gerade so liest man sie.",
    "AT&T und H&M; R&D: alles Firmen mit einem Und im Namen, und keine davon hat bisher dazu Stellung genommen.",
    "Die Studie [siehe (https://a.example/b)] und die Liste [https://a.example] kennt man; beides lohnt den Klick.",
    "The report that that team wrote had had a bad start, but what it is is a very very good read for everyone.",
]  # fmt: skip


@pytest.mark.parametrize("comment", ORDINARY)
def test_ordinary_text_is_left_alone(comment: str) -> None:
    assert [remark.rule for remark in look(spoiled(good(), comment=comment), {})] == []


@pytest.mark.parametrize(
    "title",
    [
        "Und dann …",
        "Presse | Medien",
        "Was ist PR? – Eine Antwort in drei Sätzen",
        "TK: Krankenstand steigt",
        "Der Rückruf - eine Bilanz",
        "A & B; C",
    ],
)
def test_ordinary_titles_are_left_alone(title: str) -> None:
    assert rules_of(spoiled(good(), title=title, source="Bilanzblatt")) == []


def test_the_same_comment_and_the_same_title_twice_are_told_at_the_second() -> None:
    title = "Der Rückruf, von vorn erzählt"
    checked = good(good_pick(1, title=title, comment=COMMENT), good_pick(2, title=f"{title}.", comment=COMMENT.upper()))
    found = {remark.rule: remark.place.position for remark in look(checked, {})}
    assert found == {"same-comment": 2, "same-title": 2}


def test_sie_and_du_are_told_where_fewer_texts_have_them() -> None:
    formal = COMMENT + " Wenn Sie das lesen, haben Sie viel gelernt."
    informal = COMMENT[:-1] + ", die du kennst."
    checked = good(good_pick(1, comment=formal), good_pick(2, comment=informal), good_pick(3, comment=formal + " Gut."))
    assert [(remark.rule, remark.place.position) for remark in look(checked, {})] == [("address-form", 2)]
    assert rules_of(replace(checked, picks=[checked.picks[0], checked.picks[2]], target=2)) == []
    assert "address-form" not in rules_of(replace(checked, language="en"))


@pytest.mark.parametrize(
    ("title", "speaks"),
    [
        ("Lesetipps aus dem November 2026", False),
        ("Lesetipps aus dem November", False),
        ("Lesetipps aus dem Oktober und November", False),
        ("Lesetipps rund um 2030", False),
        ("Lesetipps aus dem Oktober", True),
        ("Lesetipps aus dem November 2025", True),
    ],
)
def test_a_title_of_another_month_is_told(title: str, speaks: bool) -> None:
    assert ("other-month" in rules_of(good(title=title))) is speaks
    typed = replace(good(), edition=Edition("2026-11", title=title))
    assert ("other-month" in rules_of(typed)) is speaks


def test_an_intro_with_this_month_of_another_year_is_told() -> None:
    intro = "Was im November 2025 zu lesen war."
    assert rules_of(good(edition=Edition("2026-11", intro=intro))) == ["other-month"]
    assert rules_of(good(edition=Edition("2026-11", intro="Schon im März 2025 war es so."))) == []


def mailed(**fields: Any) -> Checked:
    edition = Edition("2026-11", intro="Ein kurzer Monat.", **fields)
    return good(edition=edition, by_mail=True, title="Lesetipps aus dem November")


def test_subject_and_preheader_are_looked_at_if_the_edition_goes_out_by_mail() -> None:
    assert rules_of(mailed()) == ["preheader-missing"]
    assert rules_of(mailed(preheader="Was blieb.")) == []
    assert rules_of(mailed(preheader="Wort für Wort " * 11)) == ["preheader-long"]
    assert rules_of(mailed(preheader="Was blieb.", title="Lesetipps " * 8)) == ["subject-long"]
    assert rules_of(good(title="Lesetipps " * 8)) == []


def test_a_missing_source_is_told_if_entries_show_it() -> None:
    checked = spoiled(good(), source="", author="")
    assert rules_of(checked) == []
    assert rules_of(replace(checked, names_sources=True)) == ["no-source"]
    assert rules_of(replace(spoiled(checked, author="Ada"), names_sources=True)) == []


_HARD = st.sampled_from(
    ["[", "](", ")", "[a](", "<", "(", "„", '"', " ", "  ", "\n", "TK", "&", "-", " - ", "der ", "Sie ", "Ã"]
)


@given(pieces=st.lists(_HARD, min_size=1, max_size=4), times=st.integers(1, 400))
def test_no_text_raises(pieces: list[str], times: int) -> None:
    text = "".join(pieces) * times
    look(
        spoiled(good(edition=Edition("2026-11", intro=text, outro=text, preheader=text)), comment=text, title=text), {}
    )
