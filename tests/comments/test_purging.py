"""What a front-end cache is told to forget when the published responses change."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.models import PageViewRestriction

from tests.comments.conftest import write_many
from wagtail_mentoring.comments import operations, own, reporting
from wagtail_mentoring.sitesettings.models import MentoringSettings

pytestmark = pytest.mark.django_db
PURGED = []


class Recorder(BaseBackend):
    def __init__(self, params):
        super().__init__(params)

    def purge(self, url):
        PURGED.append(url)


@pytest.fixture
def purged(settings):
    PURGED.clear()
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": f"{__name__}.Recorder"}}
    return PURGED


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """Runs what waits for the end of a transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def feeds(article):
    addresses = (
        reverse("wagtail_mentoring:comments_feed"),
        reverse("wagtail_mentoring:page_comments_feed", args=[article.pk]),
    )
    return {f"http://localhost{address}" for address in addresses}


def test_a_change_of_what_is_published_purges_the_page_its_parent_and_its_pages(
    write, article, index, purged, site_settings, django_capture_on_commit_callbacks
):
    site_settings(comments_per_page=5)
    for _ in range(6):
        write()
    waiting = write(state="waiting")
    with django_capture_on_commit_callbacks(execute=True):
        operations.publish(waiting)
    assert {article.full_url, index.full_url, f"{article.full_url}?comments=2"} <= set(purged)


def test_a_change_between_hidden_states_purges_nothing(
    write, purged, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        operations.mark_spam(write(state="waiting"))
    assert purged == []


def test_a_posted_comment_purges_the_page_when_it_is_published_at_once(
    post, article, open_site, purged, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        post()
    assert article.full_url in purged


def remove(comment):
    operations.remove(comment)


def mark_spam(comment):
    operations.mark_spam(comment)


def edit(comment):
    operations.edit(comment, body="Other words.", user=None)


def report(comment):
    reporting.report(comment, reason="hurtful", nonce="1")


def withdraw(comment):
    assert own.withdraw(comment, settings=MentoringSettings())


@pytest.mark.parametrize("change", [remove, mark_spam, edit, report, withdraw])
def test_each_change_of_a_shown_response_purges_all_that_shows_it(
    change, write, article, index, purged, site_settings, settings, on_commit
):
    settings.WAGTAIL_MENTORING = {
        "PURGE_WITH_COMMENTS": ["/news/", "/api/v2/reader_comments/?page={page}"]
    }
    site_settings(comments_per_page=5)
    write_many(article, 11)
    comment = write(number=12, submitted_at=timezone.now())
    with on_commit():
        change(comment)
    pages = {f"{article.full_url}?comments={number}" for number in (2, 3)}
    others = {"http://localhost/news/"}
    others.add(f"http://localhost/api/v2/reader_comments/?page={article.pk}")
    assert {article.full_url, index.full_url} | pages | feeds(article) | others <= set(purged)


@pytest.mark.parametrize("method", ["unpublish", "delete"])
def test_a_page_that_goes_takes_its_responses_out_of_the_feeds(
    method, write, article, purged, on_commit
):
    write()
    gone = feeds(article)
    with on_commit():
        getattr(article, method)()
    assert gone <= set(purged)


def test_a_page_that_comes_back_brings_its_responses_to_the_feeds(
    write, article, purged, on_commit
):
    write()
    article.unpublish()
    with on_commit():
        article.save_revision().publish()
    assert feeds(article) <= set(purged)


def test_restricting_a_page_or_lifting_it_purges_what_shows_the_responses_below(
    write, article, index, purged, on_commit
):
    write()
    shown = {article.full_url, *feeds(article)}
    with on_commit():
        restriction = PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert shown <= set(purged)
    purged.clear()
    with on_commit():
        restriction.delete()
    assert shown <= set(purged)


def test_a_page_nobody_responded_to_leaves_the_feeds_alone(article, purged, on_commit):
    with on_commit():
        article.unpublish()
    assert not feeds(article) & set(purged)


def test_no_cache_keeps_what_leads_to_one_response(client, write, article):
    comment = write()
    for address in (
        comment.get_absolute_url(),
        reverse("wagtail_mentoring:reply", args=[article.pk, comment.pk]),
        f"{reverse('wagtail_mentoring:find_comment', args=[article.pk])}?number={comment.pk}",
    ):
        assert "no-store" in client.get(address)["Cache-Control"]
