"""Groups of moderators: made on request, and given rights on single sites."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import GroupSitePermission, ModelLogEntry

from tests.conftest import user_with
from tests.factories import UserFactory
from wagtail_mentoring.permissions import comment_policy, may_see_personal_data, pledge_policy

NAME = "Moderators of reader comments"


@pytest.fixture
def page():
    return reverse("mentoring_create_moderators")


@pytest.fixture
def group_page(db):
    return reverse("wagtailusers_groups:edit", args=[Group.objects.create(name="Readers").pk])


def member_of(name: str):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


def test_no_group_is_made_unasked(db):
    assert not Group.objects.filter(
        permissions__content_type__app_label="wagtail_mentoring"
    ).exists()


def test_the_command_makes_a_group_that_moderates_and_sees_no_addresses(site, comment):
    call_command("mentoring_create_moderators")
    member = member_of(NAME)
    assert member.has_perm("wagtailadmin.access_admin")
    for action in ("moderate", "edit", "remove"):
        assert comment_policy.user_has_permission_for_instance(member, action, comment)
    assert pledge_policy.user_has_permission(member, "moderate")
    assert not may_see_personal_data(member, comment)


def test_the_command_makes_a_group_for_one_site(comment, comment_elsewhere):
    call_command("mentoring_create_moderators", "--name", "Here", "--site", "localhost")
    member = member_of("Here")
    assert comment_policy.user_has_permission_for_instance(member, "moderate", comment)
    assert not comment_policy.user_has_permission_for_instance(
        member, "moderate", comment_elsewhere
    )


def test_the_command_refuses_a_name_that_is_taken_and_a_site_that_is_none(site):
    call_command("mentoring_create_moderators")
    with pytest.raises(CommandError, match="There is a group"):
        call_command("mentoring_create_moderators")
    with pytest.raises(CommandError, match="localhost:80"):
        call_command("mentoring_create_moderators", "--name", "x", "--site", "nowhere.example")


@pytest.mark.parametrize(("name", "trouble"), [("", "blank"), ("x" * 151, "150 characters")])
def test_the_command_refuses_a_name_that_the_admin_would_not_take(site, name, trouble):
    with pytest.raises(CommandError, match=trouble):
        call_command("mentoring_create_moderators", "--name", name)
    assert not Group.objects.filter(name=name).exists()


def test_the_settings_lead_to_the_button_and_looking_makes_nothing(
    client, administrator, site, page
):
    client.force_login(administrator)
    settings = reverse(
        "wagtailsettings:edit", args=["wagtail_mentoring", "mentoringsettings", site.pk]
    )
    assertContains(client.get(settings), page)
    assertContains(client.get(page), NAME)
    assert not Group.objects.filter(name=NAME).exists()


def test_the_button_makes_the_group_and_logs_it(client, administrator, page):
    client.force_login(administrator)
    response = client.post(page, {"name": NAME}, follow=True)
    group = Group.objects.get(name=NAME)
    assert response.redirect_chain[-1][0] == reverse("wagtailusers_groups:edit", args=[group.pk])
    assert group.permissions.filter(codename="moderate_readercomment").exists()
    assert ModelLogEntry.objects.for_instance(group).get().user == administrator
    assertContains(client.post(page, {"name": NAME}), "There is a group of this name already.")


def test_the_button_makes_a_group_for_the_ticked_sites(
    client, administrator, page, site, other_site
):
    client.force_login(administrator)
    client.post(page, {"name": "Over there", "sites": [other_site.pk]})
    group = Group.objects.get(name="Over there")
    assert set(group.site_permissions.values_list("site", flat=True)) == {other_site.pk}
    assert set(group.permissions.values_list("codename", flat=True)) == {"access_admin"}


def test_only_who_may_add_groups_gets_there(client, page, moderator, editor):
    assert client.get(page).url.startswith("/admin/login/")
    for user in (editor, moderator, user_with("view_readercomment", username="viewer")):
        client.force_login(user)
        assert client.get(page).status_code == 302
        assert client.post(page, {"name": NAME}).status_code == 302
    assert not Group.objects.filter(name=NAME).exists()


def test_one_site_needs_no_panel_about_single_sites(client, administrator, group_page):
    client.force_login(administrator)
    assertNotContains(client.get(group_page), "Mentoring on single sites")


def test_the_page_for_groups_gives_and_takes_rights_on_one_site(
    client, administrator, group_page, other_site
):
    client.force_login(administrator)
    assertContains(client.get(group_page), "Mentoring on single sites")
    right = Permission.objects.get(codename="moderate_readercomment")
    field = f"mentoring_rights-site_{other_site.pk}"
    form = {
        "name": "Readers",
        "page_permissions-TOTAL_FORMS": 0,
        "page_permissions-INITIAL_FORMS": 0,
    }
    for model in ("collection", "document", "image"):
        form |= {f"{model}_permissions-{key}_FORMS": 0 for key in ("TOTAL", "INITIAL")}
    response = client.post(group_page, {**form, field: [right.pk]})
    assert response.status_code == 302, response.context["form"].errors
    given = GroupSitePermission.objects.get()
    assert (given.site, given.permission) == (other_site, right)
    assertContains(client.get(group_page), "checked")
    client.post(group_page, form)
    assert not GroupSitePermission.objects.exists()
