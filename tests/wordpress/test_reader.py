"""Reading an export, whatever its markup is like."""

import pytest

from tests.wordpress.exports import HEAD, TAIL, as_file, comment, export, item, meta, term
from wagtail_mentoring.wordpress.reader.errors import NotAnExport, Truncated
from wagtail_mentoring.wordpress.reader.export import Export
from wagtail_mentoring.wordpress.reader.items import SPOOL_ABOVE


def read(data):
    """The items of an export, and what was repaired."""
    found = Export(as_file(data))
    return list(found), found.repaired


def content_of(markup, **replaced):
    data = export(item(content="CONTENT")).replace(b"<![CDATA[CONTENT]]>", markup)
    items, repaired = read(data)
    assert len(items) == 1
    assert items[0].slug, "what follows the content is read, too"
    return items[0].content, repaired


def test_an_item_has_what_the_file_says():
    (found,), repaired = read(
        export(
            item(
                comment(5, "Well said.", approved="0", parent=4),
                term("category", "mentors", "Mentors & co"),
                meta("_thumbnail_id", "77"),
                meta("_edit_lock", "x"),
                number=9,
                title="Fish & chips",
                post_type="page",
            )
        )
    )
    assert (found.id, found.type, found.title) == ("9", "page", "Fish & chips")
    assert [term.name for term in found.terms] == ["Mentors & co"]
    assert found.meta == {"_thumbnail_id": "77"}
    (only,) = found.comments.heads
    assert only == ("5", "4", "2012-03-05 10:00:00")
    assert not repaired


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "9.9"])
def test_any_version_is_read(version):
    data = export(item()).replace(b"export/1.2/", f"export/{version}/".encode())
    items, repaired = read(data)
    assert items[0].content == "Write it today."
    assert not repaired


def test_other_prefixes_for_the_same_namespaces_are_understood():
    data = export(item(title="Renamed")).replace(b"wp:", b"ns1:").replace(b":wp=", b":ns1=")
    assert read(data)[0][0].status == "publish"


def test_a_prefix_that_was_never_declared_is_reported():
    data = export('<atom:link rel="search" href="https://old.example/x.xml" />\n', item())
    items, repaired = read(data)
    assert len(items) == 1
    assert repaired == {"prefix atom": 1}


@pytest.mark.parametrize(
    ("markup", "content"),
    [
        (b"<![CDATA[a ]]]]><![CDATA[> b]]>", "a ]]> b"),
        (b"<![CDATA[one]]><![CDATA[ two]]>", "one two"),
        (b"\n<![CDATA[padded]]>\n", "\npadded\n"),
        (b"&lt;p&gt;escaped &amp;amp; &#233;&lt;/p&gt;", "<p>escaped &amp; é</p>"),
        (b"", ""),
    ],
)
def test_well_formed_text(markup, content):
    found, repaired = content_of(markup)
    assert found == content
    assert not repaired


@pytest.mark.parametrize(
    ("markup", "content", "code"),
    [
        (b"<![CDATA[<script>//<![CDATA[ x //]]></script> y]]>",
         "<script>//<![CDATA[ x //]]></script> y", "cdata"),
        (b"<![CDATA[a[b[0]]>1 <p>rest</p>]]>", "a[b[0]]>1 <p>rest</p>", "cdata"),
        (b"<p>fish & chips&nbsp;</p>", "<p>fish & chips\xa0</p>", "ampersand"),
        (b"<![CDATA[bell\x07 and nul\x00]]>", "bell and nul", "characters"),
        (b"<![CDATA[caf\xe9]]>", "café", "bytes"),
    ],
)  # fmt: skip
def test_what_no_parser_of_xml_takes_is_read_and_reported(markup, content, code):
    found, repaired = content_of(markup)
    assert found == content
    assert list(repaired) == [code]


def test_an_element_that_is_never_closed_does_not_swallow_the_next_item():
    data = export(item(title="One"), item(title="Two"))
    data = data.replace(b"<link>", b"<broken>oh<link>", 1).replace(b"</item>", b"<oops></item>", 1)
    items, repaired = read(data)
    assert [found.title for found in items] == ["One", "Two"]
    assert repaired["unclosed"]


@pytest.mark.parametrize(
    "tag",
    ["title", "link", "item", "wp:comment", "wp:postmeta", "wp:meta_key", "wp:comment_author"]
    + ["wp:post_id", "content:encoded", "category"],
)
def test_an_end_tag_that_is_missing_costs_nothing_of_its_neighbours(tag):
    whole = export(
        item(comment(1), comment(2), meta("_x", "y"), term("category", "a", "A"), title="One"),
        item(comment(3), meta("_x", "y"), term("category", "a", "A"), title="Two"),
    )
    head, *rest = whole.split(f"</{tag}>".encode())
    for number in range(len(rest)):
        ends = [f"</{tag}>".encode()] * len(rest)
        ends[number] = b""
        data = head + b"".join(end + part for end, part in zip(ends, rest, strict=True))
        items, repaired = read(data)
        assert [found.title.strip() for found in items] == ["One", "Two"]
        assert [len(found.comments) for found in items] == [2, 1]
        assert all(found.slug for found in items)
        assert repaired["unclosed"]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\n\n  ", b"<br />\n<b>Warning</b>: x\n"])
def test_whatever_stands_before_the_declaration(start):
    assert len(read(start + export(item()))[0]) == 1


@pytest.mark.parametrize(
    "encoding", ["ISO-8859-1", "windows-1252", "UTF-16", "UTF-16-LE", "UTF-16-BE"]
)
def test_other_encodings(encoding):
    text = export(item(title="Café – “quoted”" if encoding != "ISO-8859-1" else "Café")).decode()
    data = text.replace("UTF-8", encoding).encode(encoding)
    assert read(data)[0][0].title.startswith("Café")


def test_latin_1_that_calls_itself_utf_8():
    data = export(item(title="Grüße aus Köln")).decode().encode("latin-1")
    items, repaired = read(data)
    assert items[0].title == "Grüße aus Köln"
    assert repaired["bytes"] == 3


def test_items_in_a_comment_of_the_file_do_not_exist():
    assert len(read(export("<!-- <item><title>No</title></item> -->", item()))[0]) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<!doctype html><html><body>502</body></html>", "HTML page"),
        (b"<html><body>502 Bad gateway</body></html>", "HTML page"),
        (b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>", "RSS feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "Atom feed"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8brest", "gzip"),
        (b'{"posts": []}', "no export"),
    ],
)
def test_what_is_no_export_is_told_in_one_line(data, words):
    with pytest.raises(NotAnExport, match=words) as error:
        read(data)
    assert "\n" not in str(error.value)


def test_a_document_type_is_refused_wherever_it_stands():
    evil = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    with pytest.raises(NotAnExport, match="Line 2"):
        read(export(item(), head=HEAD.replace("<rss", evil + "<rss")))


def test_whole_items_come_before_a_cut_is_told():
    whole = export(item(title="One"), item(title="Two"))
    found = Export(as_file(whole[: whole.index(b"Two")]))
    items = iter(found)
    assert next(items).title == "One"
    with pytest.raises(Truncated, match="line"):
        next(items)


@pytest.mark.parametrize("size", range(1, 40))
def test_chunks_may_end_anywhere(size, monkeypatch):
    monkeypatch.setattr("wagtail_mentoring.wordpress.reader.source.CHUNK", size)
    nested = item(comment(1, "a ]]> b"), content="x <![CDATA[ y ]]> z é", title="&amp; more")
    (found,), repaired = read(export(nested).replace(b"]]]]><![CDATA[>", b"]]>"))
    assert found.content == "x <![CDATA[ y ]]> z é"
    assert [each.content for each in found.comments] == ["a ]]> b"]


def test_many_comments_are_kept_on_disk():
    text = "x" * 100_000
    parts = [comment(number, text) for number in range(SPOOL_ABOVE // len(text) + 5)]
    for found in Export(as_file(export(item(*parts)))):
        assert len(found.comments) == len(parts)
        assert found.comments[3].id == "3"
        assert found.comments[len(parts) - 1].content == text


def test_an_export_that_ends_before_its_first_item_is_cut_off_wherever_that_is():
    head = HEAD.replace("<rss", "<!-- generator -->\n<!-- of an export -->\n<rss").encode()
    for end in range(len("<?xml"), len(head)):
        with pytest.raises(Truncated):
            read(head[:end])


def test_nothing_of_a_cut_comment_arrives():
    data = export(item(comment(1), comment(2)))
    found = Export(as_file(data[: data.rindex(b"<wp:comment_id>")]))
    with pytest.raises(Truncated):
        list(found)


def test_text_after_the_end_does_not_matter():
    assert len(read(export(item(), tail=TAIL + "<p>Fatal error"))[0]) == 1
