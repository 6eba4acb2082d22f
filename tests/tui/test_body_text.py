"""Bodies and previews as text.

Numbers, breaks, quotations and addresses as a page shows them.
"""

from __future__ import annotations

import pytest

from digest.export.comment import comment_html
from digest.tui.widgets.body_text import body_text


@pytest.mark.parametrize(("comment", "lines"), [
    ("18. September: Auftakt\n2. Oktober: Workshop", ["18. September: Auftakt", "2. Oktober: Workshop"]),
    ("1. Lesen\n2. Denken", ["1. Lesen", "2. Denken"]),
    ("5. Mai\n6. Mai", ["5. Mai", "6. Mai"]),
    ("- a\n- b", ["• a", "• b"]),
    ("1. a\n   - x\n2. b", ["1. a", "• x", "2. b"]),
    ("> Zitat\n\nDanach", ["│ Zitat", "Danach"]),
    ("Leser*innen  \n*und* Chef*innen", ["Leser*innen", "und Chef*innen"]),
    ("[x](https://xn--mller-kva.example/%C3%BC)", ["x (https://müller.example/ü)"]),
    ("https://xn--mller-kva.example/%C3%BC", ["https://müller.example/ü"]),
])  # fmt: skip
def test_a_comment_reads_in_the_preview_as_on_the_page(comment: str, lines: list[str]) -> None:
    shown = [line.strip() for line in body_text(comment_html(comment)).plain.split("\n")]
    assert [line for line in shown if line] == lines


@pytest.mark.parametrize("start", ["x", "", "99999999999", "-3"])
def test_a_list_with_a_senseless_start_is_a_list(start: str) -> None:
    shown = body_text(f'<ol start="{start}"><li>a</li><li>b</li></ol></ol>').plain.split()
    assert [word for word in shown if word.isalpha()] == ["a", "b"]
