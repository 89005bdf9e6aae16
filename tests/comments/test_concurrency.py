"""Many at once, on databases that let several write."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from tests.comments.conftest import comment_data
from tests.factories import ReaderCommentFactory
from wagtail_mentoring.comments import operations, reporting
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.submissions.admin import history

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory belongs to one thread."
    ),
]
AT_ONCE = 8
ROUNDS = 10


def at_once(acts):
    """Run functions in threads of their own, started together; their results in order."""
    start = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(position, act):
        start.wait()
        try:
            results[position] = act()
        except Exception as error:
            results[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_double_click_leaves_one_comment(article):
    data = comment_data(article)
    address = f"/mentoring/comments/{article.pk}/"
    responses = at_once([lambda: Client().post(address, data)] * AT_ONCE)
    assert [response.status_code for response in responses] == [302] * AT_ONCE
    assert len({r["Location"].partition(":")[0] for r in responses}) == 1
    assert ReaderComment.objects.count() == 1


def test_numbers_and_counts_are_right_when_many_post_at_once(article, open_site):
    address = f"/mentoring/comments/{article.pk}/"

    def post(n):  # from places of their own: of many from one, some would wait
        data = comment_data(article, body=f"Response {n}.")
        return Client(REMOTE_ADDR=f"203.0.{n}.7").post(address, data)

    responses = at_once([lambda n=n: post(n) for n in range(AT_ONCE)])
    assert [response.status_code for response in responses] == [302] * AT_ONCE
    numbers = ReaderComment.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))
    assert Discussion.objects.get().published_count == AT_ONCE


def test_one_of_many_moderators_wins(article):
    comment = ReaderCommentFactory(state="waiting")
    copies = [ReaderComment.objects.get(pk=comment.pk) for _ in range(AT_ONCE)]
    acts = [operations.publish, operations.mark_spam] * (AT_ONCE // 2)
    results = at_once([lambda a=a, c=c: a(c) for a, c in zip(acts, copies, strict=True)])
    comment.refresh_from_db()
    # Once published it may still be marked as spam by nobody who saw it waiting.
    assert sorted(results, key=str) == [False] * (AT_ONCE - 1) + [True]
    won = acts[results.index(True)]
    assert comment.state == ("published" if won is operations.publish else "spam")
    comment.discussion.refresh_from_db()
    assert comment.discussion.published_count == (comment.state == "published")


def decide(user, comment, decision):
    """Press a button of a card, as the inbox's script does, in a session of one's own."""
    browser = Client()
    browser.force_login(user)
    address = reverse("mentoring_comments:decide", args=[comment.pk])
    data = {"decision": decision, "seen": comment_queue.seen(comment)}
    return lambda: browser.post(address, data, headers={"X-Requested-With": "XMLHttpRequest"})


def test_of_two_moderators_who_decide_differently_one_wins_and_the_other_is_told_who(
    article, moderator, administrator
):
    for _round in range(ROUNDS):
        comment = ReaderCommentFactory(state="waiting")
        acts = [
            decide(moderator, comment, "publish"),
            decide(administrator, comment, "spam"),
        ]
        answers = [answer.json() for answer in at_once(acts)]
        comment.refresh_from_db()
        (winner,) = (position for position, answer in enumerate(answers) if answer["done"])
        assert comment.state == ("published", "spam")[winner]
        told = answers[1 - winner]["said"]
        assert told.startswith(("moderator published", "administrator marked")[winner])
        entry = history.entries([comment]).get()
        assert entry.user == (moderator, administrator)[winner]
        comment.discussion.refresh_from_db()
        assert comment.discussion.published_count == (comment.state == "published")


def test_two_moderators_publish_two_responses_to_one_article_at_the_same_moment(
    article, moderator, administrator
):
    first = ReaderCommentFactory(state="waiting")
    for number in range(1, 2 * ROUNDS, 2):
        two = [ReaderCommentFactory(state="waiting", discussion=first.discussion) for _ in range(2)]
        acts = [
            decide(user, comment, "publish")
            for user, comment in zip((moderator, administrator), two, strict=True)
        ]
        assert all(answer.json()["done"] for answer in at_once(acts))
        given = ReaderComment.objects.filter(pk__in=[comment.pk for comment in two])
        assert set(given.values_list("number", flat=True)) == {number, number + 1}
        assert Discussion.objects.get(pk=first.discussion_id).published_count == number + 1


def test_numbers_are_unique_when_many_publish_at_once(article):
    first = ReaderCommentFactory(state="waiting")
    more = [
        ReaderCommentFactory(state="waiting", discussion=first.discussion)
        for _ in range(AT_ONCE - 1)
    ]
    assert at_once([lambda c=c: operations.publish(c) for c in [first, *more]]) == [True] * AT_ONCE
    numbers = ReaderComment.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))
    assert Discussion.objects.get(pk=first.discussion_id).published_count == AT_ONCE


def test_many_reports_at_once_take_it_back_once(article, open_site):
    Client().post(f"/mentoring/comments/{article.pk}/", comment_data(article))
    comment = ReaderComment.objects.get()
    copies = [ReaderComment.objects.get(pk=comment.pk) for _ in range(AT_ONCE)]
    acts = [
        lambda n=n, c=c: reporting.report(c, reason="spam", nonce=f"{n:032}")
        for n, c in enumerate(copies)
    ]
    assert at_once(acts) == [True] * AT_ONCE
    comment.refresh_from_db()
    assert (comment.state, comment.number) == ("waiting", 1)
    assert Discussion.objects.get().published_count == 0
    assert comment.reports.count() == AT_ONCE


def test_of_a_withdrawal_and_an_answer_at_once_both_end_in_order(article, open_site):
    address = f"/mentoring/comments/{article.pk}/"
    mine = Client()
    mine.post(address, comment_data(article))
    comment = ReaderComment.objects.get()
    take_back = f"/mentoring/comment/{comment.pk}/withdraw/"
    ticket = mine.get(take_back).context["ticket"]
    answer = comment_data(article, parent=str(comment.pk), body="An answer.")
    responses = at_once(
        [
            lambda: mine.post(take_back, {"ticket": ticket}),
            lambda: Client().post(address, answer),
        ]
    )
    assert all(response.status_code in (302, 400, 409) for response in responses)
    published = ReaderComment.objects.filter(state="published").count()
    assert Discussion.objects.get().published_count == published
