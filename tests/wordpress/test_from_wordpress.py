"""An export that WordPress wrote, against what WordPress showed to its visitors.

How both files were made is told in docs/wordpress.md.
"""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.wordpress.models import ImportedItem

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
EXPORT = (DATA / "from_wordpress.xml").read_bytes()
SHOWN = json.loads((DATA / "from_wordpress.json").read_text(encoding="utf-8"))
TYPOGRAPHY = str.maketrans("“”‘’–", "\"\"''-")


@pytest.fixture
def report(imported):
    return imported(data=EXPORT)


def words(text):
    return re.sub(r"\s+", "", text.translate(TYPOGRAPHY))


def test_every_page_shows_what_it_showed_in_wordpress(report, client, index):
    articles = index.get_article_model().objects
    for shown in SHOWN:
        imported = ImportedItem.objects.get(kind="post", wordpress_id=shown["id"])
        page = articles.get(pk=imported.object_id)
        assert page.title == shown["title"] or shown["title"] == "Untitled"
        assert [author.name for author in page.authors] == [shown["author"]]
        assert sorted(each.name for each in page.categories) == shown["categories"]
        assert sorted(tag.name for tag in page.tags.all()) == shown["tags"]
        answer = client.get(shown["address"])
        assert answer.url.endswith(page.url)
        html = BeautifulSoup(client.get(page.url).content, "html.parser")
        article = html.select_one("article.mentoring-article")
        for part in article.select("header, footer"):
            part.decompose()
        if shown["words"] is not None and shown["title"] not in {"Captions", "With excerpt"}:
            assert words(article.get_text()) == words(shown["words"]), shown["title"]


def test_threads_are_as_they_were_in_wordpress(report):
    for shown in SHOWN:
        imported = ImportedItem.objects.get(kind="post", wordpress_id=shown["id"])
        comments = (
            ReaderComment.objects.published()
            .responses()
            .filter(discussion__page_id=imported.object_id)
            .exclude(parent__state=ReaderComment.State.REMOVED)
            .order_by("path")
        )
        found = [[each.imported_id, each.depth, each.name] for each in comments]
        assert found == shown["comments"], shown["title"]


def test_the_report_tells_what_did_not_come(report):
    assert report["max_depth"] == 12
    assert {note["code"] for note in report["skipped"]} == {"comments", "type"}
    assert {note["code"] for note in report["notes"]} >= {"shortcode", "dropped"}
    assert report["truncated_at_line"] is None
