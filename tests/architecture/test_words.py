"""One word per thing: the glossary's refused words name nothing, and no name two things."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.syntax import tree

ROOT = Path(__file__).resolve().parents[2]

#: Names of files that say nothing of their subject.
NOT_FILES = {"utils", "util", "helpers", "helper", "types", "common", "models", "misc", "base", "core", "tools", "lib"}


def rows(table: int) -> list[tuple[str, str]]:
    """First and last column of the glossary's tables: 0 the nouns, 1 the verbs."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    found = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in tables[table].splitlines()[2:]]
    return [(cells[0], cells[-1]) for cells in found]


def words_refused(table: int, *, other_things: bool = True) -> set[str]:
    """The single words of the last column.

    Without `other_things` those that are another thing's name are left out.
    """
    refused: set[str] = set()
    for _, cell in rows(table):
        for part in re.split(r",\s*(?![^(]*\))", cell):
            word, _, about = part.partition("(")
            names = [word.strip(), *([] if about.startswith("that") else [about.rstrip(") ")])]
            if other_things or not about.startswith("that is"):
                refused |= {name.lower() for name in names if name and " " not in name}
    return refused - {re.split(r"[ (]", name)[0].lower() for name, _ in (*rows(0), *rows(1))}


def trees() -> list[tuple[Path, ast.Module]]:
    files = sorted((ROOT / "digest").rglob("*.py"))
    assert len(files) > 30
    return [(file, tree(file)) for file in files]


def below(file: Path) -> tuple[str, ...]:
    """The folders of a file in the project, wherever that is, and its name."""
    return file.relative_to(ROOT).parts


def last_word(name: str) -> str:
    """ "PastEditions" → "edition": the last word, in lower case and singular."""
    word = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)[-1].lower()
    return word.removesuffix("s") if word not in ("status", "news") else word


def test_the_glossary_is_read() -> None:
    assert {"channel", "subscription", "item", "annotation", "blurb", "favourite", "favorite", "newsletter"} <= (
        words_refused(0)
    )
    assert {"pull", "grab", "sync", "generate"} <= words_refused(1)
    assert "edition" not in words_refused(0)
    assert "history" not in words_refused(0, other_things=False)


def test_no_class_bears_a_word_that_the_glossary_refuses() -> None:
    refused = words_refused(0, other_things=False)
    wrong = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, module in trees()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and last_word(node.name) in refused
    ]
    assert not wrong


def test_no_function_bears_a_verb_that_the_glossary_refuses() -> None:
    refused = words_refused(1)
    wrong = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file, module in trees()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and refused & set(node.name.split("_"))
    ]
    assert not wrong


def test_files_are_named_by_their_subject() -> None:
    refused = words_refused(0, other_things=False) | NOT_FILES
    wrong = [
        str(file.relative_to(ROOT))
        for file, _ in trees()
        if not file.stem.startswith("__") and ({file.stem, last_word(file.stem)} & refused)
    ]
    assert not wrong


def test_no_two_public_classes_have_one_name() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for file, module in trees():
        for node in module.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_no_two_files_of_a_layer_have_one_name() -> None:
    homes: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for file, _ in trees():
        if not file.stem.startswith("__"):
            layer = file.relative_to(ROOT / "digest").parts[0]
            # Two engines answer the same questions, each in files of the same names.
            engine = "postgresql" if "postgresql" in below(file) else ""
            homes[layer, engine, file.stem].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def controllers() -> Iterator[tuple[str, str, Path]]:
    """Attribute, class and file of each controller of a screen, a dialog or the app."""
    homes = {
        node.name: file
        for file, module in trees()
        if "tui" in below(file) and "widgets" not in below(file)
        for node in module.body
        if isinstance(node, ast.ClassDef)
    }
    for holder in (node for file, module in trees() for node in module.body if "tui" in below(file)):
        if not isinstance(holder, ast.ClassDef) or not re.search("App|Screen|Dialog", holder.name):
            continue
        for node in ast.walk(holder):
            match node:
                case (
                    ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Call(func=ast.Name(id=called)))
                    | ast.FunctionDef(name=name, decorator_list=[ast.Name("cached_property")], returns=ast.Name(called))
                ) if called in homes and not name.startswith("_"):
                    yield name, called, homes[called]


def test_a_controller_has_one_name() -> None:
    """The class is the file's name, and so is the attribute, without the room's name before it."""
    found = list(controllers())
    assert len(found) > 40
    wrong = [
        f"{file.relative_to(ROOT)}: {called}, held as {name}"
        for name, called, file in found
        if called != "".join(map(str.capitalize, file.stem.split("_")))
        or name not in (file.stem, file.stem.removeprefix(f"{file.parent.name}_"))
    ]
    assert not wrong


def names_of_the_library(module: ast.AST) -> Iterator[str]:
    """The parameters, attributes and variables of a file that are a `digest.bootstrap.Library`."""
    for node in ast.walk(module):
        match node:
            case (
                ast.arg(arg=name, annotation=ast.Name(id="Library"))
                | ast.FunctionDef(name=name, returns=ast.Name(id="Library"), decorator_list=[_, *_])
                | ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="Library"))
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="Library")))
                | ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id="library"))
            ):
                yield name


def test_the_library_with_its_services_is_called_so_everywhere() -> None:
    called = {file: set(names_of_the_library(module)) for file, module in trees() if "storage" not in below(file)}
    front_ends = [names for file, names in called.items() if names and {"cli", "tui"} & set(below(file))]
    assert len(front_ends) > 10
    assert {str(file.relative_to(ROOT)): names for file, names in called.items() if names - {"library"}} == {}


@pytest.mark.parametrize("line", ["def f(core: Library): ...", "app = Library(environ)", "self.app = library"])
def test_another_name_of_the_library_is_found(line: str) -> None:
    assert set(names_of_the_library(ast.parse(line))) & {"core", "app"}


@pytest.mark.parametrize(
    ("name", "word"), [("PastEditions", "edition"), ("feed_tags", "tag"), ("RemoteStatus", "status")]
)
def test_the_last_word_of_a_name_is_found(name: str, word: str) -> None:
    assert last_word(name) == word
