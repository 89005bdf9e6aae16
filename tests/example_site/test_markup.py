from pathlib import Path

from example_site.demo.loader.markup import read_article, read_body


def test_text_between_headings_is_one_block_of_rich_text() -> None:
    body = read_body("One & *two*.\n\n- a\n- **b**\n\n## Next\n\n> A message")
    assert body == [
        {
            "type": "paragraph",
            "value": "<p>One &amp; <i>two</i>.</p><ul><li>a</li><li><b>b</b></li></ul>",
        },
        {"type": "heading", "value": "Next"},
        {"type": "paragraph", "value": "<p><i>A message</i></p>"},
    ]


def test_quotes_and_takeaways_have_their_parts() -> None:
    quote, takeaway = read_body(">> Well.\n-- A mentor\n\n!!! takeaway\nDo it.")
    assert quote["value"] == {"quote": "Well.", "attribution": "A mentor"}
    assert takeaway["value"]["text"] == "<p>Do it.</p>"


def test_facts_and_sources_stand_above_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a-letter.md"
    path.write_text(
        "title: A letter\nauthors: ada, bo\n"
        "answers: Why | Review | https://r.example/ | 2026-01-02\n"
        "source: Own | page:other\n---\nText."
    )
    article = read_article(path)
    assert article.slug == "a-letter"
    assert article.names("authors") == ["ada", "bo"]
    assert [source.answered for source in article.sources] == [True, False]
    assert article.sources[0].date == "2026-01-02"
    assert article.sources[1].url == "page:other"
