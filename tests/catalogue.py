"""The German catalogue.

Gathers the texts of the source, merges them into the .po and compiles the .mo.
`python -m tests.catalogue` (or `make messages`) does it; `tests/test_catalogue.py` checks that it was done.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from digest.cli import click_words

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "digest" / "locale" / "de" / "LC_MESSAGES" / "digest.po"
MO = PO.with_suffix(".mo")
#: Those of click's own words alone (`cli/click_words.py`).
CLICK_MO = MO.with_name("click.mo")

#: What takes a text, and how many forms of it.
KEYWORDS = {"translated": 1, "msg": 1, "nmsg": 2, "gathered": 1, "gathered_pair": 2}


_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def gathered() -> Catalog:
    """Every text of the source, also one in the arguments of another, which Babel's own extraction passes over."""
    catalog = new_catalog()
    for file in sorted((ROOT / "digest").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_bytes())):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in KEYWORDS:
                continue
            match call.args[: KEYWORDS[call.func.id]]:
                case [ast.Constant(str(single))] if single:
                    catalog.add(single)
                case [ast.Constant(str(single)), ast.Constant(str(plural))]:
                    catalog.add((single, plural))
    return catalog


def new_catalog() -> Catalog:
    """An empty one. Its dates are fixed.

    They stand in the .mo, and the same texts must give the same bytes.
    """
    return Catalog(
        locale="de", project="digest", charset="utf-8", fuzzy=False, creation_date=_NO_DATE, revision_date=_NO_DATE
    )


def committed() -> Catalog:
    """The .po as it stands."""
    with PO.open("rb") as stream:
        return read_po(stream, locale="de")


def po_bytes(catalog: Catalog) -> bytes:
    """The .po without dates and locations, so that only texts make a difference."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = (
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return header.encode() + buffer.getvalue().rstrip() + b"\n"


def mo_bytes(catalog: Catalog, only: Collection[str] | None = None) -> bytes:
    """The compiled catalogue; the same .po gives the same bytes.

    `only` are the texts wanted, by their singular.
    """
    clean = new_catalog()
    clean.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
    ]
    for message in catalog:
        single = message.id if isinstance(message.id, str) else message.id[0]
        if message.id and message.string and (only is None or single in only):
            clean.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, clean)
    return buffer.getvalue()


def click_texts() -> set[str]:
    """The texts of which `CLICK_MO` is made, by their singular."""
    return {*click_words.SINGLE, *(one for one, _ in click_words.COUNTED)}


def main() -> None:
    """Bring .po and .mo up to date and name what is still to be translated."""
    catalog = gathered()
    if PO.exists():
        known = committed()
        for message in catalog:
            if message.id and (old := known.get(message.id)) is not None:
                message.string = old.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_bytes(catalog))
    MO.write_bytes(mo_bytes(committed()))
    CLICK_MO.write_bytes(mo_bytes(committed(), click_texts()))
    for message in catalog:
        if message.id and not any(message.string if isinstance(message.string, tuple) else [message.string]):
            print(f"to translate: {message.id}")


if __name__ == "__main__":
    main()
