"""WordPress, by its REST interface and an application password (REST API Handbook).

All tried on WordPress 6.1.9.

    find ── GET posts/ID, or posts?slug=… ──▶ terms ── POST batch/v1 ──▶ post ── POST posts or posts/ID

`?rest_route=` works with pretty and plain permalinks. Only if it fails is the address asked that the site itself names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any, TypeGuard
from urllib.parse import urlsplit, urlunsplit

from digest.config.settings import PublishSettings
from digest.domain.message import msg
from digest.domain.publishing import Capabilities, Outgoing, PublishFailure
from digest.domain.receipt import DONE, Receipt
from digest.domain.text import one_line
from digest.domain.url import host_of
from digest.publish.options import options_of, required_url
from digest.publish.publisher import Means, Publication, Remote, RemoteStatus, Rendering
from digest.publish.service import shown_url
from digest.publish.texts import edited_fields, kept_texts
from digest.publish.web import WebAnswer, WebRequest
from digest.publish.wordpress_answers import json_of, not_json, refusal
from digest.publish.wordpress_picture import Picture
from digest.publish.wordpress_rest import Rest
from digest.publish.wordpress_terms import TAXONOMIES, Term, Terms
from digest.publish.wordpress_text import bears, mark_class, marked, readable

_FIELDS = "id,status,slug,link,modified_gmt,title,content,excerpt,categories,tags,featured_media"
_STATUS = {
    "publish": RemoteStatus.PUBLISHED,
    "private": RemoteStatus.PRIVATE,
    "future": RemoteStatus.SCHEDULED,
    "trash": RemoteStatus.TRASHED,
}


@dataclass(frozen=True, slots=True)
class WordPressOptions:
    """`categories` and `tags` by name, made if they are missing; `excerpt` False sends none.

    `picture` is a file that becomes the featured picture of a new draft, `picture_text` says what is on it.
    """

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    excerpt: bool = True
    headings: bool = False
    picture: str = ""
    picture_text: str = ""


class WordPressTarget:
    """One blog. Posts are made as drafts of the user; updates never send a status."""

    lasting: tuple[str, ...] = ("root", *(f"{taxonomy}:" for taxonomy in TAXONOMIES))

    def __init__(self, settings: PublishSettings, means: Means) -> None:
        self._options = options_of(settings, WordPressOptions)
        self._home = home_of(required_url(settings))
        self._means = means
        self._rest = Rest(self._home, settings.user, means)
        self._terms = Terms(self._options.categories, self._options.tags, self._rest, means.tell)
        self._picture = Picture(settings, self._options.picture, self._options.picture_text, self._rest, means.tell)
        self._present: Mapping[str, Any] = {}  # the post as it was found last

    @property
    def renderings(self) -> Mapping[str, Rendering]:
        return {"content": Rendering("fragment", {"blocks": True, "title": False, "headings": self._options.headings})}

    def check(self) -> Capabilities | PublishFailure:
        """The site, then who we are there: public answers come with wrong credentials as well."""
        site = self._rest.site()
        if isinstance(site, PublishFailure):
            return site
        who = self._rest.asked("GET", "/wp/v2/users/me", {"context": "edit"})
        if isinstance(who, PublishFailure):
            if who.code != "no-interface":
                return who
            told = msg("The site does not tell your role; pushing may work anyway.")
            return Capabilities(self._home, site.name, warnings=(told,))
        user = json_of(who)
        if not isinstance(user, dict):
            return not_json(who, "GET")
        return self._capabilities(site.name, user)

    def login_page(self) -> str | PublishFailure:
        """The address of the page on which the user makes an application password."""
        site = self._rest.site()
        if isinstance(site, PublishFailure):
            return site
        if not self._rest.is_own(site.authorization):
            return self._rest.elsewhere(site.authorization)
        return f"{site.authorization}{'&' if '?' in site.authorization else '?'}app_name=digest"

    def find(self, receipt: Receipt) -> Remote | PublishFailure | None:
        self._rest.use(receipt.detail.get("root", ""))
        if receipt.id:
            return self._by_id(receipt)
        ways: list[dict[str, str]] = [{"slug": receipt.slug}]
        if receipt.begun is not None:  # pushed before, and nobody knows how it ended: the slug may be another by now
            ways.append({"search": mark_class(receipt.mark)})
        foreign = None
        for way in ways:
            answer = self._rest.asked(
                "GET", "/wp/v2/posts", {**way, "status": "any", "context": "edit", "_fields": _FIELDS}
            )
            if isinstance(answer, PublishFailure):
                return answer
            posts = json_of(answer)
            if not isinstance(posts, list):
                return not_json(answer, "GET")
            for post in posts:
                remote = self._remote(post, receipt.mark)
                if remote is not None and remote.is_ours:
                    return remote
                foreign = foreign or remote
        return foreign

    def texts(self, publication: Publication) -> Mapping[str, str]:
        body = self._body(publication)
        return _texts(body["title"], body["content"], body.get("excerpt"))

    def outgoing(self, publication: Publication, receipt: Receipt) -> tuple[Outgoing, ...] | PublishFailure:
        """Known terms by their number; those that would be made by name."""
        self._rest.use(receipt.detail.get("root", ""))
        planned = self._terms.planned(receipt)
        if isinstance(planned, PublishFailure):
            return planned
        ids, requests = planned
        terms = self._terms.to_send(receipt, ids, self._present)
        picture = self._picture.outgoing(receipt)
        if isinstance(picture, PublishFailure):
            return picture
        requests = [*requests, *([picture] if picture else [])]
        requests.append(self._request(publication, receipt, terms, self._picture.known(receipt)))
        return tuple(request.outgoing for request in requests)

    def push(self, publication: Publication, receipt: Receipt) -> Receipt | PublishFailure:
        self._rest.use(receipt.detail.get("root", ""))
        ids = self._terms.ids(receipt)
        if isinstance(ids, PublishFailure):
            return ids
        terms = self._terms.to_send(receipt, ids, self._present)
        picture = self._picture.uploaded(receipt)
        if isinstance(picture, PublishFailure):
            return picture
        answer = self._rest.send(self._request(publication, receipt, terms, picture.number))
        post = self._made(answer, receipt)
        if isinstance(post, PublishFailure):
            return self._recovered(replace(receipt, detail={**receipt.detail, **picture.detail}), post)
        is_remembered = any(name.startswith(self.lasting) for name in receipt.detail)
        if not receipt.id and is_remembered and _missing(post, terms):  # deleted there since the last edition
            anew = self._with_terms_anew(post, receipt)
            post, ids, terms = anew or (post, ids, terms)
        if _missing(post, terms):
            self._means.tell(msg("{host} did not take all categories or tags.", host=host_of(self._home)))
        if picture.number and post.get("featured_media") != picture.number:
            self._means.tell(msg("{host} did not take the picture.", host=host_of(self._home)))
        return self._completed(replace(receipt, detail={**receipt.detail, **picture.detail}), post, ids)

    def _with_terms_anew(
        self, post: Mapping[str, Any], receipt: Receipt
    ) -> tuple[dict[str, Any], dict[Term, int], dict[str, list[Any]]] | None:
        """The new draft with terms that are looked up, or made, once more; None if that fails."""
        bare = replace(receipt, detail={})
        ids = self._terms.ids(bare)
        if isinstance(ids, PublishFailure):
            return None
        terms = self._terms.to_send(bare, ids, {})
        route = f"/wp/v2/posts/{post['id']}"
        answer = self._rest.send(self._rest.request("POST", route, {"context": "edit"}, terms))
        changed = None if isinstance(answer, PublishFailure) else json_of(answer)
        return (changed, ids, terms) if _is_post(changed) else None

    # One post

    def _body(self, publication: Publication) -> dict[str, str]:
        """Titles and excerpts are HTML there: what looks like markup in ours is text."""
        content = marked(publication.rendered["content"].text, publication.mark)
        body = {"title": escape(publication.title, quote=False), "content": content}
        if self._options.excerpt:  # an empty one, too: the last one may have been taken out
            body["excerpt"] = escape(publication.excerpt, quote=False)
        return body

    def _request(
        self, publication: Publication, receipt: Receipt, terms: Mapping[str, list[Any]], picture: int = 0
    ) -> WebRequest:
        """A new draft, or an update without `status`, which would undo a publication."""
        body: dict[str, Any] = {**self._body(publication), **{name: ids for name, ids in terms.items() if ids}}
        if not receipt.id:
            body["slug"] = publication.slug
            body["status"] = "draft"
        if picture:
            body["featured_media"] = picture
        if publication.is_public:
            body["status"] = "publish"
        route = f"/wp/v2/posts/{receipt.id}" if receipt.id else "/wp/v2/posts"
        return self._rest.request("POST", route, {"context": "edit"}, body)

    def _by_id(self, receipt: Receipt) -> Remote | PublishFailure | None:
        answer = self._rest.asked("GET", f"/wp/v2/posts/{receipt.id}", {"context": "edit", "_fields": _FIELDS})
        if isinstance(answer, PublishFailure):
            return None if answer.code == "gone" else answer
        remote = self._remote(json_of(answer), "")
        return not_json(answer, "GET") if remote is None else remote

    def _remote(self, post: Any, mark: str) -> Remote | None:
        """`mark` is empty for a post found by id; else the text must have it, or it is not ours."""
        if not _is_post(post):
            return None
        self._present = post
        title, content, excerpt = (_raw(post, name) for name in ("title", "content", "excerpt"))
        return Remote(
            id=str(post["id"]),
            url=self._address(post),
            status=_STATUS.get(str(post["status"]), RemoteStatus.DRAFT),
            modified=str(post.get("modified_gmt", "")),
            texts=_texts(title, content, excerpt if self._options.excerpt else None),
            body=content,
            is_ours=not mark or bears(content, mark),
        )

    def _made(self, answer: WebAnswer | PublishFailure, receipt: Receipt) -> dict[str, Any] | PublishFailure:
        """The post made or changed; after a notice of PHP's it exists, but cannot be read."""
        if isinstance(answer, PublishFailure):
            return answer
        if answer.status not in (200, 201):
            return refusal(answer, "POST")
        post = json_of(answer)
        if _is_post(post):
            return post
        number = receipt.id or _id_in(answer.fields.get("location", ""))
        if not number:
            return not_json(answer, "POST")
        again = self._rest.asked("GET", f"/wp/v2/posts/{number}", {"context": "edit", "_fields": _FIELDS})
        post = None if isinstance(again, PublishFailure) else json_of(again)
        return post if _is_post(post) else not_json(answer, "POST")

    def _recovered(self, receipt: Receipt, failure: PublishFailure) -> Receipt | PublishFailure:
        """After an unclear answer: the draft, if it was made or changed; else the failure."""
        if not failure.is_unclear:
            return failure
        found = self.find(receipt)
        if not isinstance(found, Remote) or not found.is_ours:
            return failure
        if edited_fields(replace(receipt, texts={}), found):
            return failure
        return self._done(receipt, found, {})

    def _completed(
        self, receipt: Receipt, post: Mapping[str, Any], ids: Mapping[tuple[str, str], int]
    ) -> Receipt | PublishFailure:
        remote = self._remote(post, "")
        assert remote is not None
        return self._done(receipt, remote, ids)

    def _done(self, receipt: Receipt, remote: Remote, ids: Mapping[tuple[str, str], int]) -> Receipt:
        terms = {f"{taxonomy}:{name}": str(number) for (taxonomy, name), number in ids.items()}
        return replace(
            receipt,
            state=DONE,
            id=remote.id,
            url=remote.url,
            status=remote.status,
            modified=remote.modified,
            texts=kept_texts(remote.texts),
            detail={**receipt.detail, **terms, **({"root": self._rest.root} if self._rest.is_discovered else {})},
            pushed=self._means.now(),
        )

    def _address(self, post: Mapping[str, Any]) -> str:
        """The address for a person: the editor for a draft, the page once it is public."""
        if _STATUS.get(str(post["status"])) is RemoteStatus.PUBLISHED and (page := shown_url(post.get("link"))):
            return page
        return f"{self._home}wp-admin/post.php?post={post['id']}&action=edit"

    def _capabilities(self, site: str, user: Mapping[str, Any]) -> Capabilities | PublishFailure:
        may = user.get("capabilities")
        may = may if isinstance(may, dict) else {}
        roles = user.get("roles")
        role = one_line(", ".join(map(str, roles)), 60) if isinstance(roles, list) and roles else "?"
        name = one_line(str(user.get("name") or user.get("username") or "?"), 60)
        facts = [msg("{site}: logged in as {name} ({role}).", site=site, name=name, role=role)]
        warnings = []
        if not may.get("edit_posts"):
            return PublishFailure(
                "role",
                msg("{name} ({role}) may not write posts at {site}.", name=name, role=role, site=site),
                msg("Ask an administrator for a role that may: contributor, author or editor."),
            )
        facts.append(msg("Drafts: yes. Publishing: {yes}.", yes=_yes(may.get("publish_posts"))))
        if self._options.categories and not may.get("manage_categories"):
            warnings.append(msg("New categories cannot be made with this role; those that exist are used."))
        if self._home.startswith("http://"):
            warnings.append(msg("The address begins with http://: the password goes over the line unencrypted."))
        return Capabilities(self._home, name, tuple(facts), tuple(warnings))


def home_of(url: str) -> str:
    """The blog's address, from one that is likely to be copied: a log-in page, the dashboard."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:wp-login\.php|wp-admin|wp-json|index\.php|xmlrpc\.php)(?:/.*)?$", "/", parts.path or "/")
    return urlunsplit((parts.scheme, parts.netloc, path if path.endswith("/") else path + "/", "", ""))


def _texts(title: str, content: str, excerpt: str | None) -> dict[str, str]:
    texts = {"title": unescape(title).strip(), "content": readable(content)}
    if excerpt is not None:
        texts["excerpt"] = unescape(excerpt).strip()
    return texts


def _missing(post: Mapping[str, Any], terms: Mapping[str, list[Any]]) -> bool:
    """True if the site has left out a category or tag, which it does without a word."""
    return any(
        isinstance(taken := post.get(taxonomy), list) and any(number not in taken for number in terms[taxonomy])
        for taxonomy in TAXONOMIES
    )


def _is_post(data: Any) -> TypeGuard[dict[str, Any]]:
    """True for what has the id and the status of a post."""
    return isinstance(data, dict) and type(data.get("id")) is int and isinstance(data.get("status"), str)


def _raw(post: Mapping[str, Any], name: str) -> str:
    """A field as it is stored; what only came rendered is taken so."""
    value = post.get(name)
    if isinstance(value, dict):
        return str(value.get("raw", value.get("rendered", "")))
    return str(value or "")


def _id_in(location: str) -> str:
    found = re.search(r"/posts/(\d+)(?:\D|$)", location)
    return found[1] if found else ""


def _yes(value: object) -> Any:
    return msg("yes") if value else msg("no")
