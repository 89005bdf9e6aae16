"""One response in full."""

from pytest_django.asserts import assertContains, assertNotContains

from wagtail_mentoring.comments import operations

LIST = "/admin/mentoring/comments/"
EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def test_the_text_is_shown_as_readers_see_it_and_as_it_was_typed(client, moderator, make_comment):
    comment = make_comment(text="So **true**", body_html="<p>So <strong>true</strong></p>")
    client.force_login(moderator)
    response = client.get(f"{LIST}{comment.pk}/")
    assertContains(response, "<p>So <strong>true</strong></p>", html=True)
    assertContains(response, "So **true**")


def test_every_reason_is_told_with_its_points(client, moderator, make_comment):
    reasons = [
        {"code": "links", "points": 1.5, "data": {"count": 3}},
        {"code": "decoy", "points": 4, "data": {}},
    ]
    comment = make_comment(verdict={"outcome": "spam", "score": 5.5, "reasons": reasons})
    client.force_login(moderator)
    response = client.get(f"{LIST}{comment.pk}/")
    for words in ("It has 3 links.", "Points: 1.5", "Points: 4", "filed as spam by the filter"):
        assertContains(response, words)


def test_a_reason_that_holds_by_itself_is_not_told_with_no_points(client, moderator, make_comment):
    reasons = [{"code": "hold_first", "points": 0, "data": {}, "holds": True}]
    comment = make_comment(verdict={"outcome": "hold", "score": 0, "reasons": reasons})
    client.force_login(moderator)
    response = client.get(f"{LIST}{comment.pk}/")
    assertContains(response, "Makes it wait, whatever speaks for it.")
    assertNotContains(response, "Points: 0")


def test_a_reason_that_holds_and_has_points_is_told_with_both(client, moderator, make_comment):
    reasons = [{"code": "copy", "points": 1.5, "data": {}, "holds": True}]
    comment = make_comment(verdict={"outcome": "hold", "score": -1.5, "reasons": reasons})
    client.force_login(moderator)
    response = client.get(f"{LIST}{comment.pk}/")
    assertContains(response, "Points: 1.5 Makes it wait, whatever speaks for it.")


def test_the_history_says_who_did_what(client, moderator, colleague, make_comment):
    comment = make_comment()
    operations.publish(comment, user=colleague)
    client.force_login(moderator)
    response = client.get(f"{LIST}{comment.pk}/")
    assertContains(response, "Published")
    assertContains(response, "Grace")


def test_personal_data_is_shown_only_to_those_who_may_see_it(
    client, moderator, viewer, make_comment
):
    comment = make_comment(
        email="ada@mail.example", ip_key="k" * 64, email_key="e" * 64, user_agent="Browser 1"
    )
    client.force_login(moderator)
    response = client.get(f"{LIST}{comment.pk}/")
    assertContains(response, "ada@mail.example")
    assertNotContains(response, "kkkk")
    assertNotContains(response, "eeee")
    client.force_login(viewer)
    response = client.get(f"{LIST}{comment.pk}/")
    assertNotContains(response, "ada@mail.example")
    assertNotContains(response, "Browser 1")


def test_a_response_whose_page_is_gone_can_still_be_read(client, moderator, make_comment):
    comment = make_comment()
    comment.discussion.page = None
    comment.discussion.save()
    client.force_login(moderator)
    for address in (LIST, f"{LIST}{comment.pk}/"):
        assertContains(client.get(address), "(page deleted)")


def test_hostile_words_are_only_words(client, moderator, make_comment, decide):
    reason = {"code": EVIL, "points": 1, "data": {EVIL: EVIL}}
    comment = make_comment(
        name=EVIL[:80],
        text=EVIL,
        body_html=EVIL,
        email="a@mail.example",
        user_agent=EVIL,
        verdict={"outcome": EVIL, "reasons": [reason]},
    )
    comment.discussion.page_title = EVIL
    comment.discussion.save()
    client.force_login(moderator)
    bulk = "/admin/bulk/wagtail_mentoring/readercomment/publish/"
    decided = decide(f"{LIST}{comment.pk}/", "spam", "published")
    assertContains(decided, "&lt;img")
    pages = [decided]
    for address in (LIST, f"{LIST}{comment.pk}/", f"{bulk}?id={comment.pk}", "/admin/"):
        pages.append(client.get(address))
    for page in pages:
        html = page.content.decode()
        assert "<img src=x" not in html
        assert "<script>alert" not in html
