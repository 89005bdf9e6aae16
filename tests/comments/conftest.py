import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import as_base_page
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.comments.names import taken_names
from wagtail_mentoring.comments.operations import recount
from wagtail_mentoring.comments.paths import path_below
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions import tickets


@pytest.fixture
def site_settings(site):
    """Settings of the site, set by keyword and saved."""

    def save(**values):
        return MentoringSettings.objects.update_or_create(site=site, defaults=values)[0]

    return save


@pytest.fixture
def open_site(site_settings):
    """A site that publishes whatever does not look like spam."""
    return site_settings(moderation=MentoringSettings.Moderation.HOLD_SUSPICIOUS)


def ticket_for(page, user=None, seconds=60):
    """A ticket that somebody fetched ``seconds`` ago."""
    issued = timezone.now() - dt.timedelta(seconds=seconds)
    return tickets.issue(f"comment:{page.pk}", user and user.pk, issued)


def comment_data(page, **data):
    return {
        "name": "Ada",
        "email": "ada@mail.example",
        "body": "I thanked mine last week.",
        "ticket": ticket_for(page),
        **data,
    }


def count_queries(act):
    """How many there are outside of tests, where a transaction needs no savepoint."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


@pytest.fixture(autouse=True)
def no_names_known():
    """Each test has its own authors and staff."""
    taken_names.cache_clear()


@pytest.fixture
def post(client, article):
    """Posts a comment to the article with a good ticket; keywords replace what is sent."""

    def send(page=article, **data):
        return client.post(f"/mentoring/comments/{page.pk}/", comment_data(page, **data))

    return send


@pytest.fixture
def write(article):
    """Stores a published comment as if it had been posted and published."""

    def store(parent=None, page=article, number=None, **values):
        discussion, _ = Discussion.objects.get_or_create(
            page=as_base_page(page), defaults={"page_title": page.title}
        )
        values = {"name": "Ada", "body_html": "<p>Yes.</p>", "state": "published", **values}
        comment = ReaderComment(discussion=discussion, parent=parent, **values)
        comment.save()
        comment.path = path_below(parent.path if parent else "", comment.pk)
        if number is None and comment.state == "published" and comment.kind == "comment":
            discussion.refresh_from_db()
            discussion.last_number += 1
            discussion.save()
            number = discussion.last_number
        comment.number = number
        comment.save()
        recount(discussion.pk)
        return comment

    return store


def write_many(page, count, **values):
    """Many published comments at once."""
    discussion, _ = Discussion.objects.get_or_create(page=as_base_page(page))
    rows = [
        ReaderComment(
            discussion=discussion,
            **{
                "name": f"Reader {n}",
                "body_html": f"<p>Response {n}.</p>",
                "state": "published",
                "number": n,
                **values,
            },
        )
        for n in range(1, count + 1)
    ]
    ReaderComment.objects.bulk_create(rows, batch_size=500)
    stored = list(ReaderComment.objects.filter(discussion=discussion))
    for row in stored:
        row.path = path_below("", row.pk)
    ReaderComment.objects.bulk_update(stored, ["path"], batch_size=500)
    recount(discussion.pk)


@pytest.fixture
def view(client, article, monkeypatch):
    """The article's page with nothing on it but the comments."""

    def get(page=article, template="with_comments", **query):
        monkeypatch.setattr(type(page), "template", f"tests/{template}.html")
        return client.get(page.url, query)

    return get
