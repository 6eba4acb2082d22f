"""Posts for LinkedIn and Mastodon.

Each is short enough as the place counts, and no word is lost between them.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.domain.document import STYLES, RenderOptions
from digest.export import linkedin, mastodon
from digest.export.layout import typed
from digest.export.posts import packed
from digest.export.registry import limits_of, renderer
from tests.export.ten_picks import assembled, edition, picks, ten_picks, with_pick
from tests.export.test_markdown import TEXT

PLACES = {"linkedin": (linkedin.LIMIT, linkedin.length), "mastodon": (mastodon.LIMIT, mastodon.length)}
BETWEEN = re.compile(r"(?:\A|\n\n)--- \d+/\d+ ---\n\n")


def posts(name: str, of: object, **options: object) -> list[str]:
    document = renderer(name).render(of, RenderOptions(**options))  # type: ignore[arg-type]
    return [post for post in BETWEEN.split(document.body.decode().removesuffix("\n")) if post]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("name", "short"), [("linkedin", True), ("mastodon", True), ("mastodon", False)])
def test_each_post_is_short_enough_and_all_titles_and_addresses_are_there(name: str, short: bool, style: str) -> None:
    limit, length = PLACES[name]
    made = posts(name, ten_picks(), short=short, style=style)
    assert all(0 < length(post) <= limit for post in made)
    places = ["\n".join(made).index(pick.original_title) for pick in picks()]
    assert places == sorted(places)
    assert sum(post.count("https://") + post.count("http://") for post in made) == 10


def test_the_model_of_ten_tips_fits_one_post_of_linkedin_if_it_is_short() -> None:
    assert len(posts("linkedin", ten_picks(), short=True)) == 1


def test_forty_tips_become_several_posts_cut_between_the_tips() -> None:
    many = assembled(tuple(picks()) * 4, edition())
    made = posts("linkedin", many, short=True)
    assert len(made) > 1
    assert all(post.count("\n\n") >= 1 for post in made)
    assert all(re.fullmatch(r".+\nhttps?://\S+", block) for post in made for block in post.split("\n\n")[2:-1])
    document = renderer("linkedin").render(many, RenderOptions(short=True))
    assert str(limits_of(document, "linkedin")[0].said) == f"{len(made)} posts."


@pytest.mark.parametrize("name", PLACES)
@settings(max_examples=100, deadline=None)
@given(text=TEXT, comment=TEXT.map(typed), times=st.integers(1, 40))
def test_any_text_fits_and_keeps_every_word(name: str, text: str, comment: str, times: int) -> None:
    limit, length = PLACES[name]
    long = " ".join([comment] * times)
    made = posts(name, with_pick(original_title=text, comment=long), short=name == "linkedin")
    assert all(length(post) <= limit for post in made)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab.! \n-„“é𝄞"), max_size=300), max_size=6), st.integers(5, 80))
def test_cutting_loses_nothing_but_white_space(blocks: list[str], limit: int) -> None:
    made = packed(blocks, limit, len)
    assert all(len(post) <= limit for post in made)
    assert "".join("".join(made).split()) == "".join("".join(blocks).split())


def test_a_long_comment_is_cut_behind_a_sentence() -> None:
    made = posts("mastodon", with_pick(comment="Ein Satz mit sechs Wörtern steht hier. " * 30))
    assert all(post.endswith((".", "seite=2", "April")) for post in made)


@pytest.mark.parametrize(("text", "counted"), [
    ("x https://a.example/" + "lang" * 50 + " y", 27),
    ("https://a.de", 23),
    ("https://a.example/x.", 24),
    ("(https://a.example/x)", 25),
    ("https://müller.example/ü", 24),
    ("http://localhost/" + "x" * 30, 47),
    ("👩‍🚒", 3),
])  # fmt: skip
def test_an_address_counts_23_where_mastodon_knows_it_as_one(text: str, counted: int) -> None:
    assert mastodon.length(text) == counted


def test_a_strangers_title_notifies_nobody() -> None:
    made = posts("mastodon", with_pick(original_title="Gruß an @jemand@server.example", comment="Von @mir@a.example"))
    assert "@jemand" not in "".join(made)
    assert "@mir@a.example" in "".join(made)
