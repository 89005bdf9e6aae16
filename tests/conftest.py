import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache

from tests.demo import demo, nobody_posted_before  # noqa: F401
from tests.factories import ArticleFactory, IndexFactory, UserFactory, get_site


@pytest.fixture(autouse=True)
def _fresh_cache():
    """What one test put into the cache, such as the addresses of its sites, is not for the next."""
    cache.clear()


@pytest.fixture
def site(db):
    return get_site()


@pytest.fixture
def index(site):
    return IndexFactory(title="Blog", slug="blog")


@pytest.fixture
def article(index):
    return ArticleFactory(title="Giving back", slug="giving-back", parent=index)


def user_with(*codenames: str, username: str):
    """A user who may enter the Wagtail admin and holds the named permissions."""
    group = Group.objects.create(name=username)
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = UserFactory(username=username)
    user.groups.add(group)
    return user


@pytest.fixture
def administrator(db):
    return UserFactory(username="administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def moderator(db):
    return user_with(
        "moderate_readercomment",
        "edit_readercomment",
        "remove_readercomment",
        "moderate_pledge",
        "edit_pledge",
        "remove_pledge",
        "see_personal_data",
        username="moderator",
    )


@pytest.fixture
def editor(db):
    """An editor who may enter the admin but not moderate."""
    return user_with(username="editor")
