"""Django's cache middleware in front of everything: two visitors, one of whom posts."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.comments.conftest import comment_data
from wagtail_mentoring.comments.models import ReaderComment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shared_cache(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "comments-shared",
        }
    }
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        *settings.MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    cache.clear()
    yield
    cache.clear()


def test_nothing_about_one_visitor_reaches_the_other(article, open_site, moderator, monkeypatch):
    monkeypatch.setattr(type(article), "template", "tests/with_comments.html")
    moderator.first_name, moderator.last_name = "Secret", "Person"
    moderator.save()
    ada, grace = Client(), Client()
    ada.force_login(moderator)
    first = ada.get(article.url)
    ticket = ada.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()
    assert ticket["writing_as"]["name"] == "Secret Person"
    sent = ada.post(
        f"/mentoring/comments/{article.pk}/", comment_data(article, ticket=ticket["ticket"])
    )
    told = ada.get(sent["Location"])
    assert "Take it back" in told.text

    assert grace.get(article.url).text == first.text
    assert not re.search("Secret|csrf", first.text)
    other = grace.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()
    assert other["writing_as"] is None
    assert other["ticket"] != ticket["ticket"]
    assert "Take it back" not in grace.get(sent["Location"]).text
    for address in ("change", "withdraw"):
        own = f"/mentoring/comment/{ReaderComment.objects.get().pk}/{address}/"
        assert ada.get(own).status_code == 200
        assert grace.get(own).status_code == 404


def test_a_visitor_posts_from_the_copy_of_another(article, monkeypatch):
    monkeypatch.setattr(type(article), "template", "tests/with_comments.html")
    Client().get(article.url)
    grace = Client()
    assert grace.get(article.url).status_code == 200
    ticket = grace.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()["ticket"]
    data = comment_data(article, ticket=ticket)
    assert grace.post(f"/mentoring/comments/{article.pk}/", data).status_code == 302
    assert ReaderComment.objects.count() == 1
