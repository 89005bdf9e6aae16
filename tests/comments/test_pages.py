"""What becomes of a discussion when its page changes, moves or goes."""

import pytest

from tests.factories import ArticleFactory, IndexFactory, as_base_page
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.comments.schema import comment_data

pytestmark = pytest.mark.django_db


def test_a_new_title_is_remembered_when_it_is_published(write, article):
    write()
    article.title = "Giving it back"
    article.save_revision().publish()
    assert Discussion.objects.get().page_title == "Giving it back"


def test_addresses_follow_the_page_and_those_above_it(
    write, article, index, django_capture_on_commit_callbacks
):
    write()
    with django_capture_on_commit_callbacks(execute=True):
        index.slug = "journal"
        index.save()
        index.save_revision().publish()
    assert Discussion.objects.get().page_url.endswith("/journal/giving-back/")
    other = IndexFactory(title="Other", slug="other")
    with django_capture_on_commit_callbacks(execute=True):
        as_base_page(article).move(as_base_page(other), pos="last-child")
    assert Discussion.objects.get().page_url.endswith("/other/giving-back/")


@pytest.mark.parametrize("what", ["article", "index"])
def test_a_deleted_page_leaves_its_comments_with_title_and_address(write, article, index, what):
    comment = write()
    Discussion.objects.update(page_title="Outdated", page_url="")
    {"article": article, "index": index}[what].delete()
    discussion = Discussion.objects.get()
    assert discussion.page is None
    assert discussion.page_title == "Giving back"
    assert discussion.page_url.endswith("/blog/giving-back/")
    assert ReaderComment.objects.get() == comment
    assert not ReaderComment.objects.public().exists()


def test_comments_of_a_deleted_page_can_still_be_moderated(write, article):
    comment = write(state="waiting")
    article.delete()
    assert operations.publish(ReaderComment.objects.get(pk=comment.pk))


def test_a_copied_page_starts_without_comments(write, article, index):
    write()
    copy = article.copy(update_attrs={"slug": "copy"})
    assert operations.count_for([copy]) == {copy.pk: 0}


def test_structured_data_tells_of_published_responses(write, article):
    write(name="Ada", body_html="<p>Yes, <em>indeed</em>.</p>")
    write(state="spam")
    (data,) = comment_data(article, 10)
    assert data["author"] == {"@type": "Person", "name": "Ada"}
    assert data["text"].strip() == "Yes, indeed."
    assert data["@type"] == "Comment"
    assert comment_data(article, 0) == []


def test_recent_comments_are_public_ones_newest_first(write, site, article, index):
    first = write(name="First")
    second = write(name="Second", site=site)
    first.site = site
    first.save()
    write(state="waiting", site=site)
    hidden = ArticleFactory(parent=index)
    write(page=hidden, site=site)
    hidden.unpublish()
    assert operations.recent(site, 5) == [second, first]
