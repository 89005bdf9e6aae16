"""The outbox in the admin."""

import datetime as dt

import pytest
from django.test import override_settings
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from tests.conftest import user_with
from wagtail_mentoring.mail.models import OutgoingMail

LIST = "/admin/mentoring/mail/"


@pytest.fixture
def failed(db):
    return OutgoingMail.objects.create(
        kind="pledge_confirm",
        object_id=7,
        address="ada@mail.example",
        state=OutgoingMail.State.FAILED,
        attempts=8,
        last_error="SMTPRecipientsRefused",
    )


def test_the_list_says_what_became_of_each_mail(client, moderator, failed):
    client.force_login(moderator)
    response = client.get(LIST)
    for words in (
        "Confirm your pledge",
        "failed",
        "SMTPRecipientsRefused",
        "8",
        "ada@mail.example",
    ):
        assertContains(response, words)


def test_a_kind_that_nobody_knows_any_more_goes_by_its_name(client, moderator, failed):
    OutgoingMail.objects.update(kind="old_newsletter")
    client.force_login(moderator)
    assertContains(client.get(LIST), "Old newsletter")


@pytest.mark.parametrize(("state", "is_told"), [("queued", True), ("sent", False)])
def test_when_it_is_due_is_told_of_what_is_still_to_be_sent(
    client, moderator, failed, state, is_told
):
    due = dt.datetime(2031, 5, 4, 12, tzinfo=dt.timezone.utc)
    OutgoingMail.objects.update(state=state, due_at=due)
    client.force_login(moderator)
    assert ("4 May 2031" in client.get(LIST).text) == is_told


def test_addresses_are_shown_only_to_those_who_may_see_them(client, failed):
    client.force_login(user_with("view_outgoingmail", username="mail-reader"))
    response = client.get(LIST)
    assertContains(response, "Confirm your pledge")
    assertNotContains(response, "ada@mail.example")
    assertNotContains(response, "Try again")


def test_a_failed_mail_can_be_tried_again(client, moderator, failed):
    client.force_login(moderator)
    assertContains(client.get(LIST), "Try again")
    response = client.post(f"{LIST}{failed.pk}/again/", follow=True)
    assertContains(response, "The mail is queued again.")
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (OutgoingMail.State.QUEUED, 0)
    response = client.post(f"{LIST}{failed.pk}/again/", follow=True)
    assertContains(response, "This mail does not wait for another try any more.")


def test_the_button_works_without_a_script(client, moderator, failed, press_button):
    client.handler.enforce_csrf_checks = True
    client.force_login(moderator)
    assertContains(press_button(client, LIST), "The mail is queued again.")


def test_a_get_queues_nothing(client, moderator, failed):
    client.force_login(moderator)
    client.get(f"{LIST}{failed.pk}/again/")
    failed.refresh_from_db()
    assert failed.state == OutgoingMail.State.FAILED


def test_trying_again_needs_permission(client, failed):
    for codenames in ([], ["view_outgoingmail"]):
        client.force_login(user_with(*codenames, username=f"user-{len(codenames)}"))
        client.post(f"{LIST}{failed.pk}/again/")
    failed.refresh_from_db()
    assert failed.state == OutgoingMail.State.FAILED


def test_an_editor_does_not_see_the_outbox(client, editor, failed):
    client.force_login(editor)
    assert client.get(LIST).status_code == 302


def test_a_notice_says_that_mail_is_held_back(client, moderator, db):
    client.force_login(moderator)
    assertNotContains(client.get(LIST), "Mail is held back")
    with override_settings(WAGTAIL_MENTORING={"DELIVER_MAIL": False}):
        assertContains(client.get(LIST), "Mail is held back")


def test_the_lists_can_be_filtered(client, moderator, failed):
    client.force_login(moderator)
    assert client.get(LIST, {"state": "sent"}).context["items_count"] == 0
    for query in ({"state": "failed"}, {"kind": "pledge_confirm"}):
        assert client.get(LIST, query).context["items_count"] == 1


def test_the_filters_are_named_in_the_language_of_the_admin(client, moderator, db):
    client.force_login(moderator)
    form = client.get(LIST).context["filters"].form
    with translation.override("de"):
        assert [str(field.label) for field in form.fields.values()] == ["Stand", "Art"]


def test_the_filter_offers_kinds_by_title_in_the_order_of_the_alphabet(client, moderator, db):
    kinds = {
        "mentor_invitation": "Invitation of a mentor",
        "comment_reply": "An answer to a response",
        "pledge_confirm": "Confirm your pledge",
        "gone_since": "Gone since",
    }
    for kind in kinds:
        OutgoingMail.objects.create(kind=kind, object_id=1, address="ada@mail.example")
    client.force_login(moderator)

    field = client.get(LIST).context["filters"].form.fields["kind"]

    offered = [(value, title) for value, title in field.choices if value]
    assert offered == sorted(kinds.items(), key=lambda item: item[1])
