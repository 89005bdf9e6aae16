"""Readers report a response."""

import pytest

from tests.factories import UserFactory
from wagtail_mentoring.comments import operations, reporting
from wagtail_mentoring.comments.models import ReaderComment, ReaderReport

pytestmark = pytest.mark.django_db


def address_of(comment):
    return f"/mentoring/comment/{comment.pk}/report/"


@pytest.fixture
def send(client):
    def post(comment, reason="hurtful", network="127.0.0.1", **data):
        page = client.get(address_of(comment))
        data |= {"reason": reason, "ticket": page.context["ticket"]}
        return client.post(address_of(comment), data, REMOTE_ADDR=network)

    return post


def state_of(comment):
    return ReaderComment.objects.get(pk=comment.pk).state


def test_the_first_report_takes_a_response_back_to_the_queue(client, send, write, article):
    comment = write(name="Ada")
    response = send(comment, text="That is my sister.")
    page = client.get(response["Location"])
    assert "Your report has arrived" in page.text
    assert f'href="{article.get_url()}#comments"' in page.text
    assert "no-store" in page["Cache-Control"]
    assert state_of(comment) == "waiting"
    (made,) = reporting.open_reports()
    assert (made.reason, made.text) == ("hurtful", "That is my sister.")
    comment.discussion.refresh_from_db()
    assert comment.discussion.published_count == 0


def test_a_published_again_response_stays_when_it_is_reported_again(send, write, moderator):
    comment = write()
    send(comment)
    operations.publish(ReaderComment.objects.get(), user=moderator)
    assert not reporting.open_reports()
    send(comment, reason="spam")
    assert state_of(comment) == "published"
    assert [report.reason for report in reporting.open_reports()] == ["spam"]
    assert ReaderComment.objects.get().number == comment.number


def test_nobody_empties_a_site_by_reporting_all_of_it(send, write):
    comments = [write() for _ in range(7)]
    for comment in comments:
        send(comment)
    taken_back = reporting.MOST_TAKEN_BACK
    assert ReaderComment.objects.waiting().count() == taken_back
    assert reporting.open_reports().count() == len(comments) > taken_back


def test_nor_with_reports_from_many_networks(send, write, monkeypatch):
    monkeypatch.setattr(reporting, "MOST_TAKEN_BACK_TOGETHER", 3)
    comments = [write() for _ in range(5)]
    for number, comment in enumerate(comments):
        send(comment, network=f"192.0.2.{number}")
    assert ReaderComment.objects.waiting().count() == 3
    assert reporting.open_reports().count() == 5


@pytest.mark.parametrize("who", ["staff", "administrator", "author"])
def test_a_report_silences_neither_staff_nor_the_author(
    send, write, article, moderator, administrator, monkeypatch, who
):
    author = UserFactory()
    monkeypatch.setattr(type(article), "get_comment_author_user_ids", lambda self: {author.pk})
    user = {"staff": moderator, "administrator": administrator, "author": author}[who]
    comment = write(user=user)
    send(comment)
    assert state_of(comment) == "published"
    assert len(reporting.open_reports()) == 1


def test_a_double_click_leaves_one_report(client, write):
    comment = write()
    data = {"reason": "spam", "ticket": client.get(address_of(comment)).context["ticket"]}
    client.post(address_of(comment), data)
    reporting.report(comment, reason="spam", nonce=ReaderReport.objects.get().nonce)
    assert ReaderReport.objects.count() == 1


def test_without_a_reason_or_a_ticket_the_form_comes_back_with_what_was_typed(client, write):
    comment = write()
    response = client.post(address_of(comment), {"text": "My words."})
    assert response.status_code == 400
    assert "My words." in response.text
    assert '<a href="#report-reason_0">What is wrong with it? Please' in response.text
    ticketless = client.post(address_of(comment), {"reason": "spam", "text": "My words."})
    assert ticketless.status_code == 200
    assert "My words." in ticketless.text
    assert not ReaderReport.objects.exists()


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_only_what_is_published_can_be_reported(client, write, state):
    assert client.get(address_of(write(state=state))).status_code == 404


def test_looking_at_the_form_writes_nothing_and_sets_no_cookie(
    client, write, django_assert_max_num_queries
):
    comment = write()
    response = client.get(address_of(comment))
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert not ReaderReport.objects.exists()


def test_a_flood_of_reports_from_one_network_has_to_wait(send, write):
    comment = write(user=None)
    for _ in range(20):
        ReaderReport.objects.all().delete()
        ReaderComment.objects.update(state="published")
        assert send(comment).status_code == 302
    ReaderComment.objects.update(state="published")
    response = send(comment, text="My words.")
    assert response.status_code == 429
    assert "My words." in response.text
    assert int(response["Retry-After"]) > 0


def test_the_list_links_to_the_form_for_everybody(view, write):
    comment = write(name="Ada")
    assert f'href="{address_of(comment)}"' in view().text
