import pytest
from wagtail.models import ModelLogEntry

from tests.comments.conftest import ticket_for
from tests.factories import ArticleFactory
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.signals import comment_held, comment_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(write):
    return write(state="waiting")


@pytest.fixture
def heard():
    """What the signals told, as (signal, comment, first)."""
    told = []

    def on_published(comment, first, **kwargs):
        told.append(("published", comment.pk, first))

    def on_held(comment, **kwargs):
        told.append(("held", comment.pk, None))

    comment_published.connect(on_published)
    comment_held.connect(on_held)
    yield told
    comment_published.disconnect(on_published)
    comment_held.disconnect(on_held)


def fresh(comment):
    return ReaderComment.objects.select_related("discussion").get(pk=comment.pk)


def test_publishing_gives_a_number_and_counts(waiting, moderator):
    assert operations.publish(waiting, user=moderator)
    comment = fresh(waiting)
    assert (comment.state, comment.previous_state, comment.number) == ("published", "waiting", 1)
    assert comment.published_at
    assert comment.discussion.published_count == 1
    assert comment.discussion.last_comment_at == comment.submitted_at


def test_numbers_are_given_once_and_never_again(write):
    first, second = write(state="waiting"), write(state="waiting")
    operations.publish(second)
    operations.publish(first)
    operations.remove(fresh(second))
    third = write(state="waiting")
    operations.publish(third)
    operations.undo(fresh(second))
    assert [fresh(c).number for c in (second, first, third)] == [1, 2, 3]
    assert fresh(first).discussion.published_count == 3


@pytest.mark.parametrize(
    ("act", "state"), [(operations.mark_spam, "spam"), (operations.remove, "removed")]
)
def test_what_is_taken_away_is_not_counted_and_can_be_brought_back(write, act, state):
    comment = write()
    assert act(comment)
    assert fresh(comment).state == state
    assert fresh(comment).discussion.published_count == 0
    assert operations.undo(fresh(comment))
    assert fresh(comment).state == "published"
    assert fresh(comment).discussion.published_count == 1


def test_the_second_of_two_moderators_is_told_that_somebody_was_first(waiting):
    mine, theirs = fresh(waiting), fresh(waiting)
    assert operations.publish(theirs)
    assert not operations.mark_spam(mine)
    assert mine.state == fresh(waiting).state == "published"
    assert fresh(waiting).discussion.published_count == 1


def test_of_two_corrections_at_once_the_first_stays(waiting, moderator):
    mine, theirs = fresh(waiting), fresh(waiting)
    assert operations.edit(theirs, body="Theirs", user=moderator)
    assert not operations.edit(mine, body="Mine", user=moderator)
    assert mine.text == fresh(waiting).text == "Theirs"


def test_doing_it_twice_changes_nothing(waiting):
    assert operations.publish(waiting)
    assert not operations.publish(waiting)
    assert fresh(waiting).discussion.published_count == 1


def test_there_is_nothing_to_undo_about_a_new_comment(waiting):
    assert not operations.undo(waiting)


def test_each_change_is_in_the_log_with_who_did_it(waiting, moderator):
    operations.publish(waiting, user=moderator)
    operations.undo(waiting, user=moderator)
    entries = ModelLogEntry.objects.for_instance(waiting).order_by("pk")
    assert [(e.action, e.user, e.data) for e in entries] == [
        ("wagtail_mentoring.publish", moderator, {"from": "waiting", "to": "published"}),
        ("wagtail_mentoring.undo", moderator, {"from": "published", "to": "waiting"}),
    ]


def test_mentions_get_no_number_and_are_counted_apart(write):
    ping = write(kind="pingback", state="waiting")
    operations.publish(ping)
    assert fresh(ping).number is None
    assert (fresh(ping).discussion.published_count, fresh(ping).discussion.ping_count) == (0, 1)


def test_sites_hear_of_a_publication_after_commit_and_whether_it_is_the_first(
    waiting, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        operations.publish(waiting)
        assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove(waiting)
        operations.undo(waiting)
    assert heard == [("published", waiting.pk, True), ("published", waiting.pk, False)]


def test_sites_hear_once_of_a_comment_that_waits_however_often_it_is_sent(
    post, article, heard, django_capture_on_commit_callbacks
):
    ticket = ticket_for(article)
    with django_capture_on_commit_callbacks(execute=True):
        post(ticket=ticket)
        post(ticket=ticket)
    assert heard == [("held", ReaderComment.objects.get().pk, None)]


def test_counts_of_many_pages_take_one_query(write, article, index, django_assert_num_queries):
    other, empty = ArticleFactory(parent=index), ArticleFactory(parent=index)
    write()
    write()
    write(page=other)
    write(page=other, state="spam")
    with django_assert_num_queries(1):
        counts = operations.count_for([article, other, empty])
    assert counts == {article.pk: 2, other.pk: 1, empty.pk: 0}


def test_a_recount_puts_wrong_counts_right(write):
    comment = write()
    discussion = comment.discussion
    discussion.published_count = 7
    discussion.save()
    operations.recount(discussion.pk)
    assert fresh(comment).discussion.published_count == 1


def test_a_failing_receiver_harms_nobody(waiting, django_capture_on_commit_callbacks):
    def fail(**kwargs):
        raise RuntimeError("a site's own mistake")

    comment_published.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert operations.publish(waiting)
    finally:
        comment_published.disconnect(fail)
