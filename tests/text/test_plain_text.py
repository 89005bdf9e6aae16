"""HTML to text, links, excerpts, single lines."""

import pytest

from tests.timing import growth
from wagtail_mentoring.text import excerpt, links_in, plain_text, single_line


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<p>a\n  b</p>", "a b"),
        ("<ul><li>one</li><li>two</li></ul>after", "- one\n- two\n\nafter"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("Tom &amp; <b>Ada</b> &lt;3", "Tom & Ada <3"),
        ("<script>alert(1)</script><style>b{}</style>text", "text"),
        ("a<!-- <b>hidden</b> -->b", "ab"),
        ('<a href="https://site.example/" title="a > b">words</a>', "words"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("<h2>Title</h2><p>Text</p>", "Title\n\nText"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\nb"),
    ],
)
def test_plain_text_is_what_people_see(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize("piece", ["<", "<a ", "a <", "<!--", "<a href='", "&", " ", "\n ", "<b>"])
def test_plain_text_takes_time_in_proportion_to_its_length(piece):
    def read(source):
        return plain_text(source), links_in(source), single_line(source)

    assert growth(read, lambda length: piece * (length // len(piece)), size=75_000) < 10


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("none", ()),
        ("https://a.example, www.b.example.", ("https://a.example", "www.b.example")),
        ('<a href="https://a.example/?b=1&amp;c">x</a>', ("https://a.example/?b=1&c",)),
        ('<a href="https://a.example">https://a.example</a>', ("https://a.example",)),
        (
            "[url=http://a.example]x[/url] [link=https://b.example]",
            ("http://a.example", "https://b.example"),
        ),
        ("https://user@a.example/", ("https://user@a.example/",)),
    ],
)
def test_links_are_found_in_html_in_text_and_in_what_bots_write(source, links):
    assert links_in(source) == links


def test_an_excerpt_ends_at_a_word_on_one_line():
    assert excerpt("one two\n\nthree four", 3) == "one two three …"
    assert excerpt("one two", 3) == "one two"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("  Ada \n Lovelace ", "Ada Lovelace"),
        ("Ada\x00\x1b[31m", "Ada [31m"),
        ("Ada\u2028Bcc: x", "Ada Bcc: x"),
        ("\u202eadA", "adA"),
        ("نورة", "نورة"),
        ("👩🏽‍🎓", "👩🏽‍🎓"),
        ("", ""),
    ],
)
def test_a_single_line_has_no_breaks_controls_or_overrides(value, line):
    assert single_line(value) == line
