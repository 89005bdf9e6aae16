"""A right given on one site says nothing about another."""

import pytest
from django.urls import reverse

from tests.conftest import user_with
from tests.factories import PledgeFactory, ReaderCommentFactory
from wagtail_mentoring.permissions import comment_policy, mail_policy, may_see_personal_data


def test_a_moderator_of_one_site_decides_there_and_nowhere_else(
    site_moderator, comment, comment_elsewhere
):
    may = comment_policy.user_has_permission_for_instance
    assert may(site_moderator, "moderate", comment)
    assert may(site_moderator, "view", comment)
    assert not may(site_moderator, "remove", comment)
    assert not may(site_moderator, "moderate", comment_elsewhere)
    assert not may(site_moderator, "view", comment_elsewhere)


def test_the_lists_hold_what_is_of_the_own_site(site_moderator, comment, comment_elsewhere):
    listed = comment_policy.instances_user_has_permission_for(site_moderator, "view")
    assert list(listed) == [comment]
    removable = comment_policy.instances_user_has_permission_for(site_moderator, "remove")
    assert not removable.exists()


def test_a_right_given_everywhere_holds_on_each_site(moderator, comment, comment_elsewhere):
    listed = comment_policy.instances_user_has_permission_for(moderator, "remove")
    assert set(listed) == {comment, comment_elsewhere}


def test_what_belongs_to_no_site_is_left_to_those_with_the_right_everywhere(
    moderator, site_moderator
):
    orphan = ReaderCommentFactory(site=None)
    may = comment_policy.user_has_permission_for_instance
    assert may(moderator, "moderate", orphan)
    assert not may(site_moderator, "moderate", orphan)
    listed = comment_policy.instances_user_has_permission_for
    assert orphan in listed(moderator, "view")
    assert orphan not in listed(site_moderator, "view")


def test_who_is_told_of_a_comment_has_a_say_on_its_site(
    moderator, site_moderator, editor, administrator, comment, comment_elsewhere
):
    told = comment_policy.users_with_permission_for_instance
    assert set(told("moderate", comment)) == {moderator, site_moderator, administrator}
    assert set(told("moderate", comment_elsewhere)) == {moderator, administrator}


def test_addresses_are_shown_where_the_right_was_given(
    site_moderator, moderator, editor, comment, comment_elsewhere
):
    assert may_see_personal_data(site_moderator, comment)
    assert not may_see_personal_data(site_moderator, comment_elsewhere)
    assert not may_see_personal_data(site_moderator)
    assert may_see_personal_data(moderator)
    assert not may_see_personal_data(editor, comment)


def test_the_outbox_belongs_to_no_site(site_moderator, moderator):
    assert not mail_policy.user_has_permission(site_moderator, "view")
    assert mail_policy.user_has_permission(moderator, "view")


def test_nobody_adds_or_deletes_not_even_an_administrator(administrator, comment):
    for action in ("add", "delete", "change"):
        assert not comment_policy.user_has_permission(administrator, action)
        assert not comment_policy.user_has_permission_for_instance(administrator, action, comment)
        assert not comment_policy.instances_user_has_permission_for(administrator, action)
        assert not comment_policy.users_with_permission(action)


def test_asking_again_about_one_account_costs_no_query(
    site_moderator, comment, django_assert_num_queries
):
    may = comment_policy.user_has_permission_for_instance
    may(site_moderator, "moderate", comment)
    may_see_personal_data(site_moderator, comment)
    with django_assert_num_queries(0):
        assert may(site_moderator, "moderate", comment)
        assert may_see_personal_data(site_moderator, comment)


@pytest.mark.parametrize("right", ["view", "moderate", "edit", "remove"])
def test_whoever_may_do_anything_may_also_look(site, give_on_site, comment, right):
    user = give_on_site(user_with(username="one-right"), site, f"{right}_readercomment")
    assert comment_policy.user_has_permission_for_instance(user, "view", comment)


@pytest.fixture
def pledge_elsewhere(other_site):
    return PledgeFactory(site=other_site, progress="open", text="A promise from elsewhere")


@pytest.fixture
def sign_in_for_pledges(client, site, give_on_site):
    user = user_with(username="site-pledge-moderator")
    client.force_login(give_on_site(user, site, "moderate_pledge"))


def test_how_a_pledge_went_is_recorded_on_the_own_site_only(
    client, sign_in_for_pledges, pledge_elsewhere
):
    url = reverse("mentoring_record_outcome", args=[pledge_elsewhere.pk])
    assert client.get(url).status_code == 302
    assert client.post(url, {"outcome": "done"}).status_code == 302
    pledge_elsewhere.refresh_from_db()
    assert pledge_elsewhere.progress == "open"


def test_whoever_only_looks_records_nothing(client, site, give_on_site):
    viewer = give_on_site(user_with(username="viewer-here"), site, "view_pledge")
    client.force_login(viewer)
    pledge = PledgeFactory(site=site, progress="open")
    client.post(reverse("mentoring_record_outcome", args=[pledge.pk]), {"outcome": "done"})
    pledge.refresh_from_db()
    assert pledge.progress == "open"


def test_a_paper_pledge_is_added_on_the_own_site_only(
    client, site, other_site, sign_in_for_pledges, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    url = reverse("mentoring_paper_pledge")
    assert client.get(url, headers={"host": site.hostname}).status_code == 200
    assert client.get(url, headers={"host": other_site.hostname}).status_code == 302


def test_the_report_counts_pledges_of_the_own_site(
    client, site, sign_in_for_pledges, pledge_elsewhere
):
    PledgeFactory(site=site, text="A promise from here")
    report = reverse("mentoring_pledge_report")
    assert client.get(report).context["report"].started == 1
    rows = client.get(report, {"export": "csv"}).getvalue().decode().splitlines()
    assert len(rows) == 2
