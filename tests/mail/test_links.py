import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Site

from wagtail_mentoring.mail.links import absolute, absolute_admin

pytestmark = pytest.mark.django_db


def test_links_begin_with_the_address_of_the_site(site):
    site.hostname, site.port = "mentoring.example", 443
    assert absolute(site, "/mentoring/x/") == "https://mentoring.example/mentoring/x/"


def test_without_a_site_the_default_one_is_taken(site):
    Site.objects.filter(pk=site.pk).update(hostname="main.example", port=80)
    assert absolute(None, "/x/") == "http://main.example/x/"


def test_without_any_site_the_error_says_what_to_do():
    Site.objects.all().delete()
    with pytest.raises(ImproperlyConfigured, match="add one"):
        absolute(None, "/x/")


@pytest.mark.parametrize("base", [None, ""])
def test_where_no_setting_says_so_the_admin_is_on_the_default_site(site, settings, base):
    settings.WAGTAILADMIN_BASE_URL = base
    Site.objects.filter(pk=site.pk).update(hostname="main.example", port=80)
    assert absolute_admin("/admin/x/") == "http://main.example/admin/x/"


def test_links_to_the_admin_begin_as_the_setting_says(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://admin.example"
    assert absolute_admin("/admin/x/") == "https://admin.example/admin/x/"
