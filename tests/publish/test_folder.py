"""A site's checkout, in real git.

The file is a draft with its generator's front matter, and nobody's work is lost.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digest.domain.document import GENERATORS, STYLES
from digest.domain.errors import ConfigError
from digest.services.curation.editions import Editions
from digest.services.publishing.outcomes import PushState
from tests.builders import at
from tests.export.reading import read_markdown
from tests.export.ten_picks import ten_picks
from tests.publish.newsroom import MONTH, Newsroom, toml

SLUG = "lesetipps-2026-04"


def room(place: Path, environ: Mapping[str, str] | None = None, **options: object) -> Newsroom:
    site = place / "site"
    site.mkdir(exist_ok=True)
    target = {"kind": "folder", "folder": str(site)} | options
    return Newsroom(place, toml(target), environ=dict(environ or {}))


def only_file(folder: Path) -> Path:
    (path,) = (path for path in (folder / "site").rglob("*") if path.is_file() and ".git" not in path.parts)
    return path


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter, read by a YAML parser, and the text behind it."""
    yaml = pytest.importorskip("yaml")
    opening, matter, text = path.read_text("utf-8").split("---\n", 2)
    assert not opening
    return yaml.safe_load(matter), text


@pytest.mark.parametrize("generator", GENERATORS)
def test_each_generator_finds_a_draft_with_its_own_front_matter(generator: str, tmp_path: Path) -> None:
    assert room(tmp_path, front_matter=generator).push().state is PushState.CREATED
    path = only_file(tmp_path)
    assert path.name == (f"2026-04-30-{SLUG}.md" if generator == "jekyll" else f"{SLUG}.md")
    head, text = read(path)
    assert head["title"] == "10 Lesetipps aus dem April"
    assert head.get("draft", not head.get("published", False)) is True
    assert len(read_markdown(text.encode()).links) == 11
    assert text.endswith("\n\n<!-- digest:2026-04 -->\n")


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_closed_edition_is_a_draft_as_well_until_both_say_otherwise(generator: str, tmp_path: Path) -> None:
    for options, consent, is_draft in (
        ({}, {}, True),
        ({"status": "publish"}, {}, True),
        ({}, {"public": True}, True),
        ({"status": "publish"}, {"public": True}, False),
    ):
        place = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        place.mkdir()
        news = room(place, front_matter=generator, **options)
        Editions(news.store, news.settings, lambda: at(0)).close(MONTH)
        news.push(**consent)
        head, _ = read(only_file(place))
        assert head.get("draft", not head.get("published", False)) is is_draft


def test_what_somebody_published_there_is_left_and_stays_published(tmp_path: Path) -> None:
    news = room(tmp_path, front_matter="hugo")
    news.push()
    path = only_file(tmp_path)
    path.write_text(path.read_text("utf-8").replace("draft: true", "draft: false"), "utf-8")
    news.change(intro="Neu.")
    assert news.push().state is PushState.PUBLISHED
    assert "Neu." not in path.read_text("utf-8")
    assert news.push(overwrite=True).state is PushState.UPDATED
    head, text = read(path)
    assert head["draft"] is False
    assert "Neu." in text


@pytest.mark.parametrize(("pattern", "name"), [
    ("", f"{SLUG}.md"),
    ("content/posts/{slug}", f"content/posts/{SLUG}.md"),
    ("content/{year}/{month}/{slug}/index.md", f"content/2026/04/{SLUG}/index.md"),
    ("_posts/{date}-{slug}.markdown", f"_posts/2026-04-30-{SLUG}.markdown"),
    ("{edition}.md", "2026-04.md"),
])  # fmt: skip
def test_the_path_is_the_users_and_stays_after_the_first_push(pattern: str, name: str, tmp_path: Path) -> None:
    news = room(tmp_path, path=pattern)
    news.push()
    assert only_file(tmp_path) == tmp_path / "site" / name
    # Another pattern is for other editions: this one has its place.
    news.target = news.target.replace(toml({"path": pattern}), toml({"path": "anders/{slug}"}))
    news.change(intro="Neu.")
    assert news.push().state is PushState.UPDATED
    assert "Neu." in (tmp_path / "site" / name).read_text("utf-8")


@pytest.mark.parametrize("wrong", [
    {"path": "../{slug}"}, {"path": "/etc/{slug}"}, {"path": "a/../../b"}, {"path": "{titel}"}, {"folder": ""},
    {"folder": "site"}, {"folder": "./site"}, {"format": ""},
    {"format": "email"}, {"front_matter": "gatsby"}, {"front_matter": "hugo", "format": "html"}, {"pfad": "x"},
])  # fmt: skip
def test_no_setting_leads_out_of_the_folder(wrong: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        room(tmp_path, **wrong).push()
    assert not any((tmp_path / "site").iterdir())


def test_a_strangers_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    news = room(tmp_path)
    mine = tmp_path / "site" / f"{SLUG}.md"
    mine.write_text("Von Hand geschrieben.", "utf-8")
    assert news.push().state is PushState.CREATED
    assert mine.read_text("utf-8") == "Von Hand geschrieben."
    assert (tmp_path / "site" / f"{SLUG}-2.md").is_file()
    assert news.push().state is PushState.UNCHANGED


def test_a_file_that_was_moved_in_the_folder_is_found_by_its_mark(tmp_path: Path) -> None:
    news = room(tmp_path)
    news.push()
    moved = tmp_path / "site" / "archiv" / "april.md"
    moved.parent.mkdir()
    only_file(tmp_path).rename(moved)
    news.change(intro="Neu.")
    assert news.push().state is PushState.UPDATED
    assert only_file(tmp_path) == moved
    assert "Neu." in moved.read_text("utf-8")


def test_another_library_finds_the_file_and_asks_before_it_changes_it(tmp_path: Path) -> None:
    room(tmp_path).push()
    other = room(tmp_path)
    assert other.push().is_well
    third = room(tmp_path)
    third.change(intro="Neu.")
    assert third.push().state is PushState.EDITED


def test_line_ends_of_git_are_no_edit_and_the_mode_stays(tmp_path: Path) -> None:
    news = room(tmp_path)
    news.push()
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    assert news.push().state is PushState.UNCHANGED
    news.change(intro="Neu.")
    assert news.push().state is PushState.UPDATED
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("format_name", ["html", "fragment", "text", "json"])
def test_other_formats_are_updated_in_place_too(format_name: str, tmp_path: Path) -> None:
    news = room(tmp_path, format=format_name)
    news.push()
    path = only_file(tmp_path)
    news.change(intro="Neu hier.")
    assert news.push().state is PushState.UPDATED
    assert only_file(tmp_path) == path
    assert "Neu hier." in path.read_text("utf-8")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Dora", "-c", "user.email=dora@verband.example", *arguments],
        cwd=folder, capture_output=True, text=True, check=True, timeout=90,
    )  # fmt: skip
    return done.stdout.strip()


COMMIT = (
    "git add -A && git -c user.name=Dora -c user.email=dora@verband.example commit -q -m "
    '"Lesetipps $DIGEST_EDITION: $DIGEST_TITLE" -- "$DIGEST_FILE"'
)


def environment() -> dict[str, str]:
    import os

    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}


def test_a_command_commits_each_push_and_only_where_something_changed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    git(tmp_path / "site", "init", "-q")
    news = room(tmp_path, environment(), command=COMMIT, front_matter="hugo", path="content/{slug}")
    news.change(title='Tipps; $(touch hierhin) `id` "April"')
    assert news.push().state is PushState.CREATED
    assert news.push().state is PushState.UNCHANGED
    news.change(intro="Neu.")
    assert news.push().state is PushState.UPDATED
    assert git(tmp_path / "site", "status", "--porcelain") == ""
    subjects = git(tmp_path / "site", "log", "--format=%s").splitlines()
    assert subjects == ['Lesetipps 2026-04: Tipps; $(touch hierhin) `id` "April"'] * 2
    shown = news.outgoing()
    assert isinstance(shown, tuple)
    assert [part.act for part in shown] == ["WRITE", "RUN"]


def test_a_command_that_fails_leaves_the_folder_as_it_was_and_the_next_push_does_all_again(tmp_path: Path) -> None:
    command = "test -e erlaubt || { echo 'https://dora:geheim@git.example/x abgelehnt' >&2; exit 3; }; echo gut"
    news = room(tmp_path, environment(), command=command)
    for _ in range(2):
        outcome = news.push()
        assert outcome.failure is not None
        assert "3: https://" in str(outcome.failure.message)
        assert "geheim" not in str(outcome.failure.message)
        assert not any((tmp_path / "site").iterdir())
    (tmp_path / "site" / "erlaubt").touch()
    assert news.push().state is PushState.CREATED
    before = (tmp_path / "site" / f"{SLUG}.md").read_bytes()
    (tmp_path / "site" / "erlaubt").unlink()
    news.change(intro="Neu.")
    assert news.push().failure is not None
    assert (tmp_path / "site" / f"{SLUG}.md").read_bytes() == before


def test_a_command_that_starts_others_and_hangs_is_ended_with_them(tmp_path: Path) -> None:
    news = room(tmp_path, environment(), command="sleep 600 & sleep 600")
    news.command_seconds = 0.2
    outcome = news.push()
    assert outcome.failure is not None
    assert "longer than" in str(outcome.failure.message)
    assert not any((tmp_path / "site").iterdir())


@pytest.mark.parametrize("name", ["../draussen.md", "/etc/hostname"])
def test_a_receipt_that_names_a_file_outside_is_not_followed(name: str, tmp_path: Path) -> None:
    news = room(tmp_path)
    news.push()
    receipt = news.receipt
    assert receipt is not None
    (tmp_path / "draussen.md").write_text("meins", "utf-8")
    news.store.keep_receipt(MONTH, replace(receipt, id=name), at(5), instead_of=receipt)
    only_file(tmp_path).unlink()
    news.change(intro="Neu.")
    assert news.push().state is PushState.GONE
    assert (tmp_path / "draussen.md").read_text("utf-8") == "meins"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    news = room(tmp_path)
    (tmp_path / "site").rmdir()
    outcome = news.push()
    assert outcome.failure is not None
    assert outcome.failure.code == "no-folder"


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_jekylls_reader_shows_the_edition_right_in_every_style(style: str, tmp_path: Path) -> None:
    from tests.export.readers import READERS, kramdown, kramdown_is_there, shown

    if not kramdown_is_there():
        pytest.skip("kramdown is not installed (make slow-tools)")
    room(tmp_path, front_matter="jekyll", style=style).push()
    _, text = read(only_file(tmp_path))
    expected = shown(READERS["CommonMark"](text))
    assert expected.count("<http") == 20  # each of ten links begins and ends
    assert all(pick.original_title in expected for pick in ten_picks().picks) or style == "D"
    assert [shown(html) for html in kramdown([text])] == [expected] * 2
