"""The rules of one discussion, the responses to deleted pages, and the ways that lead there."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import GroupSitePermission, PageLogEntry, Site

from tests.conftest import user_with
from tests.factories import ArticleFactory, ReaderCommentFactory, as_base_page
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.permissions import discussion_policy


@pytest.fixture
def settings_page(article):
    return reverse("mentoring_discussion", args=[article.pk])


@pytest.fixture
def detached(make_comment, article, discussion, site):
    """A discussion whose page was deleted, with one response."""
    discussion.site = site
    discussion.save()
    make_comment(site=site, state="published")
    article.delete()
    discussion.refresh_from_db()
    return discussion


@pytest.fixture
def moderator_elsewhere(site):
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    user = user_with(username="elsewhere")
    right = Permission.objects.get(codename="moderate_readercomment")
    GroupSitePermission.objects.create(group=user.groups.get(), site=other, permission=right)
    return user


def statuses(client, url, users, data=None):
    found = []
    for user in users:
        client.force_login(user)
        response = client.get(url) if data is None else client.post(url, data)
        found.append(response.status_code)
    return found


def test_who_may_rule_a_discussion(
    client, settings_page, editor, viewer, moderator, administrator, moderator_elsewhere
):
    refused, allowed = (editor, viewer, moderator_elsewhere), (moderator, administrator)
    assert client.get(settings_page).url.startswith("/admin/login/")
    assert statuses(client, settings_page, refused) == [302, 302, 302]
    assert statuses(client, settings_page, refused, {"policy": "closed"}) == [302, 302, 302]
    assert not Discussion.objects.filter(policy="closed").exists()
    assert statuses(client, settings_page, allowed) == [200, 200]


def test_looking_makes_no_discussion_and_saving_does(client, moderator, settings_page, article):
    client.force_login(moderator)
    assertContains(client.get(settings_page), "New responses are taken now.")
    assert not Discussion.objects.exists()
    client.post(settings_page, {"policy": "closed", "moderation": "hold_all"})
    discussion = Discussion.objects.get()
    assert (discussion.policy, discussion.moderation) == ("closed", "hold_all")
    assertContains(client.get(settings_page), "New responses are not taken now")
    entry = PageLogEntry.objects.get(action="wagtail_mentoring.discussion")
    assert (entry.user, entry.page_id) == (moderator, article.pk)


def test_the_page_counts_what_there_is_in_each_state(
    client, moderator, settings_page, make_comment
):
    make_comment()
    make_comment(state="spam")
    client.force_login(moderator)
    assert dict(client.get(settings_page).context["counts"]) == {
        "waiting": 1,
        "published": 0,
        "spam": 1,
        "removed": 0,
    }


def test_a_page_that_takes_no_responses_has_no_rules_for_them(client, moderator, index):
    client.force_login(moderator)
    assert client.get(reverse("mentoring_discussion", args=[index.pk])).status_code == 404


def test_the_editor_of_a_page_leads_to_its_discussion(
    client, administrator, article, settings_page, make_comment
):
    make_comment()
    client.force_login(administrator)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assertContains(page, "Open, close or moderate this discussion")
    assertContains(page, settings_page)
    explorer = reverse("wagtailadmin_explore", args=[article.get_parent().pk])
    assertContains(client.get(explorer), settings_page)


def test_the_home_page_shows_what_has_waited_longest(client, moderator, viewer, make_comment):
    client.force_login(moderator)
    assertNotContains(client.get("/admin/"), "Responses that wait")
    for number in range(6):
        make_comment(text=f"Response {number}.")
    page = client.get("/admin/")
    assertContains(page, "All 6 responses that wait")
    assertContains(page, "Response 4.")
    assertNotContains(page, "Response 5.")
    client.force_login(viewer)
    assertNotContains(client.get("/admin/"), "Responses that wait")


def test_the_screen_before_deleting_says_how_many_responses_stay(
    client, administrator, article, index, make_comment
):
    client.force_login(administrator)
    address = reverse("wagtailadmin_pages:delete", args=[index.pk])
    assertNotContains(client.get(address), "responses stand under")
    make_comment()
    make_comment(state="published")
    make_comment(state="spam")
    assertContains(client.get(address), "2 responses stand under what you are about to delete")
    assert client.post(address).status_code == 302
    assert ReaderComment.objects.count() == 3


def test_the_responses_of_a_deleted_page_are_listed_and_exported(client, viewer, detached):
    client.force_login(viewer)
    listing = client.get(reverse("mentoring_detached"))
    assertContains(listing, "Giving back")
    assertContains(listing, "/blog/giving-back/")
    responses = f"/admin/mentoring/comments/?state=all&discussion={detached.pk}"
    assertContains(listing, responses.replace("&", "&amp;"))
    ReaderCommentFactory(text="Something else.")
    assertContains(client.get(responses), "I thanked mine last week.")
    assertNotContains(client.get(responses), "Something else.")
    exported = b"".join(client.get(f"{responses}&export=csv").streaming_content).decode()
    assert "Giving back" in exported
    assert "Something else." not in exported


def test_who_may_see_and_attach_the_responses_of_a_deleted_page(
    client, detached, editor, viewer, moderator, administrator, moderator_elsewhere
):
    listing, attach = (
        reverse("mentoring_detached"),
        reverse("mentoring_attach", args=[detached.pk]),
    )
    assert client.get(listing).url.startswith("/admin/login/")
    assert statuses(client, listing, (editor, viewer, moderator, administrator)) == [
        *(302, 200, 200, 200)
    ]
    client.force_login(moderator_elsewhere)
    assertNotContains(client.get(listing), "Giving back")
    refused, allowed = (editor, viewer, moderator_elsewhere), (moderator, administrator)
    assert statuses(client, attach, refused) == [302, 302, 302]
    assert statuses(client, attach, allowed) == [200, 200]


def test_they_are_attached_to_a_page_that_takes_responses_and_has_none(
    client, moderator, detached, index
):
    client.force_login(moderator)
    attach = reverse("mentoring_attach", args=[detached.pk])
    assertContains(client.post(attach, {"page": index.pk}), "This page takes no responses.")
    taken = ArticleFactory(parent=index)
    ReaderCommentFactory(discussion__page=as_base_page(taken))
    assertContains(client.post(attach, {"page": taken.pk}), "has responses of its own")
    heir = ArticleFactory(title="Heir", parent=index)
    response = client.post(attach, {"page": heir.pk}, follow=True)
    assertContains(response, "now stand under “Heir”")
    detached.refresh_from_db()
    assert detached.page_id == heir.pk


def test_the_policy_of_discussions_is_that_of_their_responses(
    moderator, moderator_elsewhere, detached
):
    may = discussion_policy.user_has_permission_for_instance
    assert may(moderator, "moderate", detached)
    assert not may(moderator_elsewhere, "view", detached)


def test_the_userbar_says_how_many_wait_on_this_page(rf, moderator, editor, article, make_comment):
    from wagtail_mentoring.comments.admin.places import add_userbar_item

    make_comment()
    items = []
    add_userbar_item(editor, items, article)
    assert items == []
    add_userbar_item(moderator, items, article)
    html = items[0].render_html({"request": rf.get("/")})
    assert "1 waiting here" in html
    assert f"/admin/mentoring/comments/?page={article.pk}" in html
