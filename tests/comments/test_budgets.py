"""What a visitor's page view may cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.comments.conftest import write_many
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.sitesettings.models import MentoringSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries(view):
    def count(template="with_comments"):
        view(template=template)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert view(template=template).status_code == 200
        return [query["sql"] for query in captured]

    return count


def test_comments_cost_three_queries_however_many_there_are(queries, article):
    without = len(queries("without_comments"))
    costs = {0: len(queries()) - without}
    for total in (50, 1000):
        write_many(article, total - ReaderComment.objects.count())
        costs[total] = len(queries()) - without
    assert set(costs.values()) == {3}


def test_a_page_view_writes_nothing(queries, write):
    write()
    MentoringSettings.objects.all().delete()
    for sql in queries():
        assert sql.split()[0] == "SELECT", sql


def test_a_page_view_sets_no_cookie_and_does_not_vary_by_it(view, write):
    write()
    response = view()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.text


def test_two_visitors_get_the_same_page(view, write, client, moderator):
    write()
    anonymous = view().text
    client.force_login(moderator)
    assert view().text == anonymous


def test_the_reply_page_holds_nothing_of_the_visitor(client, write, article, moderator):
    comment = write()
    address = f"/mentoring/comments/{article.pk}/reply/{comment.pk}/"
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    client.force_login(moderator)
    assert client.get(address).text == response.text
