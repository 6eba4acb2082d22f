"""Markdown read back by the programs that it is written for.

Each shows the words that our own HTML shows.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.domain.document import STYLES, RenderOptions
from digest.domain.edition import Assembled, Edition
from digest.export.comment import comment_html
from digest.export.commentmarkdown import comment_markdown
from digest.export.layout import typed
from digest.export.markdown import MarkdownRenderer
from tests.export.readers import READERS, kramdown, kramdown_is_there, shown
from tests.export.ten_picks import assembled, picks, ten_picks

needs_kramdown = pytest.mark.skipif(not kramdown_is_there(), reason="kramdown is not installed (make slow-tools)")

#: Comments in which a mark of some dialect is a word's, a date's or a placeholder's own.
COMMENTS = (
    "Journalist*innen und Leser*innen lesen anders. *Wirklich* jede*r Chef*in, **Kund*innen** und Leser_innen.",
    "18. September: Auftakt\n2. Oktober: Workshop\n30. Oktober: Schluss",
    "> 5. Mai: Start\n> 9. Mai: Ende\n\n3. Bronze\n2. Silber\n1. Gold",
    "1. Lesen\n2. Denken\n   - in Ruhe\n   - mit Stift\n3. Schreiben\n\nDanach Pause.",
    "Intern | extern\n\n| a | b |\n| - | - |",
    "Krise\n: was keiner plant\n\n: oder doch",
    "*[PR]: Pressearbeit\n\nPR ist mehr als PR[^1].\n\n[^1]: Fußnote",
    "Preis: $$5 und 6$$ in {:kurz} {::comment} weg {:/} oder {: .gross }",
    "{{ site.secret }} und {% raw %} sowie {{< youtube x >}} und {# nichts #}, dazu [gallery ids=1] und [[wiki]]",
    "Unten ~~alt~~, ~neu~ und ==markiert==\n^\n===\n!!! note\n??? tip",
    "Mehr auf https://lage.example/a_b_c?x=1&copy=2 und www.lage.example, Post an ich@lage.example.",
    "Gruß  \nIhr Team\\\nÖffentlichkeitsarbeit",
    "- eins\n- zwei\n\n  Absatz\n\n  > Zitat\n\n  1. a\n  2. b\n- drei\n\n1. vier\n2. fünf\n\n* sechs\n* sieben",
    "# Kein Titel\n\n    kein Code\n\n`kein Code`\n\n```\nkeiner\n```\n\n---\n\nText\n===",
    "- > Zitat im Punkt\n  > zweite Zeile\n- danach",
    "5. Platz: wir\n6. Platz: die anderen",
    "2. - *eins*\n3. zwei\n\n   > drei\n4. > *vier*",
    "- eins\n-\n- drei\n-",
    "1. eins\n2.\n3. drei",
    "+ 5 Prozent\n+ 6 Prozent",
    "Nur bis Freitag*.\n\n* ohne Gewähr",
    "[Verweis *mit* Nachdruck](https://lage.example/x_(y)) und <https://lage.example/ü>",
    "<b>fett</b> &amp; &copy; R&D <!-- weg --> AT&T",
    "> - Punkt\n>   - darin\n>\n> > noch ein Zitat",
)

WORDS = st.sampled_from([
    "Leser*innen", "Chef*in", "*Zitat*", "**fett**", "„Größe“", "5.", "17.", "(so)", "3*4", "Straße:", "größer", "|",
    "–", "$5", "{x}", "~", "#", ">", "+", "-", "=", ":", "_a_", "a_b", "1.", "2.", "100", "%", "&",
    "https://lage.example/a_b", "www.lage.example", "ich@lage.example", "[Wort](https://lage.example/z)",
    "[x]", "!", "\\*", "`", "<", "^", "???",
    "[^1]", "$$", "{:", "{{", "{%", "AT\\T", "*[x]:", "'n", '"so"', "--", "~~", "§\u00a05",
])  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
STARTS = st.sampled_from(["", "", "", "- ", "- ", "1. ", "2. ", "3. ", "> ", "  - ", "18. ", "* ", "> - ", "   1. "])
COMMENT = st.lists(
    st.tuples(STARTS, LINES, st.sampled_from(["\n", "\n\n", "  \n", "\\\n"])).map("".join), min_size=1, max_size=6
).map(lambda rows: typed("".join(rows)))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("comment", COMMENTS)
def test_each_program_shows_a_comment_as_our_html_does(comment: str, reader: str) -> None:
    assert shown(READERS[reader](comment_markdown(comment))) == shown(comment_html(comment))


@settings(max_examples=250, deadline=None)
@example("2. > 5.\n3. Leser*innen")
@given(COMMENT)
def test_each_program_shows_any_comment_as_our_html_does(comment: str) -> None:
    written, ours = comment_markdown(comment), shown(comment_html(comment))
    for name, read in READERS.items():
        assert shown(read(written)) == ours, name


def editions() -> list[Assembled]:
    chosen = tuple(replace(picks()[0], id=f"p{n}", comment=comment) for n, comment in enumerate(COMMENTS))
    edition = Edition("2026-04", intro=COMMENTS[0] + "\n\n- a\n- b", outro=COMMENTS[1])
    return [ten_picks(), assembled(chosen, edition, title="Preise: $5 | {{ x }} – *Teil* 1")]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("numbered", [False, True])
def test_every_program_shows_the_same_edition(style: str, numbered: bool) -> None:
    options = RenderOptions(style=style, numbered=numbered, credit=True, footer="- Fuß\n- Note")
    for edition in editions():
        written = MarkdownRenderer().render(edition, options).body.decode()
        first, *others = [shown(read(written)) for read in READERS.values()]
        assert others == [first] * len(others)


@pytest.mark.slow
@needs_kramdown
def test_jekylls_reader_shows_comments_and_editions_as_commonmark_does() -> None:
    options = [RenderOptions(style=style, numbered=numbered) for style in STYLES for numbered in (False, True)]
    written = [MarkdownRenderer().render(edition, option).body.decode() for edition in editions() for option in options]
    written += map(comment_markdown, COMMENTS)
    expected = [shown(READERS["CommonMark"](text)) for text in written]
    assert list(map(shown, kramdown(written))) == expected * 2


@pytest.mark.slow
@needs_kramdown
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(COMMENT, min_size=60, max_size=60))
def test_jekylls_reader_shows_any_comment_as_our_html_does(comments: list[str]) -> None:
    expected = [shown(comment_html(comment)) for comment in comments]
    assert list(map(shown, kramdown(list(map(comment_markdown, comments))))) == expected * 2


@pytest.mark.parametrize("comment", COMMENTS)
def test_templates_find_nothing_to_fill_in(comment: str) -> None:
    assert not re.search(r"\{[{%#]", comment_markdown(comment))
