"""What colleagues set or changed at a service stays theirs, and each service's own ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.export import mastodon
from digest.services.publishing.outcomes import PushState
from tests.publish.newsroom import MONTH, Newsroom
from tests.publish.services import SERVICES, Call, Refused, Service, running
from tests.publish.troubles import STATES, failure, first_change, room


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(SERVICES[request.param]()) as opened:
        yield opened


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Iterator[Service]:
    with running(SERVICES[request.param]()) as there:
        yield there


@pytest.mark.parametrize("opened", ["listmonk"], indirect=True)
def test_listmonk_keeps_lists_sender_and_tags_that_were_set_there(opened: Service, tmp_path: Path) -> None:
    news = room(opened, tmp_path)
    news.push()
    opened.made[0].update(lists=[{"id": 9, "name": "alle"}], from_email="Chefin <c@verband.example>", template_id=8)
    opened.made[0]["tags"].append("eilig")
    news.change(intro="Neu.")
    assert news.push().state is PushState.UPDATED
    draft = opened.made[0]
    assert [one["id"] for one in draft["lists"]] == [9]
    assert (draft["from_email"], draft["template_id"]) == ("Chefin <c@verband.example>", 8)
    assert draft["tags"] == ["digest:2026-04", "eilig"]


@pytest.mark.parametrize("opened", ["mailchimp"], indirect=True)
def test_mailchimps_second_request_is_made_up_for(opened: Service, tmp_path: Path) -> None:
    seen = []

    def second(call: Call, answer: Callable[[], Any]) -> Any:
        if call.method == "PUT" and not seen:
            seen.append(call)
            raise Refused(400, {"detail": "kaputt"})
        return answer()

    opened.trouble = [second] * 9
    news = room(opened, tmp_path)
    assert failure(news).is_unclear
    assert opened.made[0]["content"] == {}
    assert news.push().is_well
    assert len(opened.made) == 1
    assert "Planungsrunden" in opened.made[0]["content"]["html"]


@pytest.mark.parametrize("opened", ["ghost"], indirect=True)
def test_ghost_refuses_what_was_saved_in_between(opened: Service, tmp_path: Path) -> None:
    news = room(opened, tmp_path)
    news.push()
    news.change(intro="Neu.")

    def meanwhile(call: Call, answer: Callable[[], Any]) -> Any:
        found = json.loads(json.dumps(answer()))
        opened.edit("Planungsrunden", "Sitzungen")
        return found

    opened.trouble = [meanwhile]
    assert failure(news).code == "conflict"
    assert "Sitzungen" in opened.drafts()[0]
    assert news.push().state is PushState.EDITED


@pytest.mark.parametrize("opened", ["mastodon"], indirect=True)
def test_mastodons_drafts_are_seen_by_their_author_alone_and_mention_nobody(opened: Service, tmp_path: Path) -> None:
    news = room(opened, tmp_path)
    news.change(intro="Dank an @dora@verband.example und @emil.", title="Von @dora und @emil")
    pick = news.store.picks(MONTH)[0]
    # Marks that are put in between make a post longer: it is cut after that.
    news.store.change_pick(pick.id, {"comment": "@wir " * 400}, news._clock())
    news.push()
    assert all(mastodon.length(post["text"]) <= 500 for post in opened.made)
    assert "lesetipps@gedankengang.example" in opened.made[-1]["text"]
    assert not any("@wir" in post["text"] for post in opened.made)
    assert {post["visibility"] for post in opened.made} == {"direct"}
    assert not any("@dora" in post["text"] or "@emil" in post["text"] for post in opened.made)
    assert len({post.get("in_reply_to_id") for post in opened.made}) == len(opened.made)


@pytest.mark.parametrize("opened", ["mastodon"], indirect=True)
def test_a_shorter_thread_deletes_the_posts_that_are_left_over(opened: Service, tmp_path: Path) -> None:
    news = room(opened, tmp_path)
    news.push()
    count = len(opened.made)
    for pick in news.store.picks(MONTH)[:3]:
        news.store.drop_pick(pick.id, news._clock())
    assert news.push().state is PushState.UPDATED
    assert len(opened.made) == count - 3
    assert news.push().state is PushState.UNCHANGED


@pytest.mark.parametrize("opened", ["mastodon"], indirect=True)
def test_one_post_fits_however_long_title_and_intro_are(opened: Service, tmp_path: Path) -> None:
    news = Newsroom(
        tmp_path, opened.settings.replace("thread = true", "thread = false")
    )  # fmt: skip
    for intro in ("Kurz.", "Ein Satz, der sich zieht. " * 60, "x" * 900):
        news.change(intro=intro, preheader="", url="https://gedankengang.example/april")
        news.push(overwrite=True)
        (post,) = opened.made
        assert len(post["text"].replace("https://gedankengang.example/april", "x" * 23)) <= 500
        assert post["text"].startswith("10 Lesetipps aus dem April")
        assert post["text"].endswith("https://gedankengang.example/april")


def test_a_push_asks_little(service: Service, tmp_path: Path) -> None:
    """A first push looks for a draft and makes one, a second looks at it and updates it."""
    kind = service.own["kind"]
    news = room(service, tmp_path)
    first = news.push().requests
    news.change(intro="Neu.")
    second = news.push().requests
    if kind != "mastodon":  # a post and a look at it for each tip
        most = {"mailchimp": (3, 4)}.get(str(kind), (2, 2))
        assert (first, second) == most


@pytest.mark.parametrize("opened", SERVICES, indirect=True)
def test_a_service_that_keeps_no_draft_of_it_is_told_at_once(opened: Service, tmp_path: Path) -> None:
    change, _ = STATES[str(opened.own["kind"])][0]

    def sent(call: Call, answer: Callable[[], Any]) -> Any:
        told = answer()
        opened.made[0].update(change)
        if opened.own["kind"] == "mailchimp":  # its answer is a copy
            told.update(change)
        return told

    first_change(opened, sent)
    news = room(opened, tmp_path)
    found = failure(news)
    assert (found.code, found.is_unclear) == ("no-draft", True)
