"""Writers change a response of theirs, or take it back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from wagtail_mentoring.comments import operations, reporting
from wagtail_mentoring.comments.models import ReaderComment

pytestmark = pytest.mark.django_db


def the_comment():
    return ReaderComment.objects.get(parent=None)


def change(client, body="Better words.", comment=None):
    comment = comment or the_comment()
    address = f"/mentoring/comment/{comment.pk}/change/"
    page = client.get(address)
    ticket = page.context["ticket"] if page.context else ""
    return client.post(address, {"body": body, "ticket": ticket})


def withdraw(client):
    address = f"/mentoring/comment/{the_comment().pk}/withdraw/"
    return client.post(address, {"ticket": client.get(address).context["ticket"]})


def test_the_page_after_posting_offers_both_to_the_browser_that_posted(client, post, open_site):
    location = post()["Location"]
    links = [f"/mentoring/comment/{the_comment().pk}/{what}/" for what in ("change", "withdraw")]
    assert all(link in client.get(location).text for link in links)
    assert not any(link in Client().get(location).text for link in links)


def test_the_cookie_is_signed_unreadable_to_scripts_and_reaches_our_pages_only(post):
    (cookie,) = post().cookies.values()
    assert (cookie.key, cookie["path"], cookie["samesite"]) == (
        "mentoring_own",
        "/mentoring/",
        "Lax",
    )
    assert cookie["httponly"]
    assert cookie["max-age"] == 15 * 60


def test_changed_words_replace_the_old_and_say_that_they_were_edited(client, post, open_site, view):
    post(body="Old words.")
    page = client.get(change(client)["Location"])
    assert "Better words." in page.text
    text = view().text
    assert "Better words." in text
    assert "Old words." not in text
    assert "edited" in text
    assert the_comment().number == 1


def test_changed_words_are_judged_again(client, post, open_site):
    post()
    change(client, body="https://a.example https://b.example https://c.example")
    comment = the_comment()
    assert comment.state == "waiting"
    assert "links" in [reason["code"] for reason in comment.verdict["reasons"]]
    comment.discussion.refresh_from_db()
    assert comment.discussion.published_count == 0


def test_words_that_wait_are_published_once_they_are_harmless(client, post, open_site):
    post(body="https://a.example https://b.example https://c.example")
    assert the_comment().state == "waiting"
    change(client)
    comment = the_comment()
    assert (comment.state, comment.number, comment.edited_at) == ("published", 1, None)


@pytest.mark.parametrize("came_to_be", ["spam", "reported"])
def test_spam_and_what_was_reported_can_at_best_wait(client, post, open_site, came_to_be):
    post()
    if came_to_be == "spam":
        ReaderComment.objects.update(state="spam")
    else:
        reporting.report(the_comment(), reason="spam", nonce="a" * 32)
    change(client)
    assert the_comment().state == "waiting"


def test_a_withdrawn_response_is_gone_and_its_number_is_not_given_again(
    client, post, open_site, view
):
    post(body="Old words.")
    page = client.get(withdraw(client)["Location"])
    assert "You have taken your response back." in page.text
    assert "Old words." not in page.text
    assert "Old words." not in view().text
    assert the_comment().state == "removed"
    post(body="Second thoughts.")
    assert ReaderComment.objects.get(state="published").number == 2


def test_it_is_too_late_once_somebody_has_answered(client, post, open_site, write):
    post()
    write(parent=the_comment())
    response = change(client, body="My new words.")
    assert response.status_code == 409
    assert "My new words." in response.text
    assert the_comment().text == "I thanked mine last week."


def test_it_is_too_late_after_the_time_the_site_allows(client, post, open_site, site_settings):
    post()
    past = timezone.now() - dt.timedelta(minutes=15)
    ReaderComment.objects.update(submitted_at=past)
    assert change(client).status_code == 409
    site_settings(edit_minutes=20)
    assert change(client).status_code == 302


def test_what_a_moderator_has_removed_stays_so(client, post, open_site, moderator):
    post()
    operations.remove(the_comment(), user=moderator)
    assert change(client).status_code == 409
    assert the_comment().state == "removed"


def test_nobody_else_can_change_or_withdraw(client, post, open_site):
    post()
    for what in ("change", "withdraw"):
        address = f"/mentoring/comment/{the_comment().pk}/{what}/"
        assert Client().get(address).status_code == 404
        assert Client().post(address, {"body": "x"}).status_code == 404


def test_a_post_without_ticket_shows_the_form_with_the_words(client, post, open_site):
    post()
    address = f"/mentoring/comment/{the_comment().pk}/change/"
    response = client.post(address, {"body": "Better words."})
    assert response.status_code == 200
    assert "Better words." in response.text
    assert the_comment().text == "I thanked mine last week."


def test_a_site_that_allows_no_changes_sets_no_cookie(post, open_site, site_settings):
    site_settings(edit_minutes=0)
    assert not post().cookies


def test_a_change_keeps_every_page_uncached_and_sets_nothing_on_get(client, post, open_site):
    post()
    response = client.get(f"/mentoring/comment/{the_comment().pk}/change/")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_changes_count_among_what_a_network_may_send(client, post, open_site, settings):
    settings.WAGTAIL_MENTORING = {"POSTS_PER_NETWORK_PER_HOUR": 2}
    post()
    change(client, "Second.")
    response = change(client, "Third.")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "A great deal has been sent from your network." in response.text
    assert "Third." in response.text
    assert the_comment().text == "Second."
