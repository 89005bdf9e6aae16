"""Replies and corrections by staff."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import ModelLogEntry

from tests.conftest import user_with
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment

State = ReaderComment.State
LIST = "/admin/mentoring/comments/"


def hidden(response) -> dict:
    initial = response.context["form"].initial
    return {name: initial[name] for name in ("seen", "nonce") if name in initial}


@pytest.fixture
def named(moderator):
    moderator.first_name, moderator.last_name = "Kwabena", "Asare"
    moderator.save()
    return moderator


def test_publish_and_reply_does_both_as_who_is_signed_in(client, named, make_comment):
    comment = make_comment()
    client.force_login(named)
    address = f"{LIST}{comment.pk}/reply/"
    page = client.get(address)
    assertContains(page, "Publish and reply")
    response = client.post(address, {**hidden(page), "body": "Thank you."}, follow=True)
    assertContains(response, "Published, with your reply.")
    comment.refresh_from_db()
    reply = comment.replies.get()
    assert (comment.state, reply.state) == (State.PUBLISHED, State.PUBLISHED)
    assert (reply.name, reply.user, reply.body_html) == (
        "Kwabena Asare",
        named,
        "<p>Thank you.</p>",
    )
    assert (comment.number, reply.number) == (1, 2)
    assert reply.path.startswith(comment.path)
    comment.discussion.refresh_from_db()
    assert comment.discussion.published_count == 2


def test_a_mention_by_another_site_cannot_be_answered(client, named, make_comment):
    mention = make_comment(kind="pingback")
    client.force_login(named)
    page = client.get(f"{LIST}{mention.pk}/")
    assertContains(page, "Another site mentions the article (pingback)")
    assertNotContains(page, "Publish and reply")
    assert client.get(f"{LIST}{mention.pk}/reply/").status_code == 404


def test_a_reply_sent_twice_is_one_reply(client, named, make_comment):
    comment = make_comment()
    client.force_login(named)
    address = f"{LIST}{comment.pk}/reply/"
    data = {**hidden(client.get(address)), "body": "Thank you."}
    client.post(address, data)
    assertContains(client.post(address, data, follow=True), "your reply")
    assert comment.replies.count() == 1


def test_neither_happens_when_somebody_else_was_faster(client, named, colleague, make_comment):
    comment = make_comment()
    client.force_login(named)
    address = f"{LIST}{comment.pk}/reply/"
    data = {**hidden(client.get(address)), "body": "My long reply."}
    operations.mark_spam(comment, user=colleague)
    response = client.post(address, data)
    assertContains(response, "Grace marked this as spam at")
    assertContains(response, "My long reply.")
    comment.refresh_from_db()
    assert comment.state == State.SPAM
    assert not comment.replies.exists()


def test_a_race_inside_the_operation_leaves_neither(named, make_comment):
    comment = make_comment()
    operations.mark_spam(ReaderComment.objects.get(pk=comment.pk))
    with pytest.raises(operations.DecidedMeanwhile):
        operations.answer(comment, body="Hello", name="K", user=named)
    assert not comment.replies.exists()


def test_an_empty_reply_publishes_nothing(client, named, make_comment):
    comment = make_comment()
    client.force_login(named)
    address = f"{LIST}{comment.pk}/reply/"
    client.post(address, {**hidden(client.get(address)), "body": " "})
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_an_account_without_a_name_is_asked_for_one(client, moderator, make_comment):
    comment = make_comment()
    client.force_login(moderator)
    address = f"{LIST}{comment.pk}/reply/"
    page = client.get(address)
    assertContains(page, "Your name, as readers see it")
    data = {**hidden(page), "body": "Thank you.", "name": "Kwabena"}
    client.post(address, data)
    assert comment.replies.get().name == "Kwabena"


def test_what_publish_and_reply_did_is_undone_in_one_go(client, named, make_comment):
    comment = make_comment()
    client.force_login(named)
    address = f"{LIST}{comment.pk}/reply/"
    page = client.post(
        address, {**hidden(client.get(address)), "body": "Thank you."}, follow=True
    ).content.decode()
    undo = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "readercomment", "undo"])
    start = page.index(f"{undo}?batch=")
    link = page[start:].partition('"')[0].replace("&amp;", "&")
    client.post(link, {"seen": client.get(link).context["form"].initial["seen"]})
    comment.refresh_from_db()
    assert comment.state == State.WAITING
    assert comment.replies.get().state == State.REMOVED


def test_a_published_response_can_be_answered_too(client, named, make_comment):
    comment = make_comment(state=State.PUBLISHED)
    client.force_login(named)
    address = f"{LIST}{comment.pk}/reply/"
    page = client.get(address)
    assertNotContains(page, "Publish and reply")
    client.post(address, {**hidden(page), "body": "Thank you."})
    assert comment.replies.get().state == State.PUBLISHED


def test_changed_words_are_logged_and_shown_as_edited(client, named, make_comment):
    comment = make_comment(text="Call me on 555 1234", text_hash="old")
    client.force_login(named)
    address = f"{LIST}{comment.pk}/edit/"
    page = client.get(address)
    assertContains(page, "Call me on 555 1234")
    client.post(address, {**hidden(page), "body": "Call me."})
    comment.refresh_from_db()
    assert (comment.text, comment.body_html) == ("Call me.", "<p>Call me.</p>")
    assert comment.edited_at is not None
    detail = client.get(f"{LIST}{comment.pk}/")
    assertContains(detail, "Words changed")
    assertContains(detail, "Call me on 555 1234")
    assertContains(detail, "Edited")
    entry = ModelLogEntry.objects.get(action="wagtail_mentoring.edit")
    assert (entry.user, entry.data["text"]) == (named, "Call me on 555 1234")


def test_a_change_that_changes_nothing_leaves_no_trace(client, named, make_comment):
    comment = make_comment(text="As it was", text_hash="old")
    client.force_login(named)
    address = f"{LIST}{comment.pk}/edit/"
    client.post(address, {**hidden(client.get(address)), "body": "As it was"})
    comment.refresh_from_db()
    assert comment.edited_at is None


def test_of_two_corrections_the_second_is_kept_in_its_form(client, named, colleague, make_comment):
    comment = make_comment(text="Old", text_hash="old")
    client.force_login(named)
    address = f"{LIST}{comment.pk}/edit/"
    data = {**hidden(client.get(address)), "body": "Mine"}
    operations.edit(ReaderComment.objects.get(pk=comment.pk), body="Theirs", user=colleague)
    response = client.post(address, data)
    assertContains(response, "Grace changed the words at")
    assertContains(response, "Mine")
    comment.refresh_from_db()
    assert comment.text == "Theirs"


def test_markup_that_is_not_allowed_goes_on_editing(client, named, make_comment):
    comment = make_comment(text="Old", text_hash="old")
    client.force_login(named)
    address = f"{LIST}{comment.pk}/edit/"
    data = {**hidden(client.get(address)), "body": "<script>alert(1)</script>Text"}
    client.post(address, data)
    comment.refresh_from_db()
    assert "<script" not in comment.body_html


def test_only_the_right_to_edit_lets_edit(client, make_comment):
    comment = make_comment(text="Old", text_hash="old")
    client.force_login(user_with("moderate_readercomment", username="no-editing"))
    assertNotContains(client.get(f"{LIST}{comment.pk}/"), "Change the words")
    response = client.post(f"{LIST}{comment.pk}/edit/", {"body": "New", "seen": "old"})
    assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.text == "Old"
