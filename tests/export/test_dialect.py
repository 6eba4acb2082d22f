"""How comments are read.

Stars and numbers of German prose stay what they are, in every format alike.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digest.domain.document import STYLES, RenderOptions
from digest.domain.edition import Edition
from digest.domain.prose import MOST_LINES
from digest.export.archive import Series, archive_files
from digest.export.comment import comment_html
from digest.export.commentmarkdown import comment_markdown
from digest.export.commenttext import comment_text
from digest.export.layout import typed
from digest.export.registry import FORMATS, renderer
from tests.export.readers import READERS, shown
from tests.export.reading import mail_part
from tests.export.ten_picks import assembled, picks, three_closed


def words(comment: str) -> str:
    """What a reader sees of it.

    "/" around emphasis, "*" around bold words, addresses of links in pointed brackets.
    """
    return shown(comment_html(comment).replace("*", "✱")).replace("*", "#").replace("✱", "*")


@pytest.mark.parametrize("comment", [
    "Journalist*innen und Leser*innen lesen anders.",
    "Jede*r Chef*in sollte ihre*seine Leute kennen.",
    "Das Format 3*4*5, 2 * 3 * 4, 10**6 und 2**10.",
    "(m*w*d), Ärzt*innen, Ökolog*innen, élève*s, Bürger*innenmeister*in",
    "Nur bis Freitag*, Anmeldung bis Montag*.",
    "Journalist_innen und Leser_innen und Kund:innen und Gäst/innen",
    "*innen und *in sind Endungen",
    "*Leser*innen meint alle; auch Kund*innen.",
    "Nur bis Freitag*.\n* ohne Gewähr",
])  # fmt: skip
def test_a_star_of_german_prose_is_a_star(comment: str) -> None:
    assert words(comment) == comment


@pytest.mark.parametrize(("comment", "seen"), [
    ("Das ist *wirklich* gut, und (*so*) auch: *innen und außen*.",
     "Das ist /wirklich/ gut, und (/so/) auch: /innen und außen/."),
    ("**Leser*innen** und *Autor*innen* und Kund*innen.", "#Leser*innen# und /Autor*innen/ und Kund*innen."),
    ("Ein *Sonder*fall, ein Sonder**fall** und ***beides***.", "Ein /Sonder/fall, ein Sonder#fall# und /#beides#/."),
    ("Ein **„Zitat“**, »*Übung*«, *Ähre*.", "Ein #„Zitat“#, »/Übung/«, /Ähre/."),
    ("Für Kolleg*innen und *wirklich* alle Chef*innen.", "Für Kolleg*innen und /wirklich/ alle Chef*innen."),
    ("- Leser*innen\n- *alle* Chef*innen", "Leser*innen\n/alle/ Chef*innen"),
    ("Leser\\*innen \\*so\\*", "Leser*innen *so*"),
    ("Mehr für [Leser*innen](https://a.example/x*y) und Autor*innen.",
     "Mehr für <https://a.example/x*y>Leser*innen<https://a.example/x*y> und Autor*innen."),
])  # fmt: skip
def test_emphasis_works_beside_it(comment: str, seen: str) -> None:
    assert words(comment) == seen


@pytest.mark.parametrize("comment", [
    "17. April: Frist endet.",
    "18. September: Auftakt\n2. Oktober: Workshop\n30. Oktober: Schluss",
    "1. Mai ist Feiertag.\n3. Oktober auch.",
    "05. Mai\n06. Mai",
    "1. Mai: eins\n1. Juni: zwei\n1. Juli: drei",
    "1. Platz: wir\n1. Platz: ihr",
    "3. Bronze\n2. Silber\n1. Gold",
    "1. Bund\n2. Land\n4. Kreis",
    "17. 05. 2026 in Köln",
    "2027. Besser?",
    "+ 5 Prozent\n+ 6 Prozent",
    "3) drei\n2) zwei",
    "7. Mai\n8. Mai",
    "1. Lesen\n2. Denken\n3. Schreiben",
])  # fmt: skip
@pytest.mark.parametrize("form", ["{}", "- Termine\n\n  {}", "> {}", "> - a\n>   - {}", "Vorweg.\n\n{}"])
def test_numbers_at_line_starts_stay_those_that_were_typed(comment: str, form: str) -> None:
    before, _, _ = form.partition("{}")
    lead = re.sub(r"[^>]", " ", before.rpartition("\n")[2])
    whole = before + comment.replace("\n", "\n" + lead)
    assert words(whole).endswith(comment)
    for reader in READERS.values():
        assert shown(reader(comment_markdown(whole))).endswith(comment)
    assert re.sub(r"(?m)^[> -]+", "", comment_text(whole)).endswith(comment)
    # With empty lines between, each is a paragraph or a loose entry.
    apart = before + comment.replace("\n", f"\n{lead.rstrip()}\n{lead}")
    assert words(apart).endswith(comment)


@pytest.mark.parametrize("comment", ["- 5 % Umsatz", "> 50 Prozent der Befragten", "Gut.\n\n> 1.000 € sparen"])
def test_signs_of_mathematics_stay(comment: str) -> None:
    seen = comment.replace("\n\n", "\n")
    assert words(comment) == seen
    assert comment_text(comment).replace("\n\n", "\n") == seen
    assert all(shown(reader(comment_markdown(comment))) == seen for reader in READERS.values())
    assert comment_html("- 5 % mehr\n- 7 % weniger").count("<li>") == 2
    assert comment_html("> Zitat\n> 50 % mehr").startswith("<blockquote>")


def test_a_list_that_counts_is_a_list() -> None:
    assert comment_html("1. Lesen\n2. Denken\n3. Schreiben").count("<li>") == 3
    assert comment_html("1. Lesen\n1. Denken\n1. Schreiben").count("<li>") == 3
    assert '<ol start="5">' in comment_html("5. Mai\n6. Mai")
    assert words("1. Lesen\n   18. März\n2. Denken\n   - a\n   - b") == "1. Lesen 18. März\n2. Denken\na\nb"


@pytest.mark.parametrize(("comment", "html"), [
    ("Siehe https://a.example/x(y). Ende",
     '<p>Siehe <a href="https://a.example/x(y)">https://a.example/x(y)</a>. Ende</p>'),
    ("(https://a.example/x)!", '<p>(<a href="https://a.example/x">https://a.example/x</a>)!</p>'),
    ("„https://a.example/“", '<p>„<a href="https://a.example/">https://a.example/</a>“</p>'),
    ("www.a.example, b@a.example.",
     ('<p><a href="http://www.a.example">www.a.example</a>, '
      '<a href="mailto:b@a.example">b@a.example</a>.</p>')),
    ("https://a.example/*x*_y_", '<p><a href="https://a.example/*x*_y">https://a.example/*x*_y</a>_</p>'),
    ("*https://a.example/*", '<p><em><a href="https://a.example/">https://a.example/</a></em></p>'),
    ("[mehr https://a.example](https://b.example)", '<p><a href="https://b.example">mehr https://a.example</a></p>'),
    ("https://a.example/?utm_source=x&b=1", '<p><a href="https://a.example/?b=1">https://a.example/?b=1</a></p>'),
    ("https://ich:geheim@a.example/", '<p><a href="https://a.example/">https://a.example/</a></p>'),
    ("https://xn--mller-kva.example/%C3%BC", '<p><a href="https://xn--mller-kva.example/%C3%BC">https://müller.example/ü</a></p>'),
    ("ftp://a.example xhttps://a.example a@b", "<p>ftp://a.example xhttps://a.example a@b</p>"),
    ("eins  \nzwei\\\ndrei\nvier", "<p>eins<br>zwei<br>drei vier</p>"),
    ("a  \n  \nb", "<p>a</p>\n<p>b</p>"),
])  # fmt: skip
def test_bare_addresses_are_links_and_forced_line_breaks_stay(comment: str, html: str) -> None:
    assert comment_html(comment).rstrip("\n") == html


def test_the_text_formats_keep_breaks_and_name_no_address_twice() -> None:
    assert comment_text("eins  \nzwei\ndrei https://a.example/ü [x](https://a.example/%C3%BC)") == (
        "eins\nzwei drei https://a.example/ü x (https://a.example/ü)"
    )
    assert comment_text("1) a\n2) b") == "1) a\n2) b"


PROSE = st.sampled_from(
    [
        "Leser*innen",
        "Chef*in",
        "größer",
        "„Zitat“",
        "3*4",
        "18.",
        "2.",
        "Straße,",
        "(Übung)",
        "AT&T",
        "–",
        "a_b",
        "5 %",
        "jede*r",
    ]
)
MARKED = st.sampled_from(["*{}*", "**{}**", "„{}“", "({})", "{},", "{}"])
ROW = st.tuples(
    st.sampled_from(["", "", "- ", "1. ", "2. ", "> ", "18. ", "  - "]),
    st.lists(st.tuples(MARKED, PROSE), min_size=1, max_size=4),
).map(lambda row: row[0] + " ".join(mark.format(word) for mark, word in row[1]))
COMMENT = st.lists(st.tuples(ROW, st.sampled_from(["\n", "\n\n", "  \n"])).map("".join), min_size=1, max_size=5).map(
    lambda rows: typed("".join(rows))
)


def letters(text: str) -> list[str]:
    """The words of a text in their order: letters, digits and the stars inside words."""
    return re.findall(r"[^\W_]+(?:\*[^\W_]+)*", text)


@settings(max_examples=60, deadline=None)
@given(COMMENT, st.sampled_from(STYLES))
def test_every_word_comes_out_once_and_in_its_order_in_every_format(comment: str, style: str) -> None:
    pick = replace(picks()[0], comment=comment, url="", original_title="Anfang", category="IK", source="Ende")
    of = assembled((pick,), Edition("2026-04", intro=comment, outro=comment), title="Titel")
    options = RenderOptions(style=style)
    expected = letters(shown(comment_html(comment)))
    assume(expected)  # "*–*" has no word to be looked for
    assert [word for word in expected if not word.isdigit()] == [
        word for word in letters(comment) if not word.isdigit()
    ]
    made = {name: renderer(name).render(of, options).body for name in FORMATS}
    blocks = renderer("fragment").render(of, replace(options, blocks=True)).body.decode()
    seen = {
        "html": shown(re.sub(r"(?s)^.*?<main>", "", made["html"].decode())),
        "fragment": shown(made["fragment"].decode()),
        "blocks": shown(re.sub(r"<!--.*?-->", "", blocks)),
        "markdown": shown(READERS["GitHub"](made["markdown"].decode())),
        "text": made["text"].decode(),
        "linkedin": made["linkedin"].decode(),
        "mail": shown(re.sub(r"(?s)^.*?<body", "<body", mail_part(made["email"], "html"))),
        "mail text": mail_part(made["email"], "plain"),
    }
    for name, text in seen.items():
        found = letters(unescape(text))
        at = [place for place in range(len(found)) if found[place : place + len(expected)] == expected]
        assert len(at) >= 3, (name, text)


def test_intro_and_outro_in_archive_and_feed_are_read_alike() -> None:
    closed = three_closed()
    edition = replace(closed[0], edition=replace(closed[0].edition, intro="Liebe Leser*innen, liebe Kolleg*innen!"))
    files = archive_files([edition], Series("Reihe", "Anna"), RenderOptions(footer="Von Chef*innen für Leser*innen"))
    for name, body in files.items():
        text = unescape(unescape(body.decode()))
        assert name == "index.html" or "Liebe Leser*innen, liebe Kolleg*innen!" in text
        assert "Von Chef*innen für Leser*innen" in text


def test_a_text_of_too_many_lines_is_plain_paragraphs_with_every_word() -> None:
    """Nobody comments in ten thousand lines.

    Reading them as lists of one entry each would take seconds.
    """
    rows = [f"- Wort{number} *a*" for number in range(MOST_LINES)]
    text = "\n".join([*rows, "", "Ende"])
    said = unescape(re.sub("<[^>]+>", " ", comment_html(text)))
    assert said.split() == text.split()
    assert comment_html(text).count("<p>") == 2
    assert comment_html("\n".join(rows)).count("<li>") == MOST_LINES
