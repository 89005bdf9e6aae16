"""Categories: a drawer for articles, with an archive and feeds of its own."""

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory
from wagtail_mentoring.articles.models import ArticleCategory, Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(db):
    return Category.objects.create(name="Study & work", slug="study", description="For students.")


def file_under(article, *categories):
    for category in categories:
        article.article_categories.add(ArticleCategory(category=category))
    article.save()


def test_an_article_leads_to_the_archive_of_its_category(client, article, study):
    file_under(article, study)
    assert (
        'href="http://localhost/blog/category/study/">Study &amp; work</a>'
        in client.get(article.url).content.decode()
    )
    page = client.get("/blog/category/study/").content.decode()
    assert "<h1>Study &amp; work</h1>" in page
    assert "For students." in page
    assert article.title in page


def test_an_archive_holds_what_is_filed_in_its_parts(client, index, article, study):
    part = Category.objects.create(name="Theses", slug="theses", parent=study)
    file_under(article, part)
    other = ArticleFactory(title="Elsewhere", parent=index)
    page = client.get("/blog/category/study/").content.decode()
    assert article.title in page
    assert other.title not in page


@pytest.mark.parametrize("end", ["", "rss/", "atom/"])
def test_a_category_without_public_articles_is_not_found(client, index, study, end):
    assert client.get(f"/blog/category/study/{end}").status_code == 404


def test_feeds_name_categories_and_a_category_has_its_own(client, article, study):
    article.tags.add("letters")
    file_under(article, study)
    (entry,) = feedparser.parse(client.get("/blog/category/study/rss/").content).entries
    assert [tag.term for tag in entry.tags] == ["Study & work", "letters"]
    page = client.get("/blog/category/study/").content.decode()
    assert "/blog/category/study/rss/" in page


def test_a_list_costs_no_query_per_category(client, index, article, study):
    file_under(article, study)
    client.get("/blog/category/study/")
    with CaptureQueriesContext(connection) as few:
        client.get("/blog/category/study/")
    for _ in range(4):
        file_under(ArticleFactory(parent=index), study)
    with CaptureQueriesContext(connection) as many:
        client.get("/blog/category/study/")
    assert len(many) == len(few)


def test_a_category_cannot_be_part_of_its_own_parts(study):
    part = Category.objects.create(name="Theses", slug="theses", parent=study)
    study.parent = part
    with pytest.raises(Exception, match="part of itself"):
        study.full_clean()


def test_a_pinned_article_stands_above_newer_ones_but_not_in_feeds(client, index):
    ArticleFactory(title="Old but pinned", parent=index, pinned=True, date="2020-01-01")
    ArticleFactory(title="Newest", parent=index, date="2026-01-01")
    page = client.get("/blog/").content.decode()
    assert page.index("Old but pinned") < page.index(">Newest")
    titles = [entry.title for entry in feedparser.parse(client.get("/blog/rss/").content).entries]
    assert titles == ["Newest", "Old but pinned"]
