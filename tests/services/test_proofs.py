"""An edition as it would look with what is being typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.bootstrap import Library
from tests.builders import MONTH, NOW, a_pick


@pytest.fixture
def library(tmp_path: Path) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat(), "LC_ALL": "de_DE.UTF-8"}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_pick(a_pick(1, comment="Ein Satz, der lang genug ist, um nicht bemängelt zu werden."), NOW)
    library.store.add_pick(a_pick(2, category="Krise"), NOW)
    return library


def test_a_proof_is_what_an_export_gives(library: Library) -> None:
    proof = library.proofs.proof(MONTH)
    for name in ("markdown", "html", "text", "email"):
        assert library.proofs.document(proof, name).body == library.exports.render(MONTH, name).body


def test_typed_texts_show_before_they_are_kept(library: Library) -> None:
    proof = library.proofs.proof(MONTH)
    typed = proof.with_pick("p2", {"title": "Getippt", "comment": "Noch nicht gespeichert."})
    text = library.proofs.document(typed, "text").body.decode()
    assert "Getippt" in text
    assert "Noch nicht gespeichert." in text
    assert library.store.pick("p2").comment == ""
    rules = [[remark.rule for remark in library.proofs.remarks(one)] for one in (proof, typed)]
    assert "no-comment" in rules[0]
    assert "no-comment" not in rules[1]


def test_without_a_title_of_its_own_the_edition_is_called_by_the_pattern(library: Library) -> None:
    library.editions.change(MONTH, {"title": "Eigener Titel"})
    proof = library.proofs.proof(MONTH)
    assert proof.assembled.title == "Eigener Titel"
    assert proof.with_edition({"title": ""}).assembled.title == proof.pattern_title != "Eigener Titel"


def test_a_closed_edition_keeps_its_title(library: Library) -> None:
    library.editions.change(MONTH, {"title": "Eigener Titel"})
    library.editions.close(MONTH)
    assert library.proofs.proof(MONTH).with_edition({"title": "Anderer"}).assembled.title == "Eigener Titel"


def test_an_edition_that_can_have_no_title_yet_is_called_by_its_month(library: Library, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[edition]\ntitle = "{thema}"\n', "utf-8")
    other = Library(library.environ, address=str(tmp_path / "library"), config=str(tmp_path / "config.toml"))
    proof = other.proofs.proof(MONTH)
    assert proof.assembled.title == MONTH
    assert "no-edition-title" in [remark.rule for remark in other.proofs.remarks(proof)]
