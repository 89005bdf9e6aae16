import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupSitePermission, Site

from tests.conftest import user_with
from tests.factories import ReaderCommentFactory


@pytest.fixture
def other_site(site):
    return Site.objects.create(hostname="other.example", root_page=site.root_page)


@pytest.fixture
def comment(site):
    return ReaderCommentFactory(site=site)


@pytest.fixture
def comment_elsewhere(other_site):
    return ReaderCommentFactory(site=other_site)


@pytest.fixture
def give_on_site():
    """Gives an account rights on one site only, as the page for groups does."""

    def give(user, site, *codenames):
        group = user.groups.first() or Group.objects.create(name=user.username)
        ours = Permission.objects.filter(content_type__app_label="wagtail_mentoring")
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=group, site=site, permission=permission)
            for permission in ours.filter(codename__in=codenames)
        )
        return user

    return give


@pytest.fixture
def site_moderator(site, give_on_site):
    user = user_with(username="site-moderator")
    return give_on_site(user, site, "moderate_readercomment", "see_personal_data")
