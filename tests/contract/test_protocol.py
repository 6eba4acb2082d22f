"""The contract itself: every method of the Protocol is in every backend and tried here."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from digest.storage.curator_store import CuratorStore
from digest.storage.edition_store import EditionStore
from digest.storage.store import EntryStore, FeedStore, LibraryStore, RefreshStore, Store
from tests.contract import conftest

PARTS = (FeedStore, EntryStore, RefreshStore, EditionStore, CuratorStore, LibraryStore)
METHODS = sorted(
    name
    for part in PARTS
    for name, value in vars(part).items()
    if inspect.isfunction(value) and not name.startswith("_")
)


def called_in_tests() -> set[str]:
    """The methods that tests of the contract call, in code that runs.

    No comment, no sentence, no helper unused.
    """
    called: set[str] = set()
    for file in Path(conftest.__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                called |= {
                    one.func.attr
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
                }
    return called


CALLED = called_in_tests()


@pytest.mark.parametrize("method", METHODS)
def test_every_backend_takes_what_the_protocol_says(store: Store, method: str) -> None:
    promised = inspect.signature(getattr(Store, method))
    kept = inspect.signature(getattr(store, method))  # that of the part which answers
    assert {name: (one.kind, one.default) for name, one in kept.parameters.items()} == {
        name: (one.kind, one.default) for name, one in promised.parameters.items() if name != "self"
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_contract_tries_every_method(method: str) -> None:
    assert method in CALLED


def test_the_contract_says_what_every_method_does() -> None:
    assert len(METHODS) > 40
    assert not [method for method in METHODS if not inspect.getdoc(getattr(Store, method))]
    assert "model" in conftest.BACKENDS
    assert len(conftest.BACKENDS) > 1


def test_the_store_is_its_parts_and_each_method_stands_in_one() -> None:
    assert set(PARTS) <= set(Store.__mro__)
    assert len(METHODS) == len(set(METHODS))
    assert not [name for name in vars(Store) if inspect.isfunction(vars(Store)[name]) and not name.startswith("_")]
