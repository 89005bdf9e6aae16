"""Feeds, the API and the block: what is published, and nothing about anybody."""

import feedparser
import pytest
from wagtail.models import PageViewRestriction, Site

from tests.comments.conftest import write_many
from tests.factories import ArticleFactory, UserFactory, as_base_page
from wagtail_mentoring.comments.blocks import RecentCommentsBlock
from wagtail_mentoring.comments.feeds import CommentsFeed
from wagtail_mentoring.comments.models import ReaderComment

pytestmark = pytest.mark.django_db
API = "/api/v2/reader_comments/"
PRIVATE = {"email": "secret@mail.example", "ip_key": "f" * 64, "user_agent": "Lynx"}


def restrict(page):
    PageViewRestriction.objects.create(page=as_base_page(page), restriction_type="login")


def feed(client, address):
    return feedparser.parse(client.get(address).content)


def test_the_feed_of_a_page_has_its_latest_responses(client, write, article, index, site):
    write(name="Ada & Co", body_html="<p>Yes &amp; no.</p>", site=site)
    second = write(name="Grace", site=site)
    write(state="waiting", name="Nobody")
    write(page=ArticleFactory(parent=index), name="Elsewhere", site=site)
    read = feed(client, f"/mentoring/comments/{article.pk}/feed/")
    assert [entry.title for entry in read.entries] == [
        "Grace on “Giving back”",
        "Ada & Co on “Giving back”",
    ]
    assert read.entries[0].link == f"http://localhost/mentoring/comment/{second.pk}/"
    assert read.entries[1].summary == "<p>Yes &amp; no.</p>"


def test_the_feed_of_a_site_has_those_of_all_its_public_pages(client, write, article, index, site):
    other = ArticleFactory(parent=index)
    write(name="Ada", site=site)
    write(name="Grace", page=other, site=site)
    restrict(other)
    read = feed(client, "/mentoring/comments/feed/")
    assert [entry.author for entry in read.entries] == ["Ada"]


def test_a_feed_read_on_two_sites_at_once_keeps_them_apart(rf, write, article, site):
    write(name="Ada", site=site)
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    feed = CommentsFeed()
    here = feed.get_object(rf.get("/", HTTP_HOST=site.hostname))
    there = feed.get_object(rf.get("/", HTTP_HOST=other.hostname))
    assert [item.name for item in feed.items(here)] == ["Ada"]
    assert list(feed.items(there)) == []


@pytest.mark.parametrize("how", ["private", "unpublished", "unknown"])
def test_what_is_not_public_has_neither_feed_nor_api(client, write, article, how):
    write()
    if how == "private":
        restrict(article)
    elif how == "unpublished":
        article.unpublish()
    pk = article.pk if how != "unknown" else 4711
    assert client.get(f"/mentoring/comments/{pk}/feed/").status_code == 404
    assert client.get(API, {"page": pk}).status_code == 404


def test_the_api_lists_responses_in_thread_order_a_page_at_a_time(client, write, article):
    one, two = write(name="Ada"), write(name="Grace")
    below = write(parent=one, name="Joan")
    write(state="spam")
    answer = client.get(API, {"page": article.pk, "limit": 2}).json()
    assert answer["meta"] == {"total_count": 3}
    assert [item["id"] for item in answer["items"]] == [one.pk, below.pk]
    assert answer["items"][1]["parent"] == one.pk
    assert answer["items"][1]["depth"] == 2
    rest = client.get(API, {"page": article.pk, "limit": 2, "offset": 2}).json()
    assert [item["name"] for item in rest["items"]] == ["Grace"]
    assert rest["items"][0]["url"] == f"http://localhost/mentoring/comment/{two.pk}/"


def test_outputs_tell_nothing_about_a_reader(client, write, article, site):
    write(user=UserFactory(username="al1815"), site=site, **PRIVATE)
    texts = [
        client.get(API, {"page": article.pk}).text,
        client.get(f"/mentoring/comments/{article.pk}/feed/").text,
    ]
    for text in texts:
        for secret in (*PRIVATE.values(), "al1815"):
            assert secret not in text


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"page": "x"},
        {"page": "9" * 30},
        {"page": "1", "order": "email"},
        {"page": "1", "limit": "-1"},
        {"page": "1", "limit": "9999"},
    ],
)
def test_a_bad_question_to_the_api_is_refused_in_words(client, article, query):
    if query.get("page") == "1":
        query = {**query, "page": article.pk}
    response = client.get(API, query)
    assert response.status_code == 400
    assert response.json()["message"]


def test_the_api_costs_the_same_for_one_and_for_twenty(
    client, article, django_assert_max_num_queries
):
    write_many(article, 20, user=UserFactory())
    with django_assert_max_num_queries(12):
        assert len(client.get(API, {"page": article.pk}).json()["items"]) == 20


def test_the_block_shows_the_latest_and_links_to_them(write, article, index):
    comment = write(name="Ada")
    hidden = ArticleFactory(parent=index)
    write(page=hidden, name="Nobody")
    hidden.unpublish()
    block = RecentCommentsBlock()
    html = block.render(block.to_python({"heading": "Lately", "count": 3}))
    assert "<h2>Lately</h2>" in html
    assert f'href="/mentoring/comment/{comment.pk}/"' in html
    assert "Nobody" not in html
    ReaderComment.objects.update(state="removed")
    assert block.render(block.to_python({"heading": "Lately", "count": 3})).strip() == ""
