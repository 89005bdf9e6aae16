import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.comments.conftest import write_many
from tests.factories import UserFactory
from wagtail_mentoring.comments.models import Discussion, ReaderComment

pytestmark = pytest.mark.django_db


def shown(response):
    """The ids of the comments on a page, in order."""
    return [int(pk) for pk in re.findall(r'<article id="comment-(\d+)"', response.text)]


TAGS = re.compile(
    r'(<ol class="mentoring-comments)|(</ol>)|<article id="comment-(\d+)"|(<li\b)|(</li>)'
)


def outline(html):
    """Nested lists of comment ids, e.g. ``[1, [2, [3]], 4]``; checks that every list ends."""
    out, stack, items = [], [], 0
    for begin, end, pk, item, item_end in TAGS.findall(html):
        if begin:
            inner = []
            (stack[-1] if stack else out).append(inner)
            stack.append(inner)
        elif end:
            stack.pop()
        elif pk:
            stack[-1].append(int(pk))
        items += bool(item) - bool(item_end)
    assert not stack
    assert items == 0
    return out[0]


def test_responses_are_counted_and_numbered_as_text(view, write):
    first = write(name="Ada")
    write(name="Grace", parent=first)
    response = view()
    assert "2 responses to <cite>Giving back</cite>" in response.text
    assert '<span class="mentoring-comment__number">1.</span>' in response.text
    assert '<span class="mentoring-comment__number">2.</span>' in response.text


def test_one_response_is_told_in_the_singular(view, write):
    write()
    assert "1 response to <cite>Giving back</cite>" in view().text


def test_a_page_without_responses_says_so(view):
    assert "No responses yet to <cite>Giving back</cite>" in view().text


def test_only_published_responses_are_shown(view, write):
    write(name="Published person")
    for state in ("waiting", "spam", "removed"):
        write(state=state, name=f"The {state} one")
    text = view().text
    assert "Published person" in text
    assert "The waiting one" not in text
    assert "The spam one" not in text
    assert "The removed one" not in text


def test_replies_are_nested_lists_below_what_they_answer(view, write):
    one = write()
    two = write()
    below_one = write(parent=one)
    deeper = write(parent=below_one)
    below_two = write(parent=two)
    expected = [one.pk, [below_one.pk, [deeper.pk]], two.pk, [below_two.pk]]
    assert outline(view().text) == expected


def test_below_the_last_level_replies_follow_in_order_and_say_whom_they_answer(
    view, write, site_settings
):
    site_settings(thread_depth=2)
    one = write(name="Ada")
    two = write(parent=one, name="Grace")
    three = write(parent=two, name="Joan")
    four = write(parent=three, name="Mary")
    response = view()
    assert outline(response.text) == [one.pk, [two.pk, three.pk, four.pk]]
    assert 'mentoring-comment__context">in reply to Grace' in response.text
    assert 'mentoring-comment__context">in reply to Joan' in response.text
    assert 'mentoring-visually-hidden">in reply to Ada' in response.text


def test_a_reply_to_something_removed_stays_and_moves_up(view, write):
    one = write(name="Ada")
    gone = write(parent=one, state="removed", name="Grace")
    reply = write(parent=gone)
    response = view()
    assert outline(response.text) == [one.pk, [reply.pk]]
    assert "in reply to a response that is no longer here" in response.text
    assert "Grace" not in response.text


def test_a_chain_of_many_replies_is_shown_in_order(view, write):
    chain = [write()]
    for _ in range(40):
        chain.append(write(parent=chain[-1]))
    assert max(len(comment.path) for comment in chain) == 248
    assert shown(view()) == [comment.pk for comment in chain]


def test_a_later_page_counts_replies_and_repeats_the_ancestors_of_its_first(
    view, write, site_settings
):
    site_settings(comments_per_page=5)
    top = write(name="Ada")
    reply = write(parent=top, name="Grace")
    replies = [write(parent=reply, name="Joan") for _ in range(5)]
    last = write(name="Mary")
    assert shown(view()) == [top.pk, reply.pk, *(r.pk for r in replies[:3])]
    second = view(comments=2)
    assert shown(second) == [replies[3].pk, replies[4].pk, last.pk]
    repeated = re.findall(r'mentoring-comment__repeated"><a href="[^"]+">([^<]+)', second.text)
    assert repeated == ["1. Ada", "2. Grace"]
    assert outline(second.text) == [[[replies[3].pk, replies[4].pk]], last.pk]
    assert "Page 2 of 2" in second.text


@pytest.mark.parametrize(
    ("query", "page"), [("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("99", 3), ("9" * 40, 1), ("3", 3)]
)
def test_a_page_number_that_is_none_leads_to_the_nearest_page(
    view, article, site_settings, query, page
):
    site_settings(comments_per_page=5)
    write_many(article, 12)
    assert f"Page {page} of 3" in view(comments=query).text


def test_a_permalink_finds_the_page_of_the_thread(client, view, article, write, site_settings):
    site_settings(comments_per_page=5)
    comments = [write() for _ in range(12)]
    for comment, query in ((comments[0], ""), (comments[5], "?comments=2")):
        response = client.get(comment.get_absolute_url())
        assert response["Location"] == f"{article.url}{query}#comment-{comment.pk}"
    assert comments[5].pk in shown(view(comments=2))


def test_a_permalink_of_something_unpublished_leads_nowhere(client, write):
    assert client.get(write(state="spam").get_absolute_url()).status_code == 404
    assert client.get("/mentoring/comment/4711/").status_code == 404
    assert client.get(f"/mentoring/comment/{10**30}/").status_code == 404


def test_mentions_stand_apart_and_are_not_counted(view, write):
    write()
    write(kind="pingback", name="A blog elsewhere", number=0)
    response = view()
    assert "1 response to" in response.text
    mentions = response.text.partition("Mentioned elsewhere")[2]
    assert "A blog elsewhere" in mentions


def test_the_articles_author_and_staff_are_marked(view, write, article, moderator, monkeypatch):
    author, reader = UserFactory(), UserFactory()
    monkeypatch.setattr(
        type(article), "get_comment_author_user_ids", lambda self: {author.pk}, raising=False
    )
    write(name="The writer", user=author)
    write(name="The moderator", user=moderator)
    write(name="A reader", user=reader)
    badges = re.findall(
        r'__name">([^<]+)</span>(?: <span class="mentoring-badge">(\w+))?', view().text
    )
    assert badges == [("The writer", "Author"), ("The moderator", "Staff"), ("A reader", "")]


def test_nothing_about_a_reader_but_the_name_is_in_the_page(view, write):
    write(email="secret@mail.example", user=UserFactory(username="al1815"), ip_key="f" * 64)
    text = view().text
    assert "secret@mail.example" not in text
    assert "al1815" not in text
    assert "f" * 64 not in text


def test_names_are_escaped(view, write):
    write(name="<img src=x onerror=alert(1)>")
    assert "<img" not in view().text


def test_a_closed_discussion_is_shown_without_a_form(view, write, article):
    write(name="Ada")
    Discussion.objects.update(policy="closed")
    response = view()
    assert "Ada" in response.text
    assert "This discussion is closed." in response.text
    assert "<form" not in response.text
    assert "/reply/" not in response.text


@pytest.mark.parametrize("policy", ["site", "open"])
def test_the_site_may_close_all_but_what_is_opened_by_hand(view, write, site_settings, policy):
    site_settings(comments_open=False)
    write()
    Discussion.objects.update(policy=policy)
    assert ("<form" in view().text) == (policy == "open")


def test_a_discussion_closes_days_after_the_articles_own_date(view, article, site_settings):
    site_settings(close_after_days=30)
    for days, is_open in ((29, True), (30, False)):
        article.date = timezone.localdate() - dt.timedelta(days=days)
        article.save()
        assert ("<form" in view().text) == is_open


def test_a_page_type_may_refuse_comments(view, article, monkeypatch):
    monkeypatch.setattr(type(article), "comments_allowed", lambda self: False)
    assert "<form" not in view().text


def test_a_private_page_neither_shows_nor_takes_comments(view, write, article, index, post):
    from wagtail.models import PageViewRestriction

    from tests.factories import as_base_page

    comment = write(name="Ada")
    restriction = PageViewRestriction.objects.create(
        page=as_base_page(index), restriction_type="login"
    )
    assert post().status_code == 404
    assert list(ReaderComment.objects.public()) == []
    restriction.delete()
    assert post().status_code == 302
    assert list(ReaderComment.objects.public()) == [comment]


def test_a_preview_shows_no_comments(write, article, rf):
    from django.contrib.auth.models import AnonymousUser

    write(name="Ada")
    request = rf.get("/")
    request.user, request.is_preview = AnonymousUser(), True
    type(article).template, before = "tests/with_comments.html", type(article).template
    try:
        text = article.serve_preview(request, "").render().content.decode()
    finally:
        type(article).template = before
    assert "Ada" not in text
    assert "shown here on the live page" in text


def test_newest_first_begins_with_the_latest_thread_and_keeps_answers_in_order(
    client, view, write, article, site_settings
):
    site_settings(newest_first=True, comments_per_page=5)
    one, two = write(), write()
    below = [write(parent=one) for _ in range(4)]
    three = write()
    assert shown(view()) == [three.pk, two.pk, one.pk, below[0].pk, below[1].pk]
    second = view(comments=2)
    assert shown(second) == [below[2].pk, below[3].pk]
    assert second.text.count("mentoring-comment__repeated") == 1
    for comment, query in ((three, ""), (below[1], ""), (below[2], "?comments=2")):
        response = client.get(comment.get_absolute_url())
        assert response["Location"] == f"{article.url}{query}#comment-{comment.pk}"


def test_a_name_links_to_a_website_only_if_it_is_a_plain_address(view, write):
    write(name="Ada", website="https://ada.example")
    write(name="Eve", website="javascript:alert(1)")
    text = view().text
    assert '<a href="https://ada.example" rel="nofollow ugc noopener">Ada</a>' in text
    assert "javascript" not in text.partition("<form")[0].partition('id="comments"')[2]


def test_a_page_of_any_type_tells_search_engines_of_its_responses(view, write):
    write(name="Ada", body_html="<p>Yes.</p></script>")
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', view().text)
    data = json.loads(script[1])
    assert (data["@type"], data["commentCount"]) == ("WebPage", 1)
    assert data["comment"][0]["author"]["name"] == "Ada"


def test_an_article_tells_of_them_once(client, write, article):
    write(name="Ada")
    text = client.get(article.url).text
    assert text.count('"@type": "Comment"') == 1


def test_a_further_page_costs_one_query_more_and_reads_only_its_own(
    view, article, django_assert_max_num_queries, django_assert_num_queries
):
    write_many(article, 120)
    view()
    with CaptureQueriesContext(connection) as first:
        view()
    with CaptureQueriesContext(connection) as third:
        assert len(shown(view(comments=3))) == 20
    assert len(third) == len(first) + 1
    assert not any("OFFSET" in query["sql"] and "body_html" in query["sql"] for query in third)
