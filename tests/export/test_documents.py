"""What holds for every format.

Names, media types, the registry, and that nothing but the edition counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime
from importlib import import_module

import pytest

from digest.domain.document import RenderOptions
from digest.domain.edition import Assembled, Edition
from digest.domain.errors import UsageError
from digest.domain.month import is_month
from digest.export.layout import document_name
from digest.export.registry import FORMATS, renderer
from tests.export.reading import readable
from tests.export.ten_picks import assembled, edition, picks, ten_picks

EXTENSIONS = {
    "markdown": "md", "html": "html", "fragment": "fragment.html", "email": "eml", "linkedin": "linkedin.txt",
    "mastodon": "mastodon.txt", "text": "txt", "json": "json",
}  # fmt: skip
HEAVY = {
    "jinja2",
    "markdown_it",
    "babel",
    "httpx2",
    "httpcore2",
    "feedparser",
    "textual",
    "tinydb",
    "lxml",
    "trafilatura",
}


def test_the_table_of_formats_is_complete() -> None:
    assert set(FORMATS) == set(EXTENSIONS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_its_name_and_what_it_makes(name: str) -> None:
    made = renderer(name)
    document = made.render(ten_picks(), RenderOptions())
    assert (made.name, made.extension) == (name, EXTENSIONS[name])
    assert document.name == f"2026-04-lesetipps.{EXTENSIONS[name]}"
    assert document.media_type.partition("/")[0] in ("text", "application", "message")


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_said_of_a_format_holds(name: str) -> None:
    spec, options = FORMATS[name], {field.name for field in fields(RenderOptions)}
    assert spec.has_limits == hasattr(import_module(spec.module), "limits")
    assert options.issuperset(spec.options)
    for form in spec.forms:
        assert renderer(name).render(ten_picks(), RenderOptions(**form.options)).body
        assert not [
            field
            for field in form.options
            if any(field in one.options for one in FORMATS.values()) and field not in spec.options
        ]
    document = renderer(name).render(ten_picks(), RenderOptions())
    assert spec.is_page <= document.media_type.startswith("text/html")
    assert spec.is_formatted <= document.media_type.startswith("text/html")


def test_an_unknown_format_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        renderer("docx")
    assert "docx" in str(caught.value.message)
    assert all(name in str(caught.value.remedy) for name in FORMATS)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(UsageError, match="Z"):
        RenderOptions(style="Z")


def test_english_editions_have_english_file_names() -> None:
    assert renderer("text").render(ten_picks("en_GB"), RenderOptions()).name == "2026-04-reading-tips.txt"


@pytest.mark.parametrize(
    "odd", ["../../etc/passwd", "/etc/passwd", "2026-04/../x", "", "..", "2026-1\n", "a\0b", "x" * 500, "２０２６-０４"]
)
def test_no_edition_id_or_title_leads_out_of_the_folder(odd: str) -> None:
    assert not is_month(odd)
    for name in FORMATS:
        made = renderer(name).render(assembled((), Edition(odd), title=odd, language=odd), RenderOptions()).name
        assert made == document_name(Edition(odd), odd, EXTENSIONS[name])
        assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert not made.startswith(".")
        assert len(made) < 80


@pytest.mark.parametrize("name", FORMATS)
def test_the_librarys_own_times_and_ids_change_no_byte(name: str) -> None:
    later = datetime(2030, 1, 1, tzinfo=UTC)
    touched = tuple(
        replace(pick, id=f"other{pick.id}", entry_id="e", created=later, changed=later, version=9, curator="X")
        for pick in picks()
    )
    other = assembled(touched, replace(edition(), created=later, changed=later, version=9), title=ten_picks().title)
    assert renderer(name).render(other, RenderOptions()) == renderer(name).render(ten_picks(), RenderOptions())


@pytest.mark.parametrize("name", FORMATS)
def test_an_edition_without_picks_is_a_title_and_no_more(name: str) -> None:
    empty = Assembled(Edition("2026-04"), "0 Lesetipps", "de", ())
    assert "0 Lesetipps" in readable(renderer(name).render(empty, RenderOptions()))


def test_text_without_comment_or_category_is_still_well_spaced() -> None:
    first, second = picks()[:2]
    chosen = (
        replace(first, comment="", category=""),
        replace(second, comment="\n Zwei Zeilen,\nmit Absicht. \n\n", category=""),
    )
    body = renderer("text").render(assembled(chosen, Edition("2026-04"), title="T"), RenderOptions()).body.decode()
    assert body == (
        "T\n\nWarum ein Ziel kein Kanal ist\n\n5. Teil: Kennzahlen, die niemand braucht\nZwei Zeilen,\nmit Absicht.\n"
    )


def test_data_carry_every_published_field_and_no_other() -> None:
    data = json.loads(renderer("json").render(ten_picks(), RenderOptions()).body)
    assert [pick["position"] for pick in data["picks"]] == list(range(1, 11))
    assert list(data) == [
        "schema", "id", "title", "language", "status", "closed", "url", "topic", "preheader", "intro", "outro",
        "categories", "picks",
    ]  # fmt: skip
    assert list(data["picks"][0]) == [
        "position", "category", "title", "original_title", "url", "source", "author", "via", "language", "published",
        "comment", "quotation", "quotation_source", "own_post", "sponsored", "medium",
    ]  # fmt: skip


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", code + "\nimport sys; print(*sys.modules)"], capture_output=True, check=True, text=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_listing_the_formats_loads_none_of_them() -> None:
    assert not loaded_by("import digest.export.registry") & HEAVY


@pytest.mark.parametrize(("name", "needs"), [
    ("text", {"markdown_it"}),
    ("json", set()),
    ("markdown", {"markdown_it"}),
    ("html", {"markdown_it", "jinja2"}),
    ("fragment", {"markdown_it", "jinja2"}),
    ("email", {"markdown_it", "jinja2"}),
    ("linkedin", {"markdown_it"}),
])  # fmt: skip
def test_a_format_loads_only_what_it_needs(name: str, needs: set[str]) -> None:
    code = (
        "from digest.export.registry import renderer; from digest.domain.document import RenderOptions\n"
        "from digest.domain.edition import Assembled, Edition\n"
        f"renderer({name!r}).render(Assembled(Edition('2026-04'), 'T', 'de', ()), RenderOptions())"
    )
    loaded = loaded_by(code)
    assert loaded & HEAVY == needs
    assert "digest.storage" not in loaded
