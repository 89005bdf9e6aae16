"""The report on reader comments: volume, speed, accuracy, articles."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains
from wagtail.models import GroupSitePermission, Site

from tests.conftest import user_with
from tests.factories import ReaderCommentFactory
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.reports import Activity, periods

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def report(db):
    return reverse("mentoring_comment_activity")


@pytest.fixture
def came(discussion, site):
    """A comment with its fate: what the filter did, what became of it, hours to the decision."""

    def make(arrived, state=None, hours=None, days=1, **values):
        sent = timezone.now() - dt.timedelta(days=days)
        took = None if hours is None else hours * HOUR
        values = {"discussion": discussion, "site": site, "submitted_at": sent, **values}
        return ReaderCommentFactory(
            arrived=arrived,
            state=state or arrived,
            decided_at=took and sent + took,
            decision_time=took,
            **values,
        )

    return make


def test_the_figures_say_what_the_filter_did_and_what_people_made_of_it(came):
    came("published")
    came("published", "removed", hours=30)
    came("waiting")
    came("waiting", "spam", hours=2)
    came("waiting", "published", hours=0.5)
    came("spam")
    came("spam", "published", hours=100)
    activity = Activity(ReaderComment.objects.all())
    figures = activity.figures
    assert [figures[name] for name in ("received", "at_once", "held", "filed")] == [7, 2, 3, 2]
    assert (activity.held_spam.part, activity.held_spam.whole) == (1, 2)
    assert (activity.taken_off.percent, activity.rescued.percent) == (50, 50)
    assert (activity.within_day.part, activity.within_day.whole) == (2, 4)
    (row,) = activity.articles
    assert (row["received"], row["held"], row["discussion"].page_title) == (7, 3, "Giving back")


def test_a_reply_of_staff_is_nothing_that_the_filter_did(make_comment, moderator):
    comment = make_comment(arrived="waiting")
    operations.answer(comment, body="Do come by.", name="Ada", user=moderator)
    figures = Activity(ReaderComment.objects.all()).figures
    assert [figures[name] for name in ("received", "at_once", "held")] == [2, 0, 1]


def test_nothing_is_no_percentage(db):
    assert Activity(ReaderComment.objects.all()).held_spam.percent is None


def test_a_decision_is_timed_once(make_comment, moderator):
    comment = make_comment(arrived="waiting")
    operations.publish(comment, user=moderator)
    first = comment.decided_at
    operations.remove(comment, user=moderator)
    comment.refresh_from_db()
    assert first is not None
    assert comment.decided_at == first
    assert comment.decision_time == first - comment.submitted_at


def test_the_volume_is_told_by_week_with_the_weeks_in_which_nothing_came(came):
    for days in (1, 1, 22):
        came("waiting", days=days)
    chart = Activity(ReaderComment.objects.all()).volume_chart()
    cells = re.findall(r"<td>(\d+)</td>", chart)
    held = cells[1::3]
    assert (held[0], held[-1]) == ("1", "2")
    assert set(held[1:-1]) == {"0"}
    assert len(held) == 4


@pytest.mark.parametrize(
    ("first", "last", "count", "start"),
    [
        ("2026-05-01", "2026-05-01", 1, "2026-04-27"),
        ("2026-01-01", "2026-06-30", 27, "2025-12-29"),
        ("2025-11-30", "2026-12-01", 14, "2025-11-01"),
        ("2010-05-01", "2026-12-01", 17, "2010-01-01"),
    ],
)
def test_a_long_time_is_parted_into_weeks_months_or_years(first, last, count, start):
    starts, _label = periods(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert (len(starts), starts[0].isoformat()) == (count, start)
    assert starts[-1] <= dt.date.fromisoformat(last)


def test_the_page_shows_the_last_three_months_or_the_time_that_is_chosen(
    client, viewer, report, came
):
    came("waiting")
    came("waiting", days=200)
    client.force_login(viewer)
    page = client.get(report)
    assert page.context["activity"].figures["received"] == 1
    assertContains(page, "What came in")
    assertContains(page, "<svg")
    since = (timezone.localdate() - dt.timedelta(days=300)).isoformat()
    until = (timezone.localdate() - dt.timedelta(days=100)).isoformat()
    assert client.get(report, {"since": since}).context["activity"].figures["received"] == 2
    chosen = client.get(report, {"since": since, "until": until})
    assert chosen.context["activity"].figures["received"] == 1


def test_the_spreadsheet_has_no_name_and_no_formula(client, viewer, report, came, discussion):
    discussion.page_title = "=1+1"
    discussion.save()
    came("waiting", name="Ada", email="ada@mail.example")
    client.force_login(viewer)
    for format_ in ("csv", "xlsx"):
        response = client.get(report, {"export": format_})
        assert response.status_code == 200
        content = b"".join(response.streaming_content)
    text = b"".join(client.get(report, {"export": "csv"}).streaming_content).decode()
    assert content
    assert "'=1+1" in text
    assert "ada" not in text.lower()


def test_who_may_read_it(client, report, editor, viewer, moderator, administrator):
    assert client.get(report).url.startswith("/admin/login/")
    client.force_login(editor)
    assert client.get(report).status_code == 302
    for user in (viewer, moderator, administrator):
        client.force_login(user)
        assert client.get(report).status_code == 200


def test_each_counts_the_own_sites_only(client, report, came, site):
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    user = user_with(username="elsewhere")
    right = Permission.objects.get(codename="view_readercomment")
    GroupSitePermission.objects.create(group=user.groups.get(), site=other, permission=right)
    came("waiting")
    came("waiting", site=other)
    client.force_login(user)
    assert client.get(report).context["activity"].figures["received"] == 1


def test_many_comments_cost_no_more_queries_than_one(client, viewer, report, came):
    came("waiting")
    client.force_login(viewer)
    client.get(report)
    with CaptureQueriesContext(connection) as few:
        client.get(report)
    for _ in range(10):
        came("published", "spam", hours=3)
    with CaptureQueriesContext(connection) as many:
        client.get(report)
    assert len(many) == len(few)


@pytest.mark.parametrize("date", ["31.31.2026", "0001-01-01", "9999-12-31"])
def test_an_impossible_date_is_no_error(client, moderator, report, settings, date):
    settings.TIME_ZONE = "Europe/Berlin"
    client.force_login(moderator)
    assert client.get(report, {"since": date, "until": date}).status_code == 200
