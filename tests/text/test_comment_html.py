"""From what somebody typed to the HTML of a comment."""

import pytest

from wagtail_mentoring.text import comment_html

pytestmark = pytest.mark.usefixtures("engine")

REL = 'rel="nofollow ugc noopener"'


def link(url, text=None):
    return f'<a href="{url}" {REL}>{text or url}</a>'


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("Thanks!", "<p>Thanks!</p>"),
        ("One\nline", "<p>One<br>line</p>"),
        ("One\r\n\r\nTwo", "<p>One</p><p>Two</p>"),
        ("One\n \n\t\n\nTwo", "<p>One</p><p>Two</p>"),
        ("  indented  \n  lines  ", "<p>indented<br>lines</p>"),
        ("\n\nfirst and last\n\n", "<p>first and last</p>"),
        ("<p>One</p>\n\n<p>Two</p>", "<p>One</p><p>Two</p>"),
        ("One<br />\nline<br>more", "<p>One<br>line<br>more</p>"),
        ("One<br><br>Two", "<p>One</p><p>Two</p>"),
        ("<b>One\n\nTwo</b> three", "<p><b>One</b></p><p><b>Two</b> three</p>"),
        ("a <b>b</b> <i>c</i> d", "<p>a <b>b</b> <i>c</i> d</p>"),
        (
            "<blockquote>Said\n\nso</blockquote>\nI agree",
            "<blockquote><p>Said</p><p>so</p></blockquote><p>I agree</p>",
        ),
        (
            "List:\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\nend",
            "<p>List:</p><ul><li>one</li><li>two</li></ul><p>end</p>",
        ),
        ("<pre>a\n\n  b</pre>", "<pre>a\n\n  b</pre>"),
        ("5 < 6 & 7 > 3", "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"),
    ],
)
def test_typed_text_gets_paragraphs_and_line_breaks(typed, html):
    assert comment_html(typed) == html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("see https://site.example/x", "see " + link("https://site.example/x")),
        ("HTTP://Site.example", link("http://site.example", "HTTP://Site.example")),
        ("www.site.example.", link("https://www.site.example", "www.site.example") + "."),
        ("(https://site.example/x)", "(" + link("https://site.example/x") + ")"),
        ("https://site.example/x_(y)", link("https://site.example/x_(y)")),
        ("https://site.example/x, or", link("https://site.example/x") + ", or"),
        ("https://site.example/?!?", link("https://site.example/") + "?!?"),
        ("“https://site.example/”", "“" + link("https://site.example/") + "”"),
        ("https://site.example/\nnext", link("https://site.example/") + "<br>next"),
        ("<b>https://site.example/</b>", "<b>" + link("https://site.example/") + "</b>"),
        ("<https://site.example/>", "&lt;" + link("https://site.example/") + "&gt;"),
        (
            "https://site.example/?a=1&b=2",
            link("https://site.example/?a=1&amp;b=2", "https://site.example/?a=1&amp;b=2"),
        ),
    ],
)
def test_a_typed_address_becomes_a_link(typed, html):
    assert comment_html(typed) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    "typed",
    [
        "site.example",
        "ada@www.site.example",
        "https://localhost/",
        "https://user@site.example/",
        "xhttps://site.example/",
        "javascript:alert(1)",
        "http://",
        "www.",
    ],
)
def test_what_is_no_plain_address_stays_text(typed):
    assert comment_html(typed) == f"<p>{typed}</p>"


def test_nothing_is_linked_inside_a_link_or_code():
    kept = f"<p>{link('https://site.example/', 'https://other.example/')}</p>"
    assert comment_html(kept) == kept
    code = "<p><code>https://site.example/</code></p><pre>https://site.example/</pre>"
    assert comment_html(code) == code
