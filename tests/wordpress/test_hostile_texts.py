"""Texts made to take long, or to fill the memory, do neither."""

import pytest

from tests.timing import growth
from tests.wordpress.exports import as_file, export, item
from tests.wordpress.test_body import Around, blocks
from wagtail_mentoring.wordpress.content.body import convert
from wagtail_mentoring.wordpress.reader.export import Export
from wagtail_mentoring.wordpress.reader.markup import attributes_of

HOSTILE = {
    "a word in a shortcode": lambda n: f"[gallery {'a' * n}]",
    "white space in a block's comment": lambda n: f"<!-- wp:x{' ' * n}y -->",
    "braces in a block's comment": lambda n: f"<!-- wp:x {{{'} ' * n}y -->",
    "brackets in a block's comment": lambda n: f'<!-- wp:x {{"a":{"[" * n}}} -->',
    "shared blocks that never end": lambda n: "<!-- wp:block {" * n,
    "shared blocks with many keys": lambda n: "<!-- wp:block {" + '"ref":1' * n,
    "shortcodes that never close": lambda n: "[caption]" * n,
    "unknown shortcodes on one line": lambda n: " [abc]" * n,
    "unknown shortcodes of many names": lambda n: "".join(f"[a{i}x]" for i in range(n)),
    "bold again and again": lambda n: "<b>x<p>" * n,
    "formats one inside another": lambda n: "<i>" * n + "x" + "</i>" * n,
    "lists one inside another": lambda n: "<ul><li>" * n + "</li></ul>" * n,
    "tags that never end": lambda n: "<a " * n,
    "terms without end": lambda n: "<dt>x" * n,
}

ABOUT_CDATA = {
    "ends": lambda n: "]]>" * (n // 3),
    "ends far from the last": lambda n: "]]>" * (n // 6) + " " * (n // 2) + "]]>",
    "ends before other tags": lambda n: "]]></i>" * (n // 7),
    "sections one after another": lambda n: "]]></i><![CDATA[x" * (n // 17),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_text_four_times_as_long_takes_about_four_times_as_long(hostile):
    assert growth(lambda text: convert(text, Around()), hostile, size=2000) < 8


@pytest.mark.parametrize("hostile", ABOUT_CDATA.values(), ids=ABOUT_CDATA)
def test_a_file_four_times_as_long_takes_about_four_times_as_long(hostile):
    file = export(item(content="CONTENT"))

    def read(text):
        (_item,) = Export(as_file(file.replace(b"CONTENT", text.encode())))

    assert growth(read, hostile, size=16_000) < 8


def test_attributes_are_read_in_linear_time():
    assert growth(attributes_of, lambda n: "a" * 3 * n, size=2000) < 8


def test_lists_deeper_than_any_page_has_room_for_keep_their_items():
    (text,) = blocks("<ul><li>word" * 30 + "</ul>" * 30)
    assert text[1].count("word") == 30
    assert text[1].count("<ul>") == text[1].count("</ul>") == 20


def test_blocks_that_hold_themselves_many_times_do_not_fill_the_memory():
    class Multiplying(Around):
        def reusable_block(self, identifier):
            return '<!-- wp:block {"ref":1} /-->' * 1000

    body = convert('<p>Before</p><!-- wp:block {"ref":1} /-->', Multiplying())
    assert body.blocks[0]["value"] == "<p>Before</p>"
