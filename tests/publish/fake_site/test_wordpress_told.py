"""What a curator is told of a WordPress beside its refusals, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digest.config.language import activate, tell
from digest.domain.message import Message
from digest.domain.publishing import Capabilities
from digest.services.publishing.outcomes import PushState
from tests.publish.fake_wordpress import FakeWordPress, error, room_at
from tests.publish.newsroom import Newsroom
from tests.publish.relay import Said


def told(message: Message) -> tuple[str, str]:
    """In English and German."""
    texts = []
    for language in ("en", "de"):
        activate(language)
        texts.append(tell(message))
    activate("en")
    return texts[0], texts[1]


def test_a_post_that_was_deleted_is_told_in_both_languages(room: Newsroom, site: FakeWordPress) -> None:
    room.push()
    site.posts.clear()
    outcome = room.push()
    assert outcome.remedy is not None
    assert told(outcome.message) == ("there: the draft was deleted there.", "there: Der Entwurf wurde dort gelöscht.")
    assert told(outcome.remedy) == ("--anew makes a new draft.", "--anew legt einen neuen Entwurf an.")


def test_a_site_without_users_warns_in_both_languages(room: Newsroom, site: FakeWordPress) -> None:
    site.rules.append(lambda seen: error(404, "rest_no_route") if "/users/" in seen.path else None)
    found = room.publishing.check("there")
    assert isinstance(found, Capabilities)
    assert [told(warning) for warning in found.warnings] == [
        ("The site does not tell your role; pushing may work anyway.",
         "Die Website verrät die Rolle nicht; das Übertragen kann trotzdem gelingen."),
    ]  # fmt: skip


def test_a_category_that_may_not_be_made_is_told_in_both_languages(site: FakeWordPress, tmp_path: Path) -> None:
    refused = {"responses": [{"status": 403, "body": {"code": "rest_cannot_create", "data": {"status": 403}}}]}
    site.rules.append(lambda seen: Said(207, json.dumps(refused).encode()) if "/batch/" in seen.path else None)
    outcome = room_at(site, tmp_path, categories=["Neu"]).push()
    assert outcome.state is PushState.CREATED
    assert [told(note) for note in outcome.notes] == [
        ("You may not make “Neu” there; the draft goes without.",
         "„Neu“ darf dort nicht angelegt werden; der Entwurf kommt ohne aus."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "english", "german"),
    [
        (error(500, "rest_upload_sideload_error"), "127.0.0.1 does not take the picture ",
         "127.0.0.1 nimmt das Bild "),
        (error(400, "rest_upload_no_content_disposition"), "127.0.0.1 does not take the picture ",
         "127.0.0.1 nimmt das Bild "),
    ],
)  # fmt: skip
def test_a_picture_that_is_refused_is_told(
    answer: Said, english: str, german: str, site: FakeWordPress, tmp_path: Path
) -> None:
    picture = tmp_path / "b.png"
    picture.write_bytes(b"?")
    site.rules.append(lambda seen: answer if "/media" in seen.path else None)
    failure = room_at(site, tmp_path, picture=str(picture)).push().failure
    assert failure is not None
    texts = told(failure.message)
    assert (texts[0].startswith(english), texts[1].startswith(german)) == (True, True)
    assert site.posts == {}
