"""What moderators are told of one page: what waits there, and what deleting it would leave."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import ArticleFactory, DiscussionFactory, ReaderCommentFactory, as_base_page
from wagtail_mentoring.compat import get_page_model

pytestmark = pytest.mark.django_db


def ticket(client, article):
    return client.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()


def delete_in_bulk(client, *pages):
    """Confirm what Wagtail asks after pages were ticked in the explorer."""
    meta = get_page_model()._meta
    address = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, "delete"])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{address}?{chosen}&next=/admin/", follow=True)


def test_the_form_tells_a_moderator_how_many_wait_on_its_page(
    client, article, make_comment, moderator
):
    make_comment()
    make_comment()
    make_comment(state="published")
    ReaderCommentFactory()
    client.force_login(moderator)
    here = ticket(client, article)["waiting_here"]
    assert here["words"] == "2 waiting here"
    page = client.get(here["url"])
    assert len(page.context["cards"]) == 2


def test_the_form_tells_nobody_else(client, article, make_comment, editor, viewer):
    make_comment()
    assert ticket(client, article)["waiting_here"] is None
    for user in (editor, viewer):
        client.force_login(user)
        assert ticket(client, article)["waiting_here"] is None


def test_where_nothing_waits_nothing_is_told(client, article, make_comment, moderator):
    make_comment(state="published")
    client.force_login(moderator)
    assert ticket(client, article)["waiting_here"] is None


def test_after_pages_are_deleted_in_bulk_it_says_how_many_responses_are_kept(
    client, index, article, make_comment, administrator
):
    other = ArticleFactory(title="Other", slug="other", parent=index)
    ReaderCommentFactory(discussion=DiscussionFactory(page=as_base_page(other)))
    make_comment()
    make_comment(state="spam")
    client.force_login(administrator)
    answer = delete_in_bulk(client, article, other)
    assertContains(answer, "2 responses that stood there are kept, without a page.")
    assertContains(answer, reverse("mentoring_detached"))


def test_pages_without_responses_are_deleted_in_bulk_without_a_word(client, article, administrator):
    client.force_login(administrator)
    answer = delete_in_bulk(client, article)
    assertContains(answer, "1 page has been deleted")
    assertNotContains(answer, "without a page")
