"""Null bytes, broken UTF-8, surrogates and absurd numbers, in every parameter of every address."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import URLPattern, reverse

from tests.comments.conftest import comment_data, ticket_for
from tests.security.test_admin_roles import address_of, is_a_list, ours
from wagtail_mentoring.comments.models import Subscription
from wagtail_mentoring.mail import tokens
from wagtail_mentoring.pledges import links
from wagtail_mentoring.pledges.mentors import links as mentor_links
from wagtail_mentoring.submissions import tickets
from wagtail_mentoring.submissions.readers import reader_of
from wagtail_mentoring.urls import urlpatterns

ODD = [
    *("%00", "a%00b", "%ff%fe", "%ed%a0%80", "%F0%9F%92%A5", "%e2%80%ae", "%0d%0aSet-Cookie:x=1"),
    *("1" + "0" * 30, "-1", "0", "9223372036854775808", "%D9%A1", "%C2%B2", "NaN"),
    *("x" * 5000, "%2e%2e%2f", "%25s%25(x)s", "'%22%3E%3Cscript%3E"),
]
PARAMETERS = (
    *(
        "for",
        "next",
        "comments",
        "page",
        "p",
        "q",
        "response",
        "number",
        "parent",
        "kind",
        "mentor",
    ),
    *("ticket", "limit", "offset", "format", "category", "tag", "sort", "wall", "feed", "site"),
)


@pytest.fixture
def no_crash(client):
    """A visitor to whom every error of ours is an answer with the status 500."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def refuse_nulls_as_postgresql(db):
    """SQLite takes null bytes; PostgreSQL answers with an error, which nobody may meet."""

    def check(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        values = [value for row in params for value in row] if many else params or ()
        assert not [value for value in values if isinstance(value, str) and "\x00" in value], sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield


def public_addresses(things: dict[str, Any], odd: str) -> list[str]:
    """Each public address with ``odd`` in the place of its text, and of its numbers."""
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        for name in pattern.pattern.converters:
            kind = route.partition(f":{name}>")[0].rpartition("<")[2]
            good = {"uuid": str(things["pledge"].public_id), "slug": things["pledgeround"].slug}
            value = odd if kind == "str" else good.get(kind, str(things["readercomment"].pk))
            if name == "page_id":
                value = str(things["article"].pk)
            route = route.replace(f"<{kind}:{name}>", value)
        found.append(f"/mentoring/{route}")
    return found


@pytest.mark.parametrize("odd", ODD)
def test_odd_links_and_questions_get_an_answer(
    no_crash, things, index, article, odd, refuse_nulls_as_postgresql
):
    addresses = [*public_addresses(things, odd), article.url, index.url]
    addresses += private_addresses(things)
    addresses += [reverse("wagtailapi:reader_comments:listing"), f"{index.url}rss/"]
    query = "&".join(f"{name}={odd}" for name in PARAMETERS)
    wrong = []
    for address in addresses:
        for asked in (address, f"{address}?{query}"):
            response = no_crash.get(asked)
            if response.status_code >= 500:
                wrong.append((asked[:200], response.status_code))
            assert "Set-Cookie" not in response.headers, asked
    assert wrong == []


@pytest.mark.parametrize("odd", ["1" + "0" * 30, "-1", "0", "%00", "x" * 300, "%D9%A1"])
def test_the_api_refuses_odd_questions_in_words(no_crash, things, odd):
    address = reverse("wagtailapi:reader_comments:listing")
    page = things["article"].pk
    for query in (f"page={odd}", f"page={page}&limit={odd}", f"page={page}&offset={odd}"):
        response = no_crash.get(f"{address}?{query}")
        assert response.status_code < 500, query


def private_addresses(things: dict[str, Any]) -> list[str]:
    """The pages behind good links in e-mail."""
    pledge, mentor = things["open pledge"], things["mentor"]
    wish = Subscription.objects.create(reader=reader_of("a" * 64), comment=things["readercomment"])
    token = tokens.make("comment-confirm", str(wish.pk), wish.reader.version)
    stop = tokens.make("comment-unsubscribe", str(wish.pk), wish.reader.version)
    own = [links.path_to(purpose, pledge) for purpose in links.VIEWS]
    erase = reverse("wagtail_mentoring:erase_pledge", args=[links.make_token(links.MANAGE, pledge)])
    return [
        *own,
        erase,
        mentor_links.path_to_page(mentor),
        mentor_links.path_to_pledge(mentor, things["pledge"]),
        reverse("wagtail_mentoring:confirm_reader", args=[token]),
        reverse("wagtail_mentoring:unsubscribe_reader", args=[stop]),
    ]


def form_of(good: dict[str, str], odd: dict[str, str]) -> str:
    """A form's body; odd values are percent-encoded already, so that they may be broken."""
    values = {**{name: quote(str(value)) for name, value in good.items()}, **odd}
    return "&".join(f"{name}={value}" for name, value in values.items())


FIELDS = (
    *("name", "email", "body", "parent", "contact_time", "ticket", "website", "subscribe"),
    *("kind", "mentor", "mentor_name", "text", "when", "due_on", "shown_as", "plan", "thanks"),
    *("reason", "next", "action", "act", "outcome", "story", "rhythm", "language", "preview"),
)


@pytest.mark.parametrize("odd", ["%00", "%ed%a0%80", "1" + "0" * 30, "x" * 5000])
def test_odd_text_in_every_field_of_every_post_gets_an_answer(
    no_crash, things, article, odd, refuse_nulls_as_postgresql
):
    """Every field at once; null bytes, which no database server takes, also one by one."""
    wrong = []
    good = {
        **comment_data(article),
        **{"kind": "gratitude", "text": "Write to her.", "when": "week", "shown_as": "first"},
        **{"reason": "spam", "action": "note", "mentor_name": "Ines"},
    }
    report = reverse("wagtail_mentoring:report_comment", args=[things["readercomment"].pk])
    tickets_of = {
        reverse("wagtail_mentoring:post_comment", args=[article.pk]): ticket_for(article),
        reverse("wagtail_mentoring:post_pledge", args=[things["pledgeround"].slug]): tickets.issue(
            f"pledge:{things['pledgeround'].pk}", None
        ),
        report: tickets.issue(f"report:{things['readercomment'].pk}", None),
    }
    for address in [*public_addresses(things, "token"), *private_addresses(things)]:
        good["ticket"] = tickets_of.get(address, "")
        for field in (None, *FIELDS) if odd == "%00" else (None,):
            changed = {field: odd} if field else dict.fromkeys(FIELDS, odd)
            sent = form_of(good, changed)
            response = no_crash.post(address, sent, "application/x-www-form-urlencoded")
            if response.status_code >= 500:
                wrong.append((address, field, response.status_code))
            if response.status_code in (404, 405) and field is None:
                break  # takes no posts
    assert wrong == []


@pytest.mark.parametrize("odd", ["%00", "1" + "0" * 30])
def test_odd_questions_to_the_admin_get_an_answer(
    no_crash, roles, things, odd, refuse_nulls_as_postgresql
):
    no_crash.force_login(roles["superuser"])
    names = (
        *("q", "p", "state", "reason", "site", "submitted_at_from", "discussion", "ordering"),
        *("kind", "round"),
    )
    wrong = []
    for name, pattern in ours():
        if not is_a_list(name) or name.startswith("wagtailsnippets"):
            continue
        address = address_of(name, pattern, things)
        for query in [f"{each}={odd}" for each in names]:
            response = no_crash.get(f"{address}?{query}")
            if response.status_code >= 500:
                wrong.append((name, query[:60], response.status_code))
    assert wrong == []
