"""A real WordPress: one draft, found again, and never what somebody else wrote."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from digest.services.publishing.outcomes import Outcome, PushState
from tests.builders import at
from tests.export.ten_picks import ten_picks
from tests.publish.newsroom import MONTH, TITLE, Newsroom
from tests.publish.real_wordpress import WordPress, room_at
from tests.publish.relay import Relay

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # the first test waits for the site

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
WRITERS = ("administrator", "editor", "author", "contributor")


def words(html: str) -> list[str]:
    """What a reader reads, word by word."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


# What stands there


def test_the_first_push_makes_one_draft_with_all_its_fields(site: WordPress, relay: Relay, tmp_path: Path) -> None:
    room = room_at(relay.url, site, tmp_path, categories=["Lesetipps", "Presse & PR"], tags=["Monat"])
    outcome = room.push()
    assert (outcome.state, outcome.failure, outcome.notes) == (PushState.CREATED, None, ())
    draft = site.draft
    assert draft["post_title"] == TITLE
    assert (draft["post_status"], draft["post_name"]) == ("draft", f"lesetipps-{MONTH}")
    assert draft["post_excerpt"]
    names = site.data(f"wp_get_post_terms({draft['ID']}, ['category', 'post_tag'], ['fields' => 'names'])")
    assert sorted(map(unescape, names)) == ["Lesetipps", "Monat", "Presse & PR"]
    assert outcome.url == f"{relay.url}wp-admin/post.php?post={draft['ID']}&action=edit"


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("style", ["A", "C"])
def test_the_text_is_valid_blocks_with_every_word_in_its_order(
    site: WordPress, tmp_path: Path, role: str, style: str
) -> None:
    room = room_at(site.url, site, tmp_path, role, style=style)
    assert room.push().state is PushState.CREATED
    draft = site.draft
    blocks = site.data(f"parse_blocks(get_post({draft['ID']})->post_content)")
    assert {block["blockName"] for block in blocks if block["innerHTML"].strip()} <= {"core/paragraph", "core/list"}
    sent = room.outgoing()
    assert isinstance(sent, tuple)
    assert words(draft["post_content"]) == words(json.loads(sent[-1].body)["content"])
    for pick in ten_picks().picks:
        assert words(pick.shown_title)[-1] in words(draft["post_content"])
    assert room.push().state is PushState.UNCHANGED
    room.change(intro="Neu.")
    assert room.push().state is PushState.UPDATED


def test_hostile_words_are_words_there_too(site: WordPress, tmp_path: Path) -> None:
    for role in ("administrator", "author"):
        site.clear()
        room = room_at(site.url, site, tmp_path, role)
        room.change(title="A < B & [gallery] <script>x</script>", intro="Mit [gallery] und {{ x }} & <b>so</b> \\ 🎉")
        room.push()
        shown = site.php(f"echo apply_filters('the_content', get_post({site.draft['ID']})->post_content);")
        assert "[gallery] und {{ x }} & <b>so</b> \\ 🎉" in unescape(re.sub(r"<[^>]*>", "", shown))
        title = site.php(f"echo get_the_title({site.draft['ID']});")
        assert "A < B & [gallery] <script>x</script>" in unescape(title)
        assert "<script" not in shown + title
        assert room.push().state is PushState.UNCHANGED


# How much is asked, and what


def test_three_requests_make_the_model_edition_and_two_update_it(room: Newsroom, relay: Relay) -> None:
    assert room.push().requests == 3
    assert relay.told == ["GET /wp/v2/posts", "POST /batch/v1", "POST /wp/v2/posts"]
    relay.seen.clear()
    assert room.push().requests == 1
    room.change(intro="Neu.")
    relay.seen.clear()
    assert room.push().requests == 2
    assert [line.partition(" ")[0] for line in relay.told] == ["GET", "POST"]
    assert b'"status"' not in relay.seen[-1].body


def test_a_dry_run_shows_exactly_the_bytes(room: Newsroom, relay: Relay, site: WordPress) -> None:
    site.php("wp_insert_term('Lesetipps', 'category');")
    shown = room.outgoing()
    assert isinstance(shown, tuple)
    assert site.drafts() == []
    assert not [seen for seen in relay.seen if seen.method == "POST"]
    relay.seen.clear()
    room.push()
    assert shown[-1].body == relay.seen[-1].body
    assert shown[-1].fields["Authorization"] == "***"
    assert site.password("editor") not in str(shown)
    room.change(intro="Neu.")
    shown = room.outgoing()
    assert isinstance(shown, tuple)
    room.push()
    assert [part.body for part in shown] == [relay.seen[-1].body]


NEXT = "2026-05"


def next_month(room: Newsroom) -> Outcome:
    """Push the edition of the month behind, with one pick."""
    pick = replace(ten_picks().picks[0], id="p-next", edition_id=NEXT)
    if not room.store.picks(NEXT):
        room.store.add_pick(pick, at(0))
    return room.publishing.push(NEXT, "there")


@pytest.mark.parametrize("role", ["editor", "author"])
def test_the_next_edition_knows_the_categories_of_the_last(site: WordPress, tmp_path: Path, role: str) -> None:
    site.php("wp_insert_term('Lesetipps', 'category');")
    room = room_at(site.url, site, tmp_path, role, categories=["Lesetipps"], tags=["Monat"])
    assert room.push().requests <= 4  # an author is not told the number of a category at first
    outcome = next_month(room)
    assert (outcome.state, outcome.requests, outcome.notes) == (PushState.CREATED, 2, ())
    names = [site.data(f"wp_get_post_terms({post['ID']}, ['category', 'post_tag'], ['fields' => 'names'])")
             for post in site.drafts()]  # fmt: skip
    assert [sorted(each) for each in names] == [["Lesetipps", "Monat"]] * 2


def test_a_category_that_was_deleted_since_the_last_edition_is_made_anew(room: Newsroom, site: WordPress) -> None:
    room.push()
    site.php("wp_delete_term(get_term_by('name', 'Lesetipps', 'category')->term_id, 'category');")
    outcome = next_month(room)
    assert (outcome.state, outcome.notes) == (PushState.CREATED, ())
    names = site.data(f"wp_get_post_terms({site.drafts()[-1]['ID']}, 'category', ['fields' => 'names'])")
    assert names == ["Lesetipps"]


# Again


def test_nothing_changed_changes_nothing(room: Newsroom, site: WordPress) -> None:
    room.push()
    before = site.draft
    assert room.push().state is PushState.UNCHANGED
    assert site.draft == before


def test_a_title_that_a_colleague_changed_is_shown_and_survives(room: Newsroom, site: WordPress) -> None:
    room.push()
    number = site.draft["ID"]
    site.php(f"wp_update_post(['ID' => {number}, 'post_title' => 'Zehn gute Texte']);")
    room.change(intro="Neu.")
    outcome = room.push()
    assert outcome.state is PushState.EDITED
    (change,) = outcome.changes
    assert (change.field, change.before, change.theirs) == ("title", TITLE, "Zehn gute Texte")
    assert site.draft["post_title"] == "Zehn gute Texte"
    assert "Neu." not in site.draft["post_content"]


def test_a_newer_editor_that_only_adds_its_classes_has_edited_nothing(room: Newsroom, site: WordPress) -> None:
    room.push()
    number = site.draft["ID"]
    site.php(
        f"$text = str_replace('<p>', '<p class=\"wp-block-paragraph\">', get_post({number})->post_content);"
        f"wp_update_post(['ID' => {number}, 'post_content' => wp_slash($text)]);"
    )
    assert room.push().state is PushState.UNCHANGED


def test_categories_that_colleagues_chose_stay(room: Newsroom, site: WordPress) -> None:
    room.push()
    number = site.draft["ID"]
    site.php(f"wp_set_post_terms({number}, [wp_insert_term('Extra', 'category')['term_id']], 'category', true);")
    room.change(intro="Neu.")
    assert room.push().state is PushState.UPDATED
    names = site.data(f"wp_get_post_terms({number}, 'category', ['fields' => 'names'])")
    assert sorted(names) == ["Extra", "Lesetipps"]


@pytest.mark.parametrize(
    ("status", "told"),
    [("publish", PushState.PUBLISHED), ("private", PushState.PUBLISHED), ("trash", PushState.TRASHED)],
)
def test_what_is_published_or_trashed_is_told_and_not_touched(
    room: Newsroom, site: WordPress, status: str, told: PushState
) -> None:
    room.push()
    number = site.draft["ID"]
    site.php(f"wp_trash_post({number});" if status == "trash" else
             f"wp_update_post(['ID' => {number}, 'post_status' => '{status}']);")  # fmt: skip
    before = site.draft
    room.change(intro="Neu.")
    assert room.push().state is told
    assert site.draft == before
    if told is PushState.PUBLISHED:
        assert room.push(overwrite=True).state is PushState.UPDATED
        assert site.draft["post_status"] == status
    else:
        assert room.push(overwrite=True).state is PushState.TRASHED
        assert room.push(anew=True).state is PushState.CREATED


def test_a_deleted_draft_is_told(room: Newsroom, site: WordPress) -> None:
    room.push()
    site.php(f"wp_delete_post({site.draft['ID']}, true);")
    assert room.push().state is PushState.GONE
    assert site.drafts() == []


def test_pending_and_scheduled_drafts_are_updated_and_stay_so(room: Newsroom, site: WordPress) -> None:
    room.push()
    number = site.draft["ID"]
    future = "'post_status' => 'future', 'post_date' => '2031-01-01 10:00:00', 'edit_date' => true"
    for turn, more in enumerate(("'post_status' => 'pending'", future)):
        site.php(f"wp_update_post(['ID' => {number}, {more}]);")
        status = site.draft["post_status"]
        room.change(intro=f"Neu {turn}.")
        assert room.push().state is PushState.UPDATED
        assert site.draft["post_status"] == status


def test_another_post_of_that_address_is_not_ours(room: Newsroom, site: WordPress) -> None:
    site.php(
        f"wp_insert_post(['post_title' => 'Fremd', 'post_name' => 'lesetipps-{MONTH}', 'post_status' => 'draft']);"
    )
    outcome = room.push()
    assert (outcome.state, len(outcome.notes)) == (PushState.CREATED, 1)
    foreign, ours = site.drafts()
    assert (foreign["post_title"], ours["post_name"]) == ("Fremd", f"lesetipps-{MONTH}-2")


def test_a_library_that_forgot_its_receipt_finds_its_draft(site: WordPress, tmp_path: Path) -> None:
    room_at(site.url, site, tmp_path).push()
    other = room_at(site.url, site, tmp_path)
    other.push()
    assert len(site.drafts()) == 1


@pytest.mark.parametrize("role", ["editor", "author"])
def test_a_comment_that_a_colleague_rewrote_is_taken_into_the_edition(
    site: WordPress, tmp_path: Path, role: str
) -> None:
    room = room_at(site.url, site, tmp_path, role)
    room.push()
    number = site.draft["ID"]
    site.php(
        f"$post = get_post({number}); $text = str_replace('Planungsrunden', 'Sitzungen & mehr', $post->post_content);"
        f"wp_update_post(['ID' => {number}, 'post_title' => 'Zehn & mehr', 'post_content' => wp_slash($text)]);"
    )
    assert room.push().state is PushState.EDITED
    before = room.store.picks(MONTH)
    outcome = room.publishing.take_theirs(MONTH, "there")
    assert (outcome.state, outcome.notes) == (PushState.TAKEN, ())
    changed = [pick.comment for pick, old in zip(room.store.picks(MONTH), before, strict=True) if pick != old]
    assert changed == [before[0].comment.replace("Planungsrunden", "Sitzungen & mehr")]
    assert room.store.edition(MONTH).title == "Zehn & mehr"
    assert room.push().state is PushState.UNCHANGED  # the same is here and there
    assert "Sitzungen & mehr" in unescape(site.draft["post_content"])
    room.change(intro="Neu.")
    assert room.push().state is PushState.UPDATED
    assert "Sitzungen & mehr" in unescape(site.draft["post_content"])


# The picture


def test_a_picture_is_uploaded_once_and_belongs_to_a_new_draft(site: WordPress, relay: Relay, tmp_path: Path) -> None:
    picture = tmp_path / "Große Bühne.png"
    picture.write_bytes(PIXEL)
    room = room_at(relay.url, site, tmp_path, picture=str(picture), picture_text="Eine Bühne")
    shown = room.outgoing()
    assert isinstance(shown, tuple)
    relay.seen.clear()
    assert (room.push().state, site.draft["post_status"]) == (PushState.CREATED, "draft")
    upload = next(seen for seen in relay.seen if seen.body == PIXEL)
    assert shown[0].body == upload.body
    assert shown[0].fields["Content-Disposition"] == upload.fields["content-disposition"]
    number = site.data(f"get_post_thumbnail_id({site.draft['ID']})")
    text = site.php(f"echo get_post_meta({number}, '_wp_attachment_image_alt', true);")
    name = site.php(f"echo basename(get_attached_file({number}));")
    assert (text, name) == ("Eine Bühne", "grosse-buehne.png")
    room.change(intro="Neu.")
    assert room.push().requests == 2
    site.php(f"wp_delete_post({site.draft['ID']}, true); wp_delete_attachment({number}, true);")


def test_a_picture_that_cannot_be_read_is_told_before_anything_is_made(site: WordPress, tmp_path: Path) -> None:
    room = room_at(site.url, site, tmp_path, picture=str(tmp_path / "fehlt.png"))
    failure = room.push().failure
    assert failure is not None
    assert failure.code == "no-picture"
    assert site.drafts() == []


def test_what_is_no_picture_inside_is_told(site: WordPress, tmp_path: Path) -> None:
    picture = tmp_path / "bild.png"
    picture.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    failure = room_at(site.url, site, tmp_path, picture=str(picture)).push().failure
    assert failure is not None
    assert failure.code == "picture"
    assert site.drafts() == []


def test_a_contributor_pushes_without_the_picture(site: WordPress, tmp_path: Path) -> None:
    picture = tmp_path / "bild.png"
    picture.write_bytes(PIXEL)
    outcome = room_at(site.url, site, tmp_path, "contributor", picture=str(picture)).push()
    assert outcome.state is PushState.CREATED
    assert "uploads no pictures" in " ".join(map(str, outcome.notes))
