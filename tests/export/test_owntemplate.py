"""The curator's own templates.

They see what is published and nothing else, and a mistake is told with its line.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.document import OwnTemplate, RenderOptions
from digest.domain.errors import UsageError
from digest.export.registry import renderer
from digest.services.publishing.templates import Templates
from tests.export.reading import mail_part, readable
from tests.export.ten_picks import SLOTS, marked_picks, ten_picks, with_pick

FULL = {"credit": True, "numbered": True, "footer": "Ein *Fuß*"}
FORMATS = {"txt": "text", "md": "markdown", "html": "fragment"}


def rendered(kind: str, source: str, edition: object = None, name: str = "", **sources: str) -> str:
    files = {f"mein.{kind}.j2": source} | {name.replace("_", "."): text for name, text in sources.items()}
    options = RenderOptions(template=OwnTemplate("mein", files, "/vorlagen"))
    return readable(renderer(name or FORMATS[kind]).render(edition or ten_picks(), options))  # type: ignore[arg-type]


def mistake(source: str, kind: str = "txt", **sources: str) -> str:
    with pytest.raises(UsageError) as caught:
        rendered(kind, source, **sources)
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    return str(caught.value.message)


@pytest.mark.parametrize("kind", sorted(FORMATS))
@pytest.mark.parametrize("options", [{}, FULL], ids=["plain", "full"])
def test_the_template_to_begin_with_gives_what_digest_gives(
    kind: str, options: dict[str, object], tmp_path: Path
) -> None:
    templates = Templates(tmp_path)
    templates.create("mein", kind)
    for edition in (ten_picks(), marked_picks(), with_pick(comment="", category="")):
        plain = RenderOptions(headings=True, **options)  # type: ignore[arg-type]
        own = RenderOptions(template=templates.own("mein"), **options)  # type: ignore[arg-type]
        made, expected = (renderer(FORMATS[kind]).render(edition, chosen) for chosen in (own, plain))
        assert made == expected


def test_a_template_says_everything_in_its_own_way() -> None:
    source = (
        "{{ title|upper }}: {% for e in entries if e.pick.language %}{{ e.pick.title }} {{ e.pick.url }}{% endfor %}"
    )
    assert rendered("txt", source) == (
        "GEDANKENGANG: 10 LESETIPPS AUS DEM APRIL: Alternative text is a headline, too https://plainwords.example/alt-text"
    )


def test_html_is_escaped_and_markdown_can_be() -> None:
    edition = with_pick(original_title="<b> *x* [y]", comment="*a* <i>")
    html = "{% for e in entries %}{{ e.pick.title }}|{{ e.pick.comment | comment }}{% endfor %}"
    assert rendered("html", html, edition) == "&lt;b&gt; *x* [y]|<p><em>a</em> &lt;i&gt;</p>"
    markdown = "{% for e in entries %}{{ e.pick.title | plain }}|{{ e.pick.comment | comment }}{% endfor %}"
    assert rendered("md", markdown, edition) == "&lt;b> \\*x\\* \\[y\\]|*a* &lt;i>"


def test_templates_may_include_others_of_the_folder() -> None:
    assert rendered("txt", "{% include 'kopf.j2' %}!", kopf_j2="Kopf: {{ month }}") == "Kopf: 2026-04!"


def test_a_mail_takes_the_parts_for_which_there_is_a_template() -> None:
    options = RenderOptions(template=OwnTemplate("mein", {"mein.txt.j2": "Nur Text: {{ title }}\n"}), mail=SLOTS)
    body = renderer("email").render(ten_picks(), options).body
    assert mail_part(body, "plain") == "Nur Text: Gedankengang: 10 Lesetipps aus dem April\n"
    assert "<h1" in mail_part(body, "html")


@pytest.mark.parametrize(("source", "line", "word"), [
    ("a\n{{ titel }}", 2, "titel"),
    ("a\nb\n{% for e in entries %}\n{{ e.pick.teaser }}\n{% endfor %}", 4, "teaser"),
    ("a\n{% if %}", 2, ""),
    ("{{ title", 1, ""),
    ("\n\n{{ title | gross }}", 3, "gross"),
    ("\n{{ 1 // 0 }}", 2, "zero"),
    ("\n{{ title + 1 }}", 2, ""),
    ("\n\n{{ entries[99].pick }}", 3, ""),
    ("\n{% include 'fehlt.j2' %}", 2, "fehlt.j2"),
])  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(source: str, line: int, word: str) -> None:
    said = mistake(source)
    assert f"/vorlagen/mein.txt.j2:{line}:" in said
    assert word in said


def test_a_mistake_in_an_included_template_is_named_there() -> None:
    assert "/vorlagen/kopf.j2:2:" in mistake("{% include 'kopf.j2' %}", kopf_j2="\n{{ nichts }}")
    assert "/vorlagen/kopf.j2:2:" in mistake("{% include 'kopf.j2' %}", kopf_j2="\n{% endif %}")


@pytest.mark.parametrize("source", [
    "{{ title.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ entries.__init__.__globals__ }}",
    "{{ words.__class__ }}",
    "{{ self.__init__.__globals__.__builtins__ }}",
    "{% set x = entries[0].pick.__setattr__('title', 'x') %}",
    "{{ range(10000000)|list|length }}",
    "{{ '-' * 10**10 }}",
    "{{ 10**10 * entries }}",
    "{{ 2**99999999 }}",
    "{{ 2**-1e9 }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% include '/etc/passwd' %}",
    "{% include '../config.toml' %}",
])  # fmt: skip
def test_a_strangers_template_cannot_get_out(source: str) -> None:
    assert "mein.txt.j2" in mistake(source)


def test_a_template_of_another_kind_is_asked_for_by_name() -> None:
    options = RenderOptions(template=OwnTemplate("mein", {"mein.txt.j2": ""}))
    with pytest.raises(UsageError, match=r"mein\.html\.j2"):
        renderer("html").render(ten_picks(), options)


def test_the_same_template_gives_the_same_bytes() -> None:
    source = "{% for e in entries %}{{ e.pick.title }}{% endfor %}"
    assert rendered("html", source) == rendered("html", source)


def test_what_is_no_character_does_not_break_the_file() -> None:
    assert rendered("txt", "a{{ '\\ud800' }}b") == "a?b"


def test_ordinary_sums_are_no_trouble() -> None:
    assert rendered("txt", "{{ '-' * title|length }} {{ 3 * 2**4 }} {{ 2.5 * 2 }}") == "-" * 40 + " 48 5.0"


def test_in_a_mail_the_placeholders_of_the_template_stay_and_those_of_texts_do_not() -> None:
    tags = "{{ Vorname }} {% x %} *|FNAME|*"
    edition = with_pick(
        original_title=tags, category=tags, source=tags, author=tags, quotation=tags, comment=f"*{tags}*"
    )
    edition = replace(edition, title=tags, edition=replace(edition.edition, intro=tags, outro=tags, preheader=tags))
    html = (
        "{{ '{{ Abmelden }}' }} {{ title }} {{ preheader }} {{ intro | comment }} {{ outro | comment }}"
        "{% for e in entries %}{{ e.category }} {{ e.pick.title }} {{ e.credit }} {{ e.pick.quotation }}"
        "{{ e.pick.comment | comment }}{% endfor %}"
    )
    options = RenderOptions(template=OwnTemplate("mein", {"mein.html.j2": html}), mail=SLOTS, credit=True, part="html")
    made = renderer("email").render(edition, options).body.decode()
    assert made.startswith("{{ Abmelden }} ")
    rest = made.removeprefix("{{ Abmelden }} ")
    assert not any(mark in rest for mark in ("{{", "{%", "*|"))
    assert rest.count("Vorname") == 11
