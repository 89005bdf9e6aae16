"""Where the Wagtail admin shows us: menu, home page, pages, groups, settings."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.admin.admin_url_finder import AdminURLFinder

from tests.conftest import user_with
from tests.factories import ArticleFactory, AuthorFactory, PledgeFactory
from wagtail_mentoring.articles.models import Author
from wagtail_mentoring.permissions import comment_policy, mail_policy, pledge_policy
from wagtail_mentoring.pledges.models import Mentor, PledgeRound

HOME = "/admin/"


def menu_of(client) -> str:
    """The sidebar's data, which the admin's script draws the menu from."""
    html = client.get(HOME).content.decode()
    return html.partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]


def test_the_menu_says_how_many_wait(client, moderator, make_comment):
    make_comment()
    make_comment()
    PledgeFactory(needs_release=True)
    client.force_login(moderator)
    menu = menu_of(client)
    assert '"Reader comments (2)"' in menu
    assert '"Give-back (1)"' in menu
    assert '"Outgoing mail"' in menu


def test_the_menu_counts_nothing_for_those_who_only_read(client, viewer, make_comment):
    make_comment()
    client.force_login(viewer)
    menu = menu_of(client)
    assert '"Reader comments"' in menu
    assert "Outgoing mail" not in menu


def test_an_editor_has_no_menu_of_ours(client, editor):
    client.force_login(editor)
    assert "Mentoring" not in menu_of(client)


def test_an_administrator_finds_everything_in_the_menu(client, administrator):
    client.force_login(administrator)
    menu = menu_of(client)
    for label in ("Reader comments", "Give-back", "Rounds", "Mentors", "Authors", "Outgoing mail"):
        assert f'"{label}"' in menu
    assert "Mentoring settings" in menu


def test_the_home_page_tells_moderators_what_waits(client, moderator, editor, make_comment):
    make_comment()
    client.force_login(moderator)
    response = client.get(HOME)
    assertContains(response, "1 response waits")
    assertContains(response, "0 pledges wait")
    client.force_login(editor)
    assertNotContains(client.get(HOME), "response waits")


def test_a_page_leads_to_its_responses(client, administrator, article, make_comment):
    make_comment()
    client.force_login(administrator)
    response = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assertContains(response, "Responses (0, 1 waiting)")
    address = f"/admin/mentoring/comments/?state=all&amp;page={article.pk}"
    assertContains(response, address)
    explorer = client.get(reverse("wagtailadmin_explore", args=[article.get_parent().pk]))
    assertContains(explorer, address)


def test_a_page_without_comments_has_no_such_button(client, administrator, index):
    client.force_login(administrator)
    response = client.get(reverse("wagtailadmin_pages:edit", args=[index.pk]))
    assertNotContains(response, "/admin/mentoring/comments/?")


def test_our_buttons_cost_the_explorer_nothing_per_page(client, administrator, index):
    client.force_login(administrator)
    address = reverse("wagtailadmin_explore", args=[index.pk])
    ArticleFactory(parent=index)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _number in range(4):
        ArticleFactory(parent=index)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    ours = [q for q in many if "wagtail_mentoring_discussion" in q["sql"]]
    assert len(ours) == len([q for q in few if "wagtail_mentoring_discussion" in q["sql"]])


def test_the_group_form_names_our_permissions(client, administrator):
    client.force_login(administrator)
    group = Group.objects.create(name="Volunteers")
    response = client.get(reverse("wagtailusers_groups:edit", args=[group.pk]))
    for name in (
        "Can publish reader comments and mark them as spam",
        "Can change the words of reader comments",
        "Can remove reader comments",
        "Can publish pledges and mark them as spam",
        "Can remove pledges",
        "Can see readers",
        "Outgoing mail",
    ):
        assertContains(response, name)
    for never in ("Can delete reader comment", "Can change pledge", "Can delete outgoing mail"):
        assertNotContains(response, f">{never}<")


@pytest.mark.parametrize("policy", [comment_policy, pledge_policy])
def test_who_may_moderate_may_view_but_never_add_or_delete(policy, moderator, viewer, editor):
    everything = ("add", "change", "delete")
    assert policy.user_has_permission(moderator, "view")
    assert policy.user_has_permission(moderator, "moderate")
    assert policy.user_has_permission(viewer, "view")
    assert not policy.user_has_permission(viewer, "moderate")
    assert not policy.user_has_any_permission(editor, ("view", "moderate"))
    assert not policy.user_has_any_permission(moderator, everything)
    assert policy.user_has_permission(moderator, "remove")
    assert not policy.user_has_permission(viewer, "remove")
    assert set(policy.users_with_permission("view")) == {moderator, viewer}
    assert set(policy.users_with_permission("moderate")) == {moderator}
    assert not policy.users_with_any_permission(everything)


def test_even_an_administrator_adds_no_comment(administrator):
    assert not comment_policy.user_has_permission(administrator, "add")
    assert not mail_policy.user_has_permission(administrator, "delete")


@pytest.mark.parametrize("model", [PledgeRound, Mentor, Author])
def test_editors_manage_what_they_set_up(client, administrator, model):
    client.force_login(administrator)
    name = model.__name__
    fields = {"title": name} if model is PledgeRound else {"name": name}
    model.objects.create(slug="one", **fields)
    client.get(HOME)  # has Wagtail look for hooks
    viewset = model.snippet_viewset
    response = client.get(reverse(viewset.get_url_name("list")), {"q": name[:4].lower()})
    assertContains(response, name)
    assert client.get(reverse(viewset.get_url_name("add"))).status_code == 200
    chooser = viewset.chooser_viewset.get_url_name("choose")
    assertContains(client.get(reverse(chooser)), name)


def test_the_rights_to_authors_are_wagtails_own(client, db):
    AuthorFactory(name="Ada")
    client.force_login(user_with("change_author", username="author-editor"))
    assertContains(client.get(reverse("wagtailsnippets_wagtail_mentoring_author:list")), "Ada")


def test_our_things_are_found_by_other_screens(administrator, editor, make_comment):
    comment = make_comment()
    address = f"/admin/mentoring/comments/{comment.pk}/"
    assert AdminURLFinder(administrator).get_edit_url(comment) == address
    assert AdminURLFinder(editor).get_edit_url(comment) is None


def test_our_icon_is_served(client, administrator):
    client.force_login(administrator)
    assertContains(client.get(reverse("wagtailadmin_sprite")), "icon-mentoring")


@pytest.mark.parametrize("model", ["author", "category"])
def test_forms_call_a_name_a_name_beside_the_field_and_fill_in_the_slug(
    client, administrator, model
):
    client.force_login(administrator)
    page = client.get(reverse(f"wagtailsnippets_wagtail_mentoring_{model}:add"))
    assertNotContains(page, "Title*")
    assertContains(page, 'data-w-sync-target-value="#id_slug"')
