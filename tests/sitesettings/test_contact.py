import pytest
from wagtail.models import Site

from wagtail_mentoring.sitesettings.contact import site_contact, site_name
from wagtail_mentoring.sitesettings.models import MentoringSettings

pytestmark = pytest.mark.django_db


def test_visitors_write_to_the_reply_address_of_the_site(site):
    MentoringSettings.objects.create(site=site, reply_address="people@site.example")
    assert site_contact(site) == "people@site.example"


def test_where_no_site_is_known_the_default_one_answers(site):
    MentoringSettings.objects.create(site=site, reply_address="people@site.example")
    Site.objects.filter(pk=site.pk).update(site_name="The Return Post")
    assert site_contact(None) == "people@site.example"
    assert site_name(None) == "The Return Post"


def test_without_a_reply_address_the_sender_is_named_without_the_name_before_it(site, settings):
    settings.DEFAULT_FROM_EMAIL = "The Return Post <post@site.example>"
    assert site_contact(site) == "post@site.example"


def test_without_any_site_there_are_still_a_name_and_somebody_to_write_to(settings):
    Site.objects.all().delete()
    settings.WAGTAIL_SITE_NAME = "Ashcombe"
    assert site_contact(None) == settings.DEFAULT_FROM_EMAIL
    assert site_name(None) == "Ashcombe"
