"""What readers with a screen reader, a keyboard or weak eyes need of every page.

Checked with axe by hand as well.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

import digest.export
from digest.domain.document import STYLES, RenderOptions
from digest.export.archive import archive_files
from digest.export.registry import renderer
from tests.export.contrast import contrast
from tests.export.reading import text_of
from tests.export.ten_picks import SERIES, marked_picks, ten_picks, three_closed

CSS = (Path(digest.export.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")


def pages() -> dict[str, bytes]:
    """Every kind of page in every style, with own posts and without."""
    made: dict[str, bytes] = {}
    for style in STYLES:
        for own in (False, True):
            options = RenderOptions(style=style, own_posts=own, numbered=own, credit=own, footer="Ein *Fuß*")
            made[f"{style} {own}"] = renderer("html").render(marked_picks(), options).body
            made[f"{style} {own} ten"] = renderer("html").render(ten_picks(), options).body
    archive = archive_files(three_closed(), SERIES, RenderOptions(footer="Ein *Fuß*"))
    return made | {name: body for name, body in archive.items() if name.endswith(".html")}


PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_structure_and_names(name: str) -> None:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(PAGES[name], transport_encoding="utf-8")
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    levels = [int(element.tag[1]) for element in elements if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tree.get("lang")
    assert (tree.findtext(".//title") or "").strip()
    assert len(tree.findall(".//main")) == 1
    assert all(text_of(link).strip() for link in tree.findall(".//a"))
    assert all(navigation.get("aria-label") for navigation in tree.findall(".//nav"))
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    # What is hidden from screen readers is only the bar between category and title.
    hidden = {text_of(element) for element in elements if element.get("aria-hidden")}
    assert hidden <= {"|"}


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_all_text_has_enough_contrast(mode: int) -> None:
    colours = dict(re.findall(r"--(\w+): (#\w{6});", re.findall(r"(?s):root \{(.*?)\}", CSS)[mode]))
    for name in ("ink", "dim", "accent"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name


def test_links_are_underlined_and_focus_is_seen() -> None:
    assert re.search(r"(?m)^a \{[^}]*text-decoration: underline", CSS)
    assert "a:focus-visible { outline: 2px" in CSS
