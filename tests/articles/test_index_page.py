import datetime as dt

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory, AuthorFactory, as_base_page
from wagtail_mentoring.comments.models import Discussion


def titles(page):
    return [link.text for link in page.select(".mentoring-teaser__title a")]


def entries(client, address):
    parsed = feedparser.parse(client.get(address).content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_newest_first_whatever_the_order_of_writing(index, read):
    for month in (3, 1, 2):
        ArticleFactory(title=f"M{month}", parent=index, date=dt.date(2026, month, 1))
    assert titles(read(index)) == ["M3", "M2", "M1"]


def test_an_empty_index_says_so(index, read):
    assert "no articles yet" in read(index).text


def test_long_lists_have_pages(index, read):
    index.articles_per_page = 2
    index.save_revision().publish()
    for day in range(1, 6):
        ArticleFactory(title=f"D{day}", parent=index, date=dt.date(2026, 1, day))
    assert titles(read(f"{index.url}?page=2")) == ["D3", "D2"]
    assert read(f"{index.url}?page=2").find("link", rel="canonical")["href"].endswith("?page=2")
    assert titles(read(f"{index.url}?page=nonsense")) == ["D5", "D4"]
    assert titles(read(f"{index.url}?page=99")) == ["D1"]


def test_archives_by_year_and_month(index, read):
    ArticleFactory(title="Old", parent=index, date=dt.date(2010, 12, 1))
    ArticleFactory(title="New", parent=index, date=dt.date(2026, 3, 1))
    page = read(index)
    links = {link["href"] for link in page.select(".mentoring-archive li a")}
    base = "http://localhost/blog/archive/"
    assert links == {f"{base}2010/", f"{base}2010/12/", f"{base}2026/", f"{base}2026/03/"}
    assert titles(read(f"{index.url}archive/2010/")) == ["Old"]
    assert titles(read(f"{index.url}archive/2026/03/")) == ["New"]


@pytest.mark.parametrize(
    "place",
    [
        "archive/2011/",
        "archive/2010/13/",
        "archive/0/",
        "archive/99999/1/",
        "archive/99999999999999999999/",
        "tag/none/",
        "tag/none/rss/",
        "author/none/",
    ],
)
def test_a_list_without_articles_is_not_found(article, index, read, place):
    read(f"{index.url}{place}", status=404)


def test_articles_of_a_tag(index, read):
    ArticleFactory(title="Thanks", parent=index, tags=["Dank für Rat"])
    ArticleFactory(title="Birds", parent=index, tags=["birds"])
    page = read(f"{index.url}tag/dank-für-rat/")
    assert titles(page) == ["Thanks"]
    assert page.h1.text == "Articles about Dank für Rat"


def test_an_author_has_a_page_of_their_own(index, read):
    ada = AuthorFactory(name="Ada", slug="ada", biography="<p>Reads <b>letters</b>.</p>")
    ArticleFactory(title="Hers", parent=index, authors=[ada])
    ArticleFactory(title="Not hers", parent=index)
    page = read(f"{index.url}author/ada/")
    assert titles(page) == ["Hers"]
    assert "Reads letters." in page.text


# MariaDB's full-text index knows only what is committed.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_finds_words_of_the_text(index, read):
    article = ArticleFactory(title="Letters", parent=index, introduction="About a heron.")
    ArticleFactory(title="Other", parent=index, introduction="About a bridge.")
    assert article.introduction
    page = read(f"{index.url}search/?q=heron")
    assert titles(page) == ["Letters"]
    assert page.find("input", type="search")["value"] == "heron"
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert titles(read(f"{index.url}search/?q=bridge+heron")) == []


@pytest.mark.parametrize(
    "words", ["", "nothing-like-it", "%00", "' OR 1=1 --", "x" * 5000, "<b>", "\"`'\\xC2"]
)
def test_search_survives_any_words(article, index, read, words):
    assert read(f"{index.url}search/?q={words}").h1


def test_teasers_count_the_responses(article, index, read):
    Discussion.objects.create(page=as_base_page(article), published_count=4)
    assert read(index).select_one(".mentoring-teaser__comments").text.startswith("4 responses")


def test_twenty_articles_cost_as_many_queries_as_two(index, client):
    index.articles_per_page = 50
    index.save_revision().publish()

    def add(count):
        for _ in range(count):
            author = AuthorFactory()
            ArticleFactory(parent=index, authors=[author], tags=["thanks"])

    def queries():
        client.get(index.url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(index.url)
        return len(captured)

    add(2)
    two = queries()
    add(18)
    assert queries() == two


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_carry_the_whole_text(index, write, client, image, kind):
    ada = AuthorFactory(name="Ada")
    article = ArticleFactory(title="A & B", parent=index, authors=[ada], tags=["thanks"])
    write(
        article,
        body=[
            ("paragraph", '<p>Bell\x0b <a href="/other/">here</a></p>'),
            ("image", {"image": image.pk, "alt_text": "A boat", "caption": ""}),
        ],
    )
    feed = entries(client, f"{index.url}{kind}/")
    entry = feed.entries[0]
    content = entry.content[0].value
    assert feed.feed.title == "Blog"
    assert entry.title == "A & B"
    assert entry.link == "http://localhost/blog/" + article.slug + "/"
    assert entry.author == "Ada"
    assert [tag.term for tag in entry.tags] == ["thanks"]
    assert 'href="http://localhost/other/"' in content
    assert 'src="http://localhost/media/' in content
    assert entry.published_parsed[:3] == (2026, 3, 4)


def test_a_tag_has_feeds_of_its_own(index, client, read):
    ArticleFactory(title="Thanks", parent=index, tags=["thanks"])
    ArticleFactory(title="Birds", parent=index, tags=["birds"])
    page = read(f"{index.url}tag/thanks/")
    for kind in ("rss", "atom"):
        address = page.find("link", type=f"application/{kind}+xml")["href"]
        assert address == f"http://localhost/blog/tag/thanks/{kind}/"
        assert [entry.title for entry in entries(client, address).entries] == ["Thanks"]


def test_feeds_leave_forms_out(index, write, client, db):
    from tests.factories import RoundFactory

    write(ArticleFactory(parent=index), body=[("give_back", {"round": RoundFactory().pk})])
    assert "<form" not in entries(client, f"{index.url}rss/").entries[0].content[0].value


def test_a_feed_costs_the_same_for_two_and_for_ten(index, client):
    def queries():
        client.get(f"{index.url}rss/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{index.url}rss/")
        return len(captured)

    def add(count):
        for _ in range(count):
            ArticleFactory(parent=index, authors=[AuthorFactory()], tags=["thanks"])

    add(2)
    two = queries()
    add(8)
    assert queries() == two


def test_lists_and_feeds_set_no_cookie_and_write_nothing(article, index, client):
    for place in ("", "rss/", "atom/", "archive/2026/", "search/?q=giving"):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"{index.url}{place}")
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        written = [q["sql"] for q in captured if not q["sql"].lstrip("( ").startswith("SELECT")]
        assert written == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_of_the_index_change_nothing_by_any_method(article, index, client, method):
    assert getattr(client, method)(f"{index.url}rss/").status_code in (200, 403, 405)


def test_a_new_article_purges_the_index_and_its_neighbour(
    index, article, monkeypatch, django_capture_on_commit_callbacks
):
    purged = []
    monkeypatch.setattr(
        "wagtail.contrib.frontend_cache.utils.PurgeBatch.purge",
        lambda batch, **kwargs: purged.extend(batch.urls),
    )
    with django_capture_on_commit_callbacks(execute=True):
        ArticleFactory(parent=index, tags=["thanks"]).save_revision().publish()
    for place in (
        "",
        "rss/",
        "archive/2026/03/",
        "tag/thanks/",
        "tag/thanks/atom/",
        "giving-back/",
    ):
        assert f"http://localhost/blog/{place}" in purged, place
