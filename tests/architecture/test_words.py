"""One word per thing: the glossary's "not" words name no class, and its wrong verbs no function."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# docs/glossary.md, column "not".
NOT_NOUNS = {
    "Source", "Channel", "Subscription", "Item", "Article", "Post", "Tag", "Annotation", "Blurb", "Favourite",
    "Favorite", "Star", "Issue", "Digest", "Newsletter", "Output", "Outputs", "Sources", "Channels", "Subscriptions",
    "Items", "Articles", "Posts", "Issues",
}  # fmt: skip
NOT_VERBS = {"sync", "pull", "grab"}
NOT_FILES = {"utils.py", "helpers.py", "types.py", "common.py", "models.py", "misc.py"}


def trees() -> list[tuple[Path, ast.Module]]:
    files = sorted((ROOT / "digest").rglob("*.py"))
    assert len(files) > 30
    return [(file, ast.parse(file.read_text(encoding="utf-8"))) for file in files]


def last_word(name: str) -> str:
    return re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)[-1]


def test_no_class_bears_a_word_that_the_glossary_refuses() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and last_word(node.name) in NOT_NOUNS
    ]
    assert not wrong


def test_no_function_bears_a_verb_that_the_glossary_refuses() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and NOT_VERBS & set(node.name.split("_"))
    ]
    assert not wrong


def test_files_are_named_by_their_subject() -> None:
    assert not [file for file, _ in trees() if file.name in NOT_FILES]


def test_the_glossary_in_the_docs_names_every_word_that_is_refused_here() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    singular = {word for word in NOT_NOUNS if word + "s" in NOT_NOUNS or word not in {w + "s" for w in NOT_NOUNS}}
    assert not [word for word in singular | NOT_VERBS if word.lower() not in text]
