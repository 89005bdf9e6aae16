"""Texts of both editors as blocks of an article."""

from html import escape

import pytest

from wagtail_mentoring.wordpress.content.body import convert
from wagtail_mentoring.wordpress.content.surroundings import Picture


class Around:
    """Every picture but those that are called missing is there."""

    def __init__(self):
        self.notes = []

    def picture(self, url, attachment_id=""):
        return None if "missing" in url else Picture(int(attachment_id or 1), "", "")

    def gallery(self, identifiers):
        return [Picture(int(number)) for number in identifiers] or ["https://old.example/m.jpg"]

    def document(self, url):
        return 5 if url.endswith(".mp3") else None

    def link(self, url):
        return f'<a href="{escape(url)}">' if url.startswith("http") else ""

    def reusable_block(self, identifier):
        return f"<!-- wp:paragraph --><p>Shared {identifier}</p><!-- /wp:paragraph -->"

    def can_embed(self, url):
        return "youtube.com" in url

    def note(self, code, detail=""):
        self.notes.append((code, detail))


def blocks(source, around=None):
    return [_bare(block) for block in convert(source, around or Around()).blocks]


def _bare(block):
    """Type and value without ids."""
    value = block["value"]
    if block["type"] == "gallery":
        value = [(each["value"]["image"], each["value"]["caption"]) for each in value["images"]]
    elif block["type"] == "table":
        value = [[cell["value"] for cell in row["value"]] for row in value["rows"]]
    elif block["type"] == "image":
        value = (value["image"], value["alt_text"], value["caption"], value["link"])
    return block["type"], value


def text(source):
    """The one paragraph block that a source becomes."""
    ((kind, value),) = blocks(source)
    assert kind == "paragraph"
    return value


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br/>two</p><p>three</p>"),
        ("<p>a</p>\n\n<p>b</p>\n", "<p>a</p><p>b</p>"),
        ("a <b>bold\n\nstill</b> x", "<p>a <b>bold</b></p><p><b>still</b> x</p>"),
        ("<b>a <i>b</b> c</i>", "<p><b>a <i>b</i></b><i> c</i></p>"),
        ("<ul>\n<li>a\n<ol><li>b</li></ol></li>\n<li>c",
         "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"),
        ("<blockquote>a\n\nb</blockquote>", "<blockquote>a<br/><br/>b</blockquote>"),
        ("<h3>Small</h3>after", "<h3>Small</h3><p>after</p>"),
        ("a<hr />b", "<p>a</p><hr/><p>b</p>"),
        ("5 < 6 & 7 &amp; &eacute;", "<p>5 &lt; 6 &amp; 7 &amp; é</p>"),
        ('<p onclick="x()">a<script>alert(1)</script><style>p{}</style></p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ('<a href="https://x.example/?a=1&amp;b=2" onclick="y">x</a>',
         '<p><a href="https://x.example/?a=1&amp;b=2">x</a></p>'),
        ('<div><font color="red">a</font></div><span>b</span>', "<p>a</p><p>b</p>"),
        ("<del>a</del> <code>b</code> H<sub>2</sub>O <q>c</q>",
         "<p><s>a</s> <code>b</code> H<sub>2</sub>O “c”</p>"),
        ("<dl><dt>Word</dt><dd>Meaning</dd></dl>", "<p><b>Word</b></p><p>Meaning</p>"),
        ("<table><tr><td>alone</td></tr></table>", "<p>alone</p>"),
        ("[[gallery]] and [sic]", "<p>[gallery] and [sic]</p>"),
        ("<!--nextpage-->a<!-- seen by nobody -->", "<p>a</p>"),
    ],
)  # fmt: skip
def test_running_text(source, html):
    assert text(source) == html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2>Why <em>try</em></h2>x", [("heading", "Why try"), ("paragraph", "<p>x</p>")]),
        ("<pre>a &lt; b\n\n  c</pre>", [("preformatted", "a < b\n\n  c")]),
        ("[code]\nif (a &lt; b)\n\n  x\n[/code]", [("preformatted", "if (a < b)\n\n  x")]),
        ("<table><thead><tr><th>A</th><th>B</th></tr></thead>"
         "<tr><td>1</td><td><b>2</b><br>3</td></tr></table>",
         [("table", [["A", "B"], ["1", "<b>2</b><br/>3"]])]),
        ('a <img class="wp-image-9" src="https://x/a.png" alt="An A"> b',
         [("paragraph", "<p>a</p>"), ("image", (9, "An A", "", "")),
          ("paragraph", "<p>b</p>")]),
        ('[caption id="attachment_7"]<a href="https://x/a.png"><img src="https://x/a.png"></a> Say'
         " <i>it</i>[/caption]", [("image", (7, "", "Say it", ""))]),
        ('[caption caption="Old way"]<img src="https://x/a.png">[/caption]',
         [("image", (1, "", "Old way", ""))]),
        ('<a href="https://y.example/"><img src="https://x/a.png"></a>',
         [("image", (1, "", "", "https://y.example/"))]),
        ('<figure><img src="https://x/a.png"><figcaption>Words</figcaption></figure>',
         [("image", (1, "", "Words", ""))]),
        ('[gallery ids="3,4"]', [("gallery", [(3, ""), (4, "")])]),
        ('<img src="https://x/missing.png" alt="Lost">',
         [("paragraph", '<p><a href="https://x/missing.png">Lost</a></p>')]),
        ("https://www.youtube.com/watch?v=abc", [("embed", "https://www.youtube.com/watch?v=abc")]),
        ("[embed]https://www.youtube.com/watch?v=abc[/embed]",
         [("embed", "https://www.youtube.com/watch?v=abc")]),
        ("[youtube=http://www.youtube.com/watch?v=abc]",
         [("embed", "http://www.youtube.com/watch?v=abc")]),
        ('<iframe src="//www.youtube.com/embed/abc?rel=0"></iframe>',
         [("embed", "https://www.youtube.com/watch?v=abc")]),
        ('<iframe src="https://maps.example/x"></iframe>',
         [("paragraph", '<p><a href="https://maps.example/x">https://maps.example/x</a></p>')]),
        ('[audio mp3="https://x/a.mp3"][/audio]', [("document", 5)]),
        ('<video><source src="https://x/a.mp3"><source src="https://x/b.mp3"></video>',
         [("document", 5)]),
        ('<ul><li>a<img src="https://x/a.png"></li><li>b</li></ul>',
         [("paragraph", "<ul><li>a</li><li>b</li></ul>"), ("image", (1, "", "", ""))]),
    ],
)  # fmt: skip
def test_blocks(source, expected):
    assert blocks(source) == expected


def wp(name, html, values=""):
    return f"<!-- wp:{name} {values}-->\n{html}\n<!-- /wp:{name} -->\n\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (wp("paragraph", "<p>a\nb</p>"), [("paragraph", "<p>a b</p>")]),
        (wp("heading", "<h2>Head</h2>"), [("heading", "Head")]),
        (wp("embed", "<figure><div>\nhttps://www.youtube.com/watch?v=a\n</div></figure>",
            '{"url":"https://www.youtube.com/watch?v=a"} '),
         [("embed", "https://www.youtube.com/watch?v=a")]),
        (wp("gallery", '<figure><figure><img class="wp-image-3" src="https://x/a.png">'
            '<figcaption>One</figcaption></figure><figure><img class="wp-image-4"'
            ' src="https://x/b.png"></figure></figure>'),
         [("gallery", [(3, "One"), (4, "")])]),
        (wp("pullquote", "<figure><blockquote><p>Said</p><cite>Her</cite></blockquote></figure>"),
         [("quote", {"quote": "Said", "attribution": "Her"})]),
        (wp("quote", "<blockquote><p>Said</p><cite>Her</cite></blockquote>"),
         [("paragraph", "<blockquote>Said<br/><br/><i>Her</i></blockquote>")]),
        (wp("list", "<ul>\n" + wp("list-item", "<li>a</li>") + "</ul>"),
         [("paragraph", "<ul><li>a</li></ul>")]),
        (wp("columns", wp("column", "<div>" + wp("paragraph", "<p>a</p>") + "</div>")),
         [("paragraph", "<p>a</p>")]),
        (wp("separator", "<hr>") + wp("code", "<pre><code>x = 1</code></pre>"),
         [("paragraph", "<hr/>"), ("preformatted", "x = 1")]),
        ('<!-- wp:block {"ref":12} /-->', [("paragraph", "<p>Shared 12</p>")]),
    ],
)  # fmt: skip
def test_blocks_of_the_newer_editor(source, expected):
    assert blocks(source) == expected


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ('[contact-form id="3"]', ("shortcode", "contact-form")),
        ("[poll]a[/poll]", ("shortcode", "poll")),
        ('<!-- wp:latest-posts {"n":3} /-->', ("dynamic_block", "latest-posts")),
        ("<script>x</script>a", ("dropped", "script")),
        ('<img src="data:image/png;base64,AAAA">', ("inline_image", "")),
    ],
)
def test_what_does_not_come_over_is_reported(source, note):
    around = Around()
    found = blocks(source, around)
    assert around.notes == [note]
    if note[0] == "shortcode":
        assert found == [("paragraph", f"<p>{source}</p>")]


@pytest.mark.parametrize(
    ("source", "teaser"),
    [
        ("Why.<!--more-->\n\nRest", "Why."),
        ("Why.\n<!--more Read on-->\nRest", "Why."),
        (wp("paragraph", "<p>Why.</p>") + wp("more", "<!--more-->") + "<p>Rest</p>", "Why."),
        ("One.\n\nTwo.<!--more-->Rest", ""),
        ('<a href="https://x.example">Why.</a><!--more-->Rest', ""),
        ("Rest", ""),
    ],
)  # fmt: skip
def test_a_teaser_of_plain_words_is_taken_out_of_the_text(source, teaser):
    body = convert(source, Around())
    assert body.teaser == teaser
    words = "".join(str(block["value"]) for block in body.blocks)
    assert ("Why." in words) == ("Why." in source and not teaser)


@pytest.mark.parametrize(
    "source",
    [
        "<ul><li>a<table><tr><td>b", "<table><td>a<ul><li>b</table>c", "<li>alone</li></ul></p>",
        "<blockquote><ul><li>a</blockquote>b", "<figure><figure><img src='https://x/a'>", "<pre>a",
        "<td>a</td>", "<a href='https://x'><a href='https://y'>b", "[caption]", "[gallery",
        "</pre>x",
        "<style>", "<svg><br>", "<!-- wp:gallery -->a", "<!-- wp:embed {bad} -->a", "<b><i><u>",
        "[caption]<img[/caption]", "[youtube]", "[embed][/embed]", "<object><embed src='x'>",
    ],
)  # fmt: skip
def test_broken_markup_breaks_nothing(source):
    for block in convert(source, Around()).blocks:
        if block["type"] == "paragraph":
            html = block["value"]
            for tag in ("p", "ul", "ol", "li", "b", "i", "a", "blockquote"):
                opened = html.count(f"<{tag}>") + html.count(f"<{tag} ")
                assert opened == html.count(f"</{tag}>"), html
