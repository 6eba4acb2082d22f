"""`digest doctor --repair`: asks, puts the newest good copy back, and says what it did."""

from __future__ import annotations

from tests.cli.running import Digest

URL = "https://seite.example/{}"


def with_damage(digest: Digest) -> None:
    for day, number in (("20", 1), ("21", 2)):
        digest.now = f"2026-11-{day}T08:00:00+00:00"
        digest.ok("pick", URL.format(number), "-c", "Krise", "--title", f"Titel {number}", "--comment", "Größe")
    (digest.library / "editions.json").write_bytes(b"<<<<<<< ours\n")


def test_the_error_names_the_way_out_in_one_sentence(digest: Digest) -> None:
    with_damage(digest)
    ran = digest("picks")
    assert ran.code == 3
    assert "editions.json is damaged" in ran.err
    assert "digest doctor --repair" in ran.err
    assert "editions-2026-11-21.json" in ran.err


def test_repair_without_anyone_to_ask_changes_nothing(digest: Digest) -> None:
    with_damage(digest)
    ran = digest("doctor", "--repair")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert (digest.library / "editions.json").read_bytes() == b"<<<<<<< ours\n"


def test_repair_puts_the_newest_good_copy_back(digest: Digest) -> None:
    with_damage(digest)
    assert digest("doctor").code == 3
    ran = digest.ok("doctor", "--repair", "--yes")
    assert "editions-2026-11-21.json" in ran.err
    assert "Mended: 1; left: 0." in ran.err
    assert [pick["title"] for pick in digest.ok("picks", "--json").data] == ["Titel 1"]
    assert list((digest.library / "backups" / "damaged").iterdir())
    digest.ok("doctor")


def test_what_doctor_finds_is_told_in_german_as_well(digest: Digest) -> None:
    with_damage(digest)
    copy = digest.library / "fetch (conflicted copy 2026-11-21).json"
    (digest.library / "fetch.json").write_text('{"format": 1}')
    copy.write_text('{"format": 1, "feeds": {"f1": {}}}')
    digest.environ["LC_ALL"] = "de_DE.UTF-8"
    ran = digest("doctor")
    assert "Die Datei ist beschädigt (kein JSON ab Zeile 1, Spalte 1)" in ran.out
    assert "(nur in der Kopie: f1)" in ran.out


def test_texts_that_nobody_has_taken_over_are_named(digest: Digest) -> None:
    digest.ok("pick", URL.format(1), "-c", "Krise", "--title", "Titel")
    assert "drafts" not in digest.ok("doctor").out
    drafts = digest.library / "drafts"
    drafts.mkdir()
    (drafts / "2026-11-p1.md").write_text("Meiner.")
    (drafts / ".#2026-11-p1.md").symlink_to("nirgends")
    assert f"1 text in {drafts} is not in the library yet" in digest.ok("doctor").out
