"""Deciding about reader comments: one by one, many at once, and back again."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import ReaderComment

State = ReaderComment.State
LIST = "/admin/mentoring/comments/"
TARGETS = [("publish", State.PUBLISHED), ("spam", State.SPAM), ("remove", State.REMOVED)]


def bulk(decision: str) -> str:
    return reverse("wagtail_bulk_action", args=["wagtail_mentoring", "readercomment", decision])


def undo_link(response) -> str:
    """The address behind "Undo" in the message that is shown."""
    html = response.content.decode()
    start = html.index(bulk("undo") + "?batch=")
    return html[start : html.index('"', start)].replace("&amp;", "&")


@pytest.mark.parametrize(("decision", "state"), TARGETS)
def test_one_click_decides(client, moderator, make_comment, decide, decision, state):
    comment = make_comment()
    client.force_login(moderator)
    decide(f"{LIST}{comment.pk}/", decision, "waiting")
    comment.refresh_from_db()
    assert comment.state == state


@pytest.mark.parametrize("where", ["", "?q=thanked", "{pk}/"])
def test_the_buttons_work_without_a_script(client, moderator, make_comment, press_button, where):
    comment = make_comment()
    client.handler.enforce_csrf_checks = True
    client.force_login(moderator)
    address = LIST + where.format(pk=comment.pk)
    response = press_button(client, address, "spam")
    assertContains(response, "Marked 1 response as spam.")


def test_the_confirmation_works_without_a_script(client, moderator, make_comment, press_button):
    comment = make_comment()
    client.handler.enforce_csrf_checks = True
    client.force_login(moderator)
    response = press_button(client, f"{bulk('publish')}?id={comment.pk}")
    assertContains(response, "Published 1 response.")


def test_after_a_decision_the_same_list_is_shown_with_a_message(
    client, moderator, make_comment, decide
):
    comment = make_comment()
    client.force_login(moderator)
    response = decide(f"{LIST}{comment.pk}/", "publish", "waiting", next=f"{LIST}?q=thanked")
    assert response.redirect_chain == [(f"{LIST}?q=thanked", 302)]
    assertContains(response, "Published 1 response.")


def test_no_decision_leads_to_another_site(client, moderator, make_comment, decide):
    comment = make_comment()
    client.force_login(moderator)
    response = decide(f"{LIST}{comment.pk}/", "publish", "waiting", next="https://evil.example/")
    assert response.redirect_chain == [(LIST, 302)]


def test_a_decision_can_be_undone_from_its_message(client, moderator, make_comment, decide):
    comment = make_comment()
    client.force_login(moderator)
    link = undo_link(decide(f"{LIST}{comment.pk}/", "spam", "waiting"))
    page = client.get(link)
    comment.refresh_from_db()
    assert comment.state == State.SPAM
    seen = page.context["form"].initial["seen"]
    assertContains(client.post(link, {"seen": seen}, follow=True), "Put 1 response back.")
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_undo_leaves_alone_what_somebody_decided_since(
    client, moderator, colleague, make_comment, decide
):
    comment = make_comment(name="Ada")
    client.force_login(moderator)
    link = undo_link(decide(f"{LIST}{comment.pk}/", "spam", "waiting"))
    comment.refresh_from_db()
    operations.publish(comment, user=colleague)
    response = client.get(link)
    assertContains(response, "Ada: Grace published this at")
    assertNotContains(response, 'name="seen"')


def test_who_comes_second_is_told_who_was_first(client, moderator, colleague, make_comment, decide):
    comment = make_comment(name="Ada")
    operations.mark_spam(ReaderComment.objects.get(pk=comment.pk), user=colleague)
    client.force_login(moderator)
    response = decide(f"{LIST}{comment.pk}/", "publish", "waiting")
    assertContains(response, "Ada: Grace marked this as spam at")
    comment.refresh_from_db()
    assert comment.state == State.SPAM


def test_other_words_than_those_shown_are_not_published(client, moderator, make_comment):
    comment = make_comment(name="Ada", text="Thank you.")
    client.force_login(moderator)
    address = f"{bulk('publish')}?id={comment.pk}"
    seen = client.get(address).context["form"].initial["seen"]
    ReaderComment.objects.update(text="Buy pills.")
    assertContains(
        client.post(address, {"seen": seen}, follow=True), "Ada: This has changed meanwhile."
    )
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_a_second_click_on_the_same_button_does_nothing(client, moderator, make_comment, decide):
    comment = make_comment(name="Ada")
    client.force_login(moderator)
    decide(f"{LIST}{comment.pk}/", "publish", "waiting")
    response = decide(f"{LIST}{comment.pk}/", "publish", "waiting")
    assertContains(response, "moderator published this at")
    comment.discussion.refresh_from_db()
    assert comment.discussion.published_count == 1


def test_a_get_decides_nothing(client, moderator, make_comment):
    comment = make_comment()
    client.force_login(moderator)
    seen = comment_queue.seen(comment)
    addresses = [f"{LIST}{comment.pk}/decide/?decision=publish&seen={seen}"]
    addresses += [f"{bulk(name)}?id={comment.pk}" for name, _state in TARGETS]
    for address in addresses:
        client.get(address)
        client.head(address)
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_a_post_from_another_site_decides_nothing(moderator, make_comment, client):
    client.handler.enforce_csrf_checks = True
    comment = make_comment()
    client.force_login(moderator)
    seen = comment_queue.seen(comment)
    data = {"decision": "publish", "seen": seen}
    assert client.post(f"{LIST}{comment.pk}/decide/", data).status_code == 403
    data = {"seen": f"{comment.pk}:{seen}"}
    assert client.post(bulk("publish"), data).status_code == 403


@pytest.mark.parametrize("decision", ["", "erase", "publish\x00"])
def test_an_unknown_decision_is_refused(client, moderator, make_comment, decision):
    comment = make_comment()
    client.force_login(moderator)
    response = client.post(f"{LIST}{comment.pk}/decide/", {"decision": decision})
    assert response.status_code == 400


def test_an_unknown_comment_is_not_found(client, moderator, db):
    client.force_login(moderator)
    assert client.post(f"{LIST}999/decide/", {"decision": "publish"}).status_code == 404
    assert client.get(f"{LIST}999/").status_code == 404


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_who_may_not_moderate_decides_nothing(client, request, make_comment, role):
    client.force_login(request.getfixturevalue(role))
    comment = make_comment(name="Ada")
    seen = comment_queue.seen(comment)
    client.post(f"{LIST}{comment.pk}/decide/", {"decision": "publish", "seen": seen})
    for method in (client.get, client.post):
        response = method(f"{bulk('publish')}?id=all", {"seen": f"{comment.pk}:{seen}"})
        assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_a_visitor_is_sent_to_sign_in(client, make_comment):
    comment = make_comment()
    for address in (LIST, f"{LIST}{comment.pk}/", f"{LIST}{comment.pk}/decide/", bulk("publish")):
        response = client.post(address)
        assert response.status_code == 302
        assert "/login/" in response.url


def test_a_viewer_sees_no_buttons(client, viewer, make_comment):
    comment = make_comment(name="Ada")
    client.force_login(viewer)
    for address in (LIST, f"{LIST}{comment.pk}/"):
        response = client.get(address)
        assertContains(response, "Ada")
        assertNotContains(response, "mentoring-card__actions")
        assertNotContains(response, "mentoring-bulk__buttons")


@pytest.mark.parametrize(("decision", "state"), TARGETS)
def test_many_are_decided_about_at_once(client, moderator, make_comment, decision, state):
    comments = [make_comment() for _number in range(3)]
    client.force_login(moderator)
    address = bulk(decision) + "?" + "&".join(f"id={comment.pk}" for comment in comments)
    page = client.get(address)
    assertContains(page, "these 3 responses")
    client.post(address, {"seen": page.context["form"].initial["seen"]})
    assert set(ReaderComment.objects.values_list("state", flat=True)) == {state}


def test_many_are_put_back_at_once(client, moderator, make_comment):
    comments = [make_comment() for _number in range(3)]
    client.force_login(moderator)
    address = bulk("publish") + "?id=all"
    seen = " ".join(f"{each.pk}:{comment_queue.seen(each)}" for each in comments)
    response = client.post(address, {"seen": seen}, follow=True)
    assertContains(response, "Published 3 responses.")
    link = undo_link(response)
    seen = client.get(link).context["form"].initial["seen"]
    assertContains(client.post(link, {"seen": seen}, follow=True), "Put 3 responses back.")
    assert set(ReaderComment.objects.values_list("state", flat=True)) == {State.WAITING}


def test_all_means_all_that_the_filters_show(client, moderator, make_comment):
    wanted = make_comment(name="Ada")
    make_comment(name="Bob")
    make_comment(name="Ada", state=State.SPAM)
    client.force_login(moderator)
    page = client.get(bulk("publish"), {"id": "all", "q": "ada"})
    assert page.context["form"].initial["seen"] == f"{wanted.pk}:{comment_queue.seen(wanted)}"


def test_only_what_was_shown_is_decided_about(client, moderator, make_comment):
    shown = make_comment()
    client.force_login(moderator)
    address = bulk("publish") + "?id=all"
    seen = client.get(address).context["form"].initial["seen"]
    late = make_comment()
    client.post(address, {"seen": seen})
    shown.refresh_from_db()
    late.refresh_from_db()
    assert (shown.state, late.state) == (State.PUBLISHED, State.WAITING)


def test_what_others_decided_meanwhile_is_said_and_kept(client, moderator, colleague, make_comment):
    first, second = make_comment(name="Ada"), make_comment(name="Bob")
    client.force_login(moderator)
    address = f"{bulk('publish')}?id={first.pk}&id={second.pk}"
    seen = client.get(address).context["form"].initial["seen"]
    operations.remove(ReaderComment.objects.get(pk=first.pk), user=colleague)
    response = client.post(address, {"seen": seen}, follow=True)
    assertContains(response, "Published 1 response.")
    assertContains(response, "Ada: Grace removed this at")


def test_what_a_decision_does_not_apply_to_is_left_out(client, moderator, make_comment):
    published, waiting = make_comment(state=State.PUBLISHED), make_comment()
    client.force_login(moderator)
    page = client.get(f"{bulk('publish')}?id={published.pk}&id={waiting.pk}")
    assert page.context["form"].initial["seen"] == f"{waiting.pk}:{comment_queue.seen(waiting)}"
    assertContains(page, "One more was chosen that this does not apply to.")


@pytest.mark.parametrize("query", ["", "?id=x", "?id=99999999999999999999", "?batch=x"])
def test_odd_addresses_of_bulk_actions_do_no_harm(client, moderator, make_comment, query):
    make_comment()
    client.force_login(moderator)
    page = client.get(bulk("publish") + query)
    assertContains(page, "There is nothing left to decide.")


@pytest.mark.parametrize(
    "seen", ["", "x", "1", ":", "9" * 30 + ":waiting", "\x00", "1:waiting 1:spam"]
)
def test_odd_answers_of_bulk_actions_do_no_harm(client, moderator, make_comment, seen):
    comment = make_comment()
    client.force_login(moderator)
    assert client.post(bulk("publish"), {"seen": seen}).status_code in (200, 302)
    comment.refresh_from_db()
    assert comment.state == State.WAITING
