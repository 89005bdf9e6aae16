def test_an_article_is_served_by_its_address(client, article):
    assert article.url == "/blog/giving-back/"
