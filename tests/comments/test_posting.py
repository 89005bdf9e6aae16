import re
from urllib.parse import quote

import pytest
from django.test import override_settings

from tests.comments.conftest import comment_data, count_queries, ticket_for
from tests.factories import ArticleFactory
from wagtail_mentoring.comments.models import Discussion, ReaderComment

pytestmark = pytest.mark.django_db
BUSY = {"POSTS_PER_NETWORK_PER_HOUR": 2}


def the_comment():
    return ReaderComment.objects.get()


def test_a_comment_is_stored_and_its_writer_told_that_it_waits(client, post, article):
    response = post(body="I thanked mine.\n\nShe was *glad*.")
    assert response.status_code == 302
    page = client.get(response["Location"])
    assert "Thank you" in page.text
    assert "waits for a moderator" in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    comment = the_comment()
    assert (comment.name, comment.email, comment.state) == ("Ada", "ada@mail.example", "waiting")
    assert comment.body_html == "<p>I thanked mine.</p><p>She was *glad*.</p>"
    assert comment.discussion.page_id == article.pk
    assert comment.number is None
    assert comment.verdict["outcome"] == "hold"
    assert len(comment.ip_key) == len(comment.email_key) == 64


def test_a_harmless_comment_is_published_at_once_where_the_site_wants_that(
    client, post, open_site, article
):
    page = client.get(post()["Location"])
    assert "Your response is published" in page.text
    comment = the_comment()
    assert (comment.state, comment.number) == ("published", 1)
    assert comment.published_at
    discussion = comment.discussion
    assert (discussion.published_count, discussion.last_number) == (1, 1)
    assert discussion.last_comment_at == comment.submitted_at
    assert discussion.page_title == article.title
    assert discussion.page_url.endswith(article.url)


def test_the_writer_of_spam_is_told_the_same_as_one_who_waits(client, post, settings):
    waiting = client.get(post()["Location"]).text
    settings.WAGTAIL_MENTORING = {
        "SPAM_FILTERS": [
            {"NAME": "wagtail_mentoring.spam.filters.DecoyFilter", "OPTIONS": {"points": 9.0}}
        ]
    }
    spam = client.get(post(contact_time="noon")["Location"]).text
    assert ReaderComment.objects.filter(state="spam").count() == 1
    assert re.sub(r"comment/\d+/", "", spam) == re.sub(r"comment/\d+/", "", waiting)


def test_without_a_ticket_the_same_form_comes_back_with_one_button(client, article, db):
    address = f"/mentoring/comments/{article.pk}/"
    response = client.post(address, comment_data(article, ticket=""))
    assert response.status_code == 200
    assert "One more step: send it" in response.text
    assert "I thanked mine last week." in response.text
    assert response.text.count('type="submit"') == 1
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert not ReaderComment.objects.exists()
    ticket = response.context["form"]["ticket"].value()
    assert client.post(address, comment_data(article, ticket=ticket)).status_code == 302
    assert [r["code"] for r in the_comment().verdict["reasons"]] == ["text_plain", "hold_first"]


def test_without_a_ticket_errors_stand_next_to_their_fields_and_the_next_post_is_taken(
    client, article
):
    address = f"/mentoring/comments/{article.pk}/"
    response = client.post(address, comment_data(article, ticket="", email="ada"))
    assert response.status_code == 400
    assert "Write an address like ada@example.org." in response.text
    ticket = response.context["form"]["ticket"].value()
    assert client.post(address, comment_data(article, ticket=ticket)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("body", "", "Write your response."),
        ("body", " \n ", "Write your response."),
        ("body", "<p></p>", "Write your response."),
        ("body", "x" * 5001, "Please shorten this to 5000 characters; it has 5001."),
        ("body", "<b>" * 201, "more HTML than we can take"),
        ("name", "", "Write your name."),
        ("email", "", "Write your e-mail address."),
        ("name", "x" * 81, "at most 80 characters"),
        ("name", "Ada\r\nBcc: all@mail.example", "Write this on one line"),
        ("email", "ada", "Write an address like ada@example.org."),
        ("email", "a@b.example\r\nBcc: c@d.example", "Write an address like ada@example.org."),
    ],
)
def test_a_bad_field_is_named_and_the_rest_kept(post, field, value, message):
    response = post(**{field: value})
    assert response.status_code == 400
    form = response.context["form"]
    assert message in " ".join(form.errors[field])
    assert "This has not been sent yet" in response.text
    assert f'href="#respond-{field}"' in response.text
    assert f'id="respond-{field}_error"' in response.text
    assert f'aria-describedby="respond-{field}' in response.text or field == "name"
    kept = {"name": "Ada", "email": "ada@mail.example", "body": "I thanked mine last week."}
    del kept[field]
    assert all(value in response.text for value in kept.values())
    assert not ReaderComment.objects.exists()


def test_an_error_page_keeps_the_ticket_so_that_the_age_is_true(post, article):
    ticket = ticket_for(article, seconds=600)
    assert post(body="", ticket=ticket).context["form"]["ticket"].value() == ticket


def test_control_characters_are_left_out_of_the_text(post):
    assert post(body="Thank\x00 you\x0b.").status_code == 302
    assert the_comment().text == "Thank you."


def test_the_same_form_sent_twice_leaves_one_comment_and_the_same_answer(client, post, article):
    ticket = ticket_for(article)
    first, second = post(ticket=ticket), post(ticket=ticket)
    assert ReaderComment.objects.count() == 1
    assert client.get(first["Location"]).text == client.get(second["Location"]).text


def test_another_text_with_the_same_ticket_comes_back_with_a_fresh_one(post, article):
    ticket = ticket_for(article)
    post(ticket=ticket)
    response = post(ticket=ticket, body="And another thing.")
    assert response.status_code == 200
    assert "And another thing." in response.text
    assert ReaderComment.objects.count() == 1
    fresh = response.context["form"]["ticket"].value()
    assert fresh != ticket
    assert post(ticket=fresh, body="And another thing.").status_code == 302
    added = ReaderComment.objects.latest("pk")
    assert added.text == "And another thing."
    assert "too_fast" not in str(added.verdict)  # to press the one button takes a second


def test_too_many_posts_from_one_network_have_to_wait_with_their_text(client, article):
    address = f"/mentoring/comments/{article.pk}/"
    with override_settings(WAGTAIL_MENTORING=BUSY):
        for _ in range(2):
            assert client.post(address, comment_data(article)).status_code == 302
        response = client.post(address, comment_data(article, body="One more."))
        other = client.post(address, comment_data(article), REMOTE_ADDR="127.0.0.2")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "One more." in response.text
    assert other.status_code == 302


def test_a_flood_is_stopped_within_a_minute(post):
    codes = [post().status_code for _ in range(60)]
    assert 429 in codes
    assert set(codes) == {302, 429}


def test_what_only_we_may_set_cannot_be_posted(post, article, moderator):
    post(
        state="published",
        status="published",
        is_approved="1",
        number="7",
        user=str(moderator.pk),
        id="4711",
        verdict="{}",
        submitted_at="2001-01-01",
        path="00000000",
        site="99",
        discussion="1",
    )
    comment = the_comment()
    assert (comment.state, comment.number, comment.user) == ("waiting", None, None)
    assert comment.discussion.page_id == article.pk
    assert comment.pk != 4711


def test_a_reply_goes_below_what_it_answers(post, write):
    parent = write()
    assert post(parent=str(parent.pk)).status_code == 302
    comment = ReaderComment.objects.get(parent=parent)
    assert comment.path.startswith(parent.path)
    assert comment.depth == 2


@pytest.mark.parametrize("parent", ["4711", "abc", "-1", "9" * 30, "²", "1 OR 1=1"])
def test_a_reply_to_nothing_is_refused_and_can_be_sent_on_its_own(post, write, parent):
    write()
    response = post(parent=parent)
    assert response.status_code == 400
    assert "no longer here" in response.text
    form = response.context["form"]
    assert form["parent"].value() == ""
    assert post(parent="", ticket=form["ticket"].value()).status_code == 302


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_a_reply_to_something_unpublished_is_refused(post, write, state):
    parent = write(state=state)
    assert post(parent=str(parent.pk)).status_code == 400
    assert ReaderComment.objects.count() == 1


def test_a_reply_to_a_comment_of_another_page_is_refused(post, write, index):
    from tests.factories import ArticleFactory

    write()
    elsewhere = write(page=ArticleFactory(parent=index))
    assert post(parent=str(elsewhere.pk)).status_code == 400


def test_posting_at_once_asks_at_most_fifteen_queries(client, post, article, open_site, write):
    data = comment_data(article, parent=str(write().pk))
    post(body="Somebody before.")
    assert article.url  # known from the page that the visitor read
    address = f"/mentoring/comments/{article.pk}/"
    assert count_queries(lambda: client.post(address, data)) <= 15
    assert ReaderComment.objects.filter(state="published").count() == 3


def test_the_first_comment_of_a_page_asks_at_most_fifteen_queries(
    client, post, index, article, open_site
):
    post(page=ArticleFactory(parent=index), body="Somebody before.")
    assert article.url  # known from the page that the visitor read
    address = f"/mentoring/comments/{article.pk}/"
    assert count_queries(lambda: client.post(address, comment_data(article))) <= 15
    assert Discussion.objects.get(page=article.pk).published_count == 1


def test_a_preview_shows_the_response_and_stores_nothing(client, post, article):
    page = post(body="<em>Thanks</em>", preview="1")
    assert page.status_code == 200
    assert "<em>Thanks</em>" in page.text.partition("<form")[0]
    assert "How it will look" in page.text
    assert not ReaderComment.objects.exists()
    ticket = page.context["form"]["ticket"].value()
    address = f"/mentoring/comments/{article.pk}/"
    assert client.post(address, comment_data(article, ticket=ticket)).status_code == 302
    assert ReaderComment.objects.count() == 1


def test_a_preview_of_something_wrong_says_what_is(post):
    page = post(body="", preview="1")
    assert page.status_code == 400
    assert "How it will look" not in page.text


def test_a_website_is_asked_for_only_where_the_site_wants_that(view, post, site_settings):
    assert 'name="website"' not in view().text
    post(website="https://ada.example")
    assert the_comment().website == ""
    site_settings(ask_website=True)
    assert 'name="website"' in view().text
    post(website="ada.example", body="Again.")
    assert ReaderComment.objects.get(text="Again.").website == "https://ada.example"
    assert post(website="javascript:alert(1)", body="No.").status_code == 400


def test_where_only_members_may_respond_others_are_told_and_keep_their_words(
    client, view, post, site_settings
):
    site_settings(who_may_comment="members")
    assert "Only readers who are signed in" in view().text
    response = post(body="My words.")
    assert response.status_code == 403
    assert "My words." in response.text
    assert not ReaderComment.objects.exists()


def test_a_login_link_comes_back_to_the_form(view, article, settings):
    assert "Sign in to write" not in view().text
    settings.WAGTAIL_MENTORING = {"LOGIN_URL": "/sign-in/"}
    assert f'href="/sign-in/?next={quote(article.url, safe="")}%23respond"' in view().text


def test_the_line_about_spam_stands_only_while_it_is_true(view, settings, monkeypatch):
    line = "nothing sent to others"
    assert line in view().text
    monkeypatch.setattr("wagtail_mentoring.spam.filters.DecoyFilter.asks_others", True)
    assert line not in view().text


@pytest.mark.parametrize("address", ["", None])
def test_without_any_network_address_all_visitors_share_one_limit(
    client, article, settings, monkeypatch, address
):
    settings.WAGTAIL_MENTORING = {"POSTS_PER_NETWORK_PER_HOUR": 2}
    monkeypatch.setattr("wagtail_mentoring.submissions.identity.remote_addr", lambda _: address)
    posts = [comment_data(article, body=f"Line {number}.") for number in range(3)]
    to = f"/mentoring/comments/{article.pk}/"
    assert [client.post(to, data).status_code for data in posts] == [302, 302, 429]
