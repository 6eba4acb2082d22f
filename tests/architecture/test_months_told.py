"""A sentence names months and days as people do.

Ids and ISO dates stand in commands to be typed only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.syntax import tree

DIGEST = Path(__file__).resolve().parents[2] / "digest"

_QUOTED = re.compile("“[^”]*”")
_AN_ID = re.compile(r"(\bmonth|\bedition|edition_id|edition\.id|\.month|isoformat\(\))$")

# What is to be typed, though it is in no quotation marks.
_TYPED = ("Written in full, {month},", "Name the edition {file}, or no month.")


def sentences() -> Iterator[tuple[str, str, str, str]]:
    """File, template, place and expression of every value that a message is given."""
    for path in sorted(DIGEST.rglob("*.py")):
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("msg", "nmsg")):
                continue
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            for keyword in node.keywords:
                if keyword.arg and texts:
                    yield str(path.relative_to(DIGEST)), texts[0], keyword.arg, ast.unparse(keyword.value)


def test_no_sentence_holds_the_id_of_a_month() -> None:
    wrong = [
        (file, template, value)
        for file, template, place, value in sentences()
        if _AN_ID.search(value) and f"{{{place}}}" in _QUOTED.sub("", template) and not template.startswith(_TYPED)
    ]
    assert wrong == []


def test_the_rule_sees_an_id_where_there_is_one() -> None:
    assert _AN_ID.search("pick.edition_id")
    assert _AN_ID.search("day.isoformat()")
    assert not _AN_ID.search("NamedMonth(month)")
    assert len(list(sentences())) > 300
