"""What editors set per site, in Wagtail's settings menu."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from tests.conftest import user_with
from wagtail_mentoring.sitesettings.models import MentoringSettings

pytestmark = pytest.mark.django_db

VALID = {
    "comments_open": "on",
    "moderation": "hold_all",
    "hold_links": "3",
    "close_after_days": "",
    "comments_per_page": "20",
    "thread_depth": "2",
    "reply_address": "people@site.example",
    "privacy_page": "",
    "house_rules_page": "",
    "who_may_comment": "anybody",
    "edit_minutes": "15",
    "digest_hour": "8",
    "keep_addresses_days": "365",
    "keep_networks_days": "30",
}


@pytest.fixture
def url(site):
    return reverse("wagtailsettings:edit", args=["wagtail_mentoring", "mentoringsettings", site.pk])


def test_the_page_shows_the_defaults_and_explains_them(client, administrator, url):
    client.force_login(administrator)
    page = client.get(url).content.decode()
    assert "Everything waits, except from readers known to us" in page
    assert "What looks like spam waits in any case." in page
    assert 'name="comments_per_page" value="50"' in page


def test_what_is_saved_is_what_the_site_reads(client, administrator, url, site):
    client.force_login(administrator)
    assert client.post(url, VALID).status_code == 302
    settings = MentoringSettings.for_site(site)
    assert (settings.moderation, settings.hold_links) == ("hold_all", 3)
    assert settings.reply_address == "people@site.example"
    client.post(url, {**VALID, "hold_links": "4"})
    assert MentoringSettings.for_site(site).hold_links == 4
    assert MentoringSettings.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("hold_links", "0", "greater than or equal to 1"),
        ("close_after_days", "0", "greater than or equal to 1"),
        ("comments_per_page", "4", "greater than or equal to 5"),
        ("comments_per_page", "501", "less than or equal to 500"),
        ("thread_depth", "11", "less than or equal to 10"),
        ("moderation", "none", "Select a valid choice"),
        ("reply_address", "nobody", "valid email address"),
        ("digest_hour", "24", "less than or equal to 23"),
        ("keep_addresses_days", "0", "greater than or equal to 1"),
        ("who_may_comment", "nobody", "Select a valid choice"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_next_to_its_field(
    client, administrator, url, site, field, value, says
):
    client.force_login(administrator)
    response = client.post(url, {**VALID, field: value})
    assert response.status_code == 200
    assert says in str(response.context["form"].errors[field])
    assert not MentoringSettings.objects.exists()


def test_only_who_may_change_settings_gets_there(client, editor, url):
    client.force_login(editor)
    assert client.get(url).status_code == 302
    client.force_login(user_with("change_mentoringsettings", username="settings"))
    assert client.get(url).status_code == 200


def test_reading_the_settings_of_a_site_without_any_writes_nothing(site):
    settings = MentoringSettings.for_site(site)
    assert settings.moderation == MentoringSettings.Moderation.HOLD_FIRST
    assert not MentoringSettings.objects.exists()


def test_each_site_has_its_own(site):
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    MentoringSettings.objects.create(site=other, hold_links=9)
    assert MentoringSettings.for_site(other).hold_links == 9
    assert MentoringSettings.for_site(site).hold_links == 2


def test_reading_them_is_one_query(site, django_assert_num_queries):
    MentoringSettings.objects.create(
        site=site, privacy_page=site.root_page, house_rules_page=site.root_page
    )
    with django_assert_num_queries(1):
        settings = MentoringSettings.for_site(site)
        assert settings.privacy_page == settings.house_rules_page


def test_the_privacy_notice_may_be_elsewhere(site):
    settings = MentoringSettings(site=site, privacy_url="https://uni.example/privacy")
    assert settings.get_privacy_url() == "https://uni.example/privacy"
    assert settings.get_house_rules_url() == ""
    settings.privacy_page = site.root_page
    assert settings.get_privacy_url() == site.root_page.get_url()
    settings.privacy_page.live = False
    assert settings.get_privacy_url() == "https://uni.example/privacy"
