"""Files that no blog should have written: all that is in them is counted and arrives, once."""

import itertools

import pytest
from django.core.management import CommandError, call_command

from tests.wordpress.exports import (
    HEAD,
    author,
    category,
    cdata,
    comment,
    export,
    item,
    meta,
    term,
)
from wagtail_mentoring.comments.models import ReaderComment

pytestmark = pytest.mark.django_db
COUNTED = ("posts", "comments", "max_depth", "orphans", "categories", "tags", "authors")
TAKEN = {"post", "page", "(none)"}
ZERO = "0000-00-00 00:00:00"


def tag(slug, name, extra=""):
    return (
        f"<wp:tag><wp:tag_slug>{slug}</wp:tag_slug>"
        f"<wp:tag_name>{cdata(name)}</wp:tag_name>{extra}</wp:tag>"
    )


ODD = {
    "nothing but a head": [],
    "a blog without an address": ["<link>http://[bad</link><wp:base_blog_url/>", item()],
    "items without anything": ["<item></item>", "<item/>", "<item><title>x</title></item>"],
    "items without number, slug and link": [
        item(comment(1), number="", slug="", link="", title="A"),
        item(comment(2), number="", slug="", link="", title="A", content="other"),
        item(number="", slug="", link="", title="", content=""),
    ],
    "odd numbers": [
        item(comment(number), number=number, slug=f"n{place}")
        for place, number in enumerate(["-1", "0", "9" * 40, "1e3", "٣", "x", "007", "7"])
    ],
    "one number many times": [
        item(comment(5, f"Text {n}"), comment(5), comment(5), number=8, slug=f"s{n}")
        for n in range(3)
    ],
    "odd numbers of comments": [
        item(*(comment(n, f"Text {n}") for n in ["", "0", "-5", "9" * 30, "x", "²", "1", "01"]))
    ],
    "circles of comments": [
        item(comment(1, parent=3), comment(2, parent=1), comment(3, parent=2)),
        item(comment(8, parent=9), comment(9, parent=8), comment(4, parent=8)),
        item(comment(5, parent=5), comment(6, parent=5), comment(7, parent=99)),
    ],
    "answers to another post's comment": [item(comment(1)), item(comment(2, parent=1))],
    "a thread too deep to show": [
        item(*(comment(n, parent=n - 1, date_gmt=f"2012-03-05 10:{n:02}:00") for n in range(1, 50)))
    ],
    "answers in reverse": [item(*(comment(n, parent=n + 1) for n in range(1, 40)))],
    "odd dates": [
        item(comment(n, date=date, date_gmt=date), post_date=date, post_date_gmt=date)
        for n, date in enumerate(
            [ZERO, "", "1899-12-31 23:59:59", "9999-12-31 23:59:59", "0000-01-01 00:00:00"]
            + ["0001-01-01 00:00:00", "9998-12-31 23:59:59", "2012-13-45 99:99:99", "yesterday"]
            + ["2012-02-30 10:00:00", "2012-03-04T10:00:00Z", "-2012-01-01 00:00:00"]
        )
    ],
    "odd dates of scheduled posts": [
        item(status="future", post_date=date, post_date_gmt=date)
        for date in (ZERO, "9999-12-31 23:59:59", "1899-01-01 00:00:00")
    ],
    "odd states and types": [
        item(comment(1, approved=""), comment(2, approved="hm"), post_type=kind, status=state)
        for kind, state in itertools.product(
            ["post", "", "nav_menu_item", "attachment", "x" * 200], ["", "auto-draft", "y" * 200]
        )
    ],
    "odd types of comments": [
        item(*(comment(n, type=kind) for n, kind in enumerate(["", "note", "z" * 99, "PINGBACK"])))
    ],
    "long words": [
        author("l" * 300, "N" * 300),
        category("c" * 400, "C" * 400),
        item(
            comment(1, "", author="a" * 999, author_email="e" * 999, author_url="h" * 999),
            comment(2, "w" * 20000),
            comment(3, "<" * 9000),
            term("post_tag", "t" * 300, "T" * 300),
            title="t" * 1000,
            slug="s" * 300,
            link="https://old.example/" + "s" * 3000,
            post_password="p" * 400,
            excerpt="e" * 5000,
        ),
    ],
    "slugs that become one": [
        item(slug=slug, title="Same")
        for slug in ("same", "Same", "s%61me", "sam-e", "sam e", "", "-", "%", "%ff%fe", "Sáme")
    ],
    "odd terms": [
        category("a", "A", parent="b"),
        category("b", "B", parent="a"),
        category("c", "C", parent="c"),
        category("", "No slug"),
        category("no-name", ""),
        category("x", "Orphan", parent="gone"),
        tag("a", "A"),
        tag("", "No slug either"),
        tag("a-2", "a"),
        item(
            term("category", "a", "A"),
            term("post_tag", "a", "A"),
            term("category", "", "Bare"),
            term("tag", "old", "Old"),
            term("", "", "Nothing"),
            term("cuisine", "thai", "Thai"),
            term("post_tag", "%f0%9f", "😀"),
            term("post_tag", "comma", "One, two"),
            '<category domain="category"/>',
        ),
    ],
    "odd authors": [
        author("", "Nobody"),
        author("ines", "Ines"),
        author("ines", "Ines again", 2),
        author("Иван", "Иван"),
        author("@", "At"),
        "<wp:author></wp:author>",
        item(creator=""),
        item(creator="ghost"),
        item(creator="ines"),
        item(creator="😀"),
    ],
    "odd words": [
        item(
            comment(1, "\u202e \ufffe &#0; &#x1F600; &bogus; <b>", author="&lt;b&gt; &amp;amp;"),
            comment(2, "", author="", author_email="@", author_url="javascript:x"),
            title="&#60;b&#62; &amp;amp; &nbsp; \u202e <script>",
            content="<!-- wp:x {bad json} --><p>open <b>and <!-- never closed",
        ),
        item(content="[caption][gallery ids='x'][embed][/embed]<table><tr><li><table>" * 50),
        item(content="<div>" * 3000 + "deep" + "<blockquote>" * 500 + "<ul><li>" * 500),
        item(content="[" * 5000 + "<" * 5000 + "&" * 5000),
    ],
    "odd notes": [
        meta("_thumbnail_id", "x"),
        item(meta("_thumbnail_id", "999"), meta("_wp_old_slug", ""), meta("", "x"), meta("x", "")),
        item(post_type="attachment", attachment_url="::", link="http://[bad"),
        item(post_type="attachment", attachment_url="", post_parent="x", menu_order="x"),
        item(link="http://[bad", content='<a href="http://[bad">x</a> <img src="http://[bad/x.jpg">'),
        item(link="https://old.example/", number=1),
        item(link="https://old.example/?page_id=2", number=2, post_type="page", post_parent=2),
    ],
    "one post with many comments": [item(*(comment(n, parent=n // 2) for n in range(1, 450)))],
}  # fmt: skip


def owned(report):
    """How many pages and comments the report promises."""
    pages = sum(n for kind, n in report["posts"].items() if kind.partition("/")[0] in TAKEN)
    left = sum(note["count"] for note in report["skipped"] if note["code"] == "comments")
    return pages, sum(report["comments"].values()) - left


@pytest.mark.parametrize("parts", ODD.values(), ids=ODD)
def test_all_that_is_in_an_odd_file_is_counted_and_arrives_once(imported, index, parts):
    dry = imported(*parts, dry_run=True)
    real = imported(*parts)
    again = imported(*parts)
    for name in COUNTED:
        assert dry[name] == real[name] == again[name], name
    assert dry["created"] == real["created"]
    assert again["created"] == again["changed"] == {}
    assert "failed" not in {note["code"] for note in real["skipped"]}
    assert owned(real) == (index.get_article_model().objects.count(), ReaderComment.objects.count())


@pytest.mark.parametrize("parts", ODD.values(), ids=ODD)
def test_an_odd_page_can_be_looked_at(imported, index, client, parts):
    imported(*parts)
    for page in index.get_article_model().objects.live():
        assert client.get(page.url).status_code in {200, 302}
    assert client.get(index.url).status_code == 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"plain words", "no export"),
        (b'{"posts": []}', "no export"),
        (b"<rss><channel><item><title>x</title></item></channel></rss>", "RSS feed"),
        (b"<!DOCTYPE html><title>x</title>", "HTML"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "Atom"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(range(256)) * 40, "no export"),
        (b"SQLite format 3\0\x10<!--\x02\x01" + bytes(range(256)), "no export"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02<?\x03" + bytes(range(256)), "no export"),
        (b"\x89PNG\r\n\x1a\n\0<![CDATA[" + bytes(range(256)), "no export"),
        (b'<?xml version="1.0"?><svg><!-- a drawing that is cut', "no export"),
    ],
)
def test_what_is_no_export_is_refused_in_one_line(index, write, data, words):
    with pytest.raises(CommandError, match=words) as error:
        call_command("mentoring_import_wordpress", str(write(data=data)), parent="/blog/")
    assert "\n" not in str(error.value)


def test_a_folder_a_file_that_is_missing_and_one_that_may_not_be_read(index, tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied", "secret.xml")

    for name in (tmp_path, tmp_path / "missing.xml", "\0"):
        with pytest.raises(CommandError, match="There is no file"):
            call_command("mentoring_import_wordpress", str(name), parent="/blog/")
    (tmp_path / "secret.xml").touch()
    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(CommandError, match="Permission denied"):
        call_command("mentoring_import_wordpress", str(tmp_path / "secret.xml"), parent="/blog/")


def test_an_export_of_a_network_of_blogs_keeps_to_the_one(imported, index):
    head = HEAD.replace(
        "<wp:base_blog_url>https://old.example<", "<wp:base_blog_url>https://old.example/two<"
    )
    data = export(item(number=3, link="https://old.example/two/2012/a/", slug="a"), head=head)
    imported(data=data)
    from wagtail.contrib.redirects.models import Redirect

    paths = set(Redirect.objects.values_list("old_path", flat=True))
    assert {"/two/2012/a", "/two?p=3", "/two/feed"} <= paths
