"""Readers who confirm their address: known again, mailed about answers, and left alone."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.comments.conftest import comment_data, count_queries, ticket_for
from tests.factories import UserFactory
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment, Subscription
from wagtail_mentoring.mail.operations import deliver_due
from wagtail_mentoring.submissions.models import Reader

pytestmark = pytest.mark.django_db
ADA = "ada@mail.example"


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Runs what follows a commit, mail above all."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def subscribed(post, commits, moderator):
    """Ada's response, published, with a wish for e-mail; a function that publishes it."""

    def publish():
        with commits():
            post(subscribe="on")
        comment = ReaderComment.objects.get()
        assert mail.outbox == []
        with commits():
            operations.publish(comment, user=moderator)
        return comment

    return publish


def link_in(message):
    return re.search(r"http://localhost(/mentoring/readers/\S+)", message.body)[1]


def confirm(client, **data):
    return client.post(link_in(mail.outbox[-1]), {"replies": "on", **data})


def answer(article, comment, commits, **values):
    data = {"name": "Grace", "email": "grace@mail.example", "body": "I did, too.", **values}
    data = comment_data(article, parent=str(comment.pk), **data)
    with commits():
        Client().post(f"/mentoring/comments/{article.pk}/", data)
    reply = ReaderComment.objects.get(parent=comment)
    with commits():
        operations.publish(reply)
    return reply


def test_the_first_mail_goes_when_it_is_published_and_holds_nothing_a_visitor_typed(subscribed):
    subscribed()
    (message,) = mail.outbox
    assert message.to == [ADA]
    assert "Ada" not in message.body.replace("ada@", "")
    assert "I thanked mine" not in message.body
    assert "/readers/confirm/" in message.body


@pytest.mark.parametrize("act", [operations.mark_spam, operations.remove])
def test_nobody_is_mailed_about_anything_unpublished(post, commits, act):
    with commits():
        post(subscribe="on")
        act(ReaderComment.objects.get())
    deliver_due()
    assert mail.outbox == []


def test_a_rescued_response_still_gets_its_mail(post, commits):
    with commits():
        post(subscribe="on")
        operations.mark_spam(ReaderComment.objects.get())
    with commits():
        operations.publish(ReaderComment.objects.get())
    assert [message.to for message in mail.outbox] == [[ADA]]


def test_looking_at_the_link_changes_nothing_and_sets_no_cookie(client, subscribed):
    subscribed()
    for method in (client.get, client.head):
        response = method(link_in(mail.outbox[0]))
        assert response.status_code == 200
        assert not response.cookies
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
    assert Reader.objects.get().confirmed_at is None


def test_a_confirmed_reader_appears_at_once_on_that_device_and_nowhere_else(
    client, article, subscribed
):
    subscribed()
    response = confirm(client)
    assert list(response.cookies) == ["mentoring_reader"]
    assert "Your address is confirmed" in response.text
    address = f"/mentoring/comments/{article.pk}/"
    client.post(address, comment_data(article, body="Here."))
    Client().post(address, comment_data(article, body="There."))
    assert ReaderComment.objects.get(text="Here.").state == "published"
    assert ReaderComment.objects.get(text="There.").state == "waiting"


def test_a_form_on_another_site_makes_nobody_known_as_somebody_else(client, subscribed):
    subscribed()
    link = link_in(mail.outbox[0])
    response = client.post(link, {"replies": "on"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "Is this address yours?" in response.text
    assert not response.cookies
    assert Reader.objects.get().confirmed_at is None
    response = client.post(link, {"replies": "on"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert list(response.cookies) == ["mentoring_reader"]


def test_moderators_learn_of_which_response_the_address_is_proven(client, article, subscribed):
    subscribed()
    confirm(client)
    address = f"/mentoring/comments/{article.pk}/"
    client.post(address, comment_data(article, body="Here."))
    Client().post(address, comment_data(article, body="There."))
    proven = ReaderComment.objects.filter(is_address_proven=True)
    assert proven.count() == 2  # the one that was subscribed to, and the one from the device
    assert not proven.filter(text="There.").exists()


def test_a_confirmed_reader_is_greeted_and_need_not_type_name_and_address(
    client, article, subscribed
):
    subscribed()
    confirm(client)
    answer = client.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()
    assert answer["writing_as"] == {
        "name": "Ada",
        "greeting": "Welcome back, Ada.",
        "needs": [],
    }
    assert ADA not in str(answer)
    data = comment_data(article, body="Again.", name="", email="")
    assert client.post(f"/mentoring/comments/{article.pk}/", data).status_code == 302
    again = ReaderComment.objects.get(text="Again.")
    assert (again.name, again.email, again.state) == ("Ada", ADA, "published")


def test_another_address_typed_on_that_device_is_somebody_else(client, article, subscribed):
    subscribed()
    confirm(client)
    data = comment_data(article, body="Mine.", name="Grace", email="grace@mail.example")
    client.post(f"/mentoring/comments/{article.pk}/", data)
    comment = ReaderComment.objects.get(text="Mine.")
    assert (comment.name, comment.state) == ("Grace", "waiting")


@pytest.mark.parametrize("moderation", ["hold_first", "hold_suspicious"])
def test_nobody_learns_from_the_thanks_whether_others_have_confirmed_an_address(
    client, article, subscribed, site_settings, moderation
):
    subscribed()
    confirm(client)
    site_settings(moderation=moderation)
    told = set()
    for address in (ADA, "nobody@mail.example"):
        data = comment_data(article, body=f"For {address}.", email=address, subscribe="on")
        response = Client().post(f"/mentoring/comments/{article.pk}/", data, follow=True)
        told.add(re.search(r"<p>[^<]*when somebody answers[^<]*</p>", response.text)[0])
    assert len(told) == 1


@pytest.mark.parametrize("limit", [0, 3])
def test_the_thanks_claim_no_mail_that_a_limit_may_have_stopped(
    client, article, commits, settings, site_settings, limit
):
    settings.WAGTAIL_MENTORING = {"CONFIRM_MAILS_PER_ADDRESS": limit}
    site_settings(moderation="hold_suspicious")
    data = comment_data(article, subscribe="on")
    with commits():
        response = client.post(f"/mentoring/comments/{article.pk}/", data, follow=True)
    assert len(mail.outbox) == (1 if limit else 0)
    assert "provided this address is confirmed" in response.text
    assert "We ask once a day at most" in response.text
    assert "sent you" not in response.text


def test_to_be_known_takes_a_moderators_yes_and_not_only_the_filters(
    client, article, post, commits, site_settings
):
    site_settings(moderation="hold_suspicious")
    with commits():
        post(subscribe="on")
    confirm(client)
    data = comment_data(article, body="See https://college.example/", name="Ada", email=ADA)
    client.post(f"/mentoring/comments/{article.pk}/", data)
    assert [comment.state for comment in ReaderComment.objects.order_by("pk")] == [
        "published",
        "waiting",
    ]


def test_a_reader_known_on_the_device_is_promised_mail_without_conditions(
    client, article, subscribed
):
    subscribed()
    confirm(client)
    data = comment_data(article, body="Again.", subscribe="on")
    response = client.post(f"/mentoring/comments/{article.pk}/", data, follow=True)
    assert "<p>You get an e-mail when somebody answers.</p>" in response.text


def test_a_cookie_that_was_tampered_with_is_nobodys(client, article, subscribed):
    subscribed()
    confirm(client)
    client.cookies["mentoring_reader"] = client.cookies["mentoring_reader"].value[:-1] + "x"
    answer = client.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()
    assert answer["writing_as"] is None


def test_not_you_forgets_the_reader_and_comes_back_to_the_form(client, article, subscribed):
    subscribed()
    confirm(client)
    address = f"/mentoring/not-me/?next={article.url}%23respond"
    page = client.get(address)
    assert "You are not Ada?" in page.text
    data = {"ticket": page.context["ticket"], "next": page.context["next_url"]}
    assert client.post(address, data)["Location"] == f"{article.url}#respond"
    answer = client.get(f"/mentoring/ticket/?for=comment:{article.pk}").json()
    assert answer["writing_as"] is None


def test_not_you_signs_an_account_out_and_leads_nowhere_else(client, db):
    client.force_login(UserFactory(first_name="Ada"))
    address = "/mentoring/not-me/?next=https://evil.example/"
    page = client.get(address)
    assert client.post(address).status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post(address, {"ticket": page.context["ticket"]})
    assert response["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_an_answer_is_told_with_a_link_that_ends_such_mail(client, article, subscribed, commits):
    comment = subscribed()
    with commits():
        confirm(client)
    reply = answer(article, comment, commits)
    message = mail.outbox[-1]
    assert message.to == [ADA]
    assert message.subject == "Grace answered you"
    assert "I did, too." in message.body
    assert f"/mentoring/comment/{reply.pk}/" in message.body
    assert "grace@mail.example" not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert client.get(stop).status_code == 200
    assert Subscription.objects.get().ended_at is None
    one_click = Client(enforce_csrf_checks=True)
    assert one_click.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get().ended_at


def test_what_was_answered_before_the_address_was_confirmed_is_told_then(
    client, article, subscribed, commits
):
    comment = subscribed()
    reply = answer(article, comment, commits)
    assert len(mail.outbox) == 1
    with commits():
        confirm(client)
    assert mail.outbox[-1].subject == "Grace answered you"
    with commits():
        operations.remove(reply)
        operations.undo(reply)
    assert len(mail.outbox) == 2


def test_an_answer_taken_away_before_the_mail_goes_is_not_told(
    client, article, subscribed, commits
):
    comment = subscribed()
    with commits():
        confirm(client)
    reply = ReaderComment.objects.create(
        discussion=comment.discussion, parent=comment, name="Grace", body_html="<p>Ha.</p>"
    )
    operations.publish(reply)
    operations.remove(reply)
    deliver_due()
    assert len(mail.outbox) == 1
    with commits():
        operations.undo(reply)
    assert len(mail.outbox) == 2


def test_nobody_hears_of_an_answer_of_their_own(client, article, subscribed, commits):
    comment = subscribed()
    with commits():
        confirm(client)
    answer(article, comment, commits, name="Ada", email=ADA)
    assert len(mail.outbox) == 1


def test_somebody_may_confirm_without_wanting_mail(client, article, subscribed, commits):
    comment = subscribed()
    with commits():
        client.post(link_in(mail.outbox[0]))
    assert Reader.objects.get().confirmed_at
    answer(article, comment, commits)
    assert len(mail.outbox) == 1


def test_this_was_not_me_ends_all_mail_to_the_address(client, article, subscribed, post, commits):
    subscribed()
    response = client.post(link_in(mail.outbox[0]), {"not_me": "1"})
    assert not response.cookies
    Reader.objects.update(confirm_mail_at=None)
    with commits():
        post(subscribe="on", body="Once more.")
        operations.publish(ReaderComment.objects.get(text="Once more."))
    assert len(mail.outbox) == 1


def test_an_address_is_asked_once_a_day_however_often_it_is_typed(post, commits, open_site):
    with commits():
        for n in range(5):
            post(subscribe="on", body=f"Response {n}.")
    assert len(mail.outbox) == 1


def test_of_made_up_tags_three_a_day_are_asked(post, commits, open_site):
    with commits():
        for n in range(5):
            post(subscribe="on", body=f"Response {n}.", email=f"ada+{n}@mail.example")
    assert len(mail.outbox) == 3


def test_a_confirmed_address_with_a_tag_is_asked_whatever_tags_others_make_up(
    client, post, commits, open_site
):
    with commits():
        post(subscribe="on", email="ada+list@mail.example")
    confirm(client)
    client.cookies.clear()
    Reader.objects.update(confirm_mail_at=None)
    with commits():
        for n in range(3):
            post(subscribe="on", body=f"Response {n}.", email=f"ada+{n}@mail.example")
        post(subscribe="on", body="On another device.", email="ada+list@mail.example")
    assert mail.outbox[-1].to == ["ada+list@mail.example"]


def test_a_link_with_any_character_changed_is_not_valid(client, subscribed):
    subscribed()
    link = link_in(mail.outbox[0])
    token = link.rstrip("/").rpartition("/")[2]
    for place in (0, len(token) // 2, len(token) - 2):
        other = "A" if token[place] != "A" else "B"
        forged = token[:place] + other + token[place + 1 :]
        response = client.post(link.replace(token, forged))
        assert response.status_code == 404
    assert client.post(link.replace("confirm", "unsubscribe")).status_code == 404
    assert Reader.objects.get().confirmed_at is None


def test_only_a_link_that_grows_old_is_said_to_have_grown_old(client, db):
    confirm, unsubscribe = (
        client.get(f"/mentoring/readers/{act}/cut-off/") for act in ("confirm", "unsubscribe")
    )
    assert "older than two weeks" in confirm.text
    assert "older" not in unsubscribe.text
    assert "Please copy the whole address" in unsubscribe.text


@pytest.mark.parametrize("act", ["confirm", "unsubscribe"])
def test_a_void_link_names_somebody_to_write_to(client, site_settings, act):
    site_settings(reply_address="people@site.example")
    assert "people@site.example" in client.get(f"/mentoring/readers/{act}/cut-off/").text


def test_without_the_wish_no_reader_is_kept(post, open_site):
    post()
    assert not Reader.objects.exists()


def test_the_wish_costs_nine_queries_more_when_it_is_published_at_once(client, article, open_site):
    assert article.url  # known from the page that the visitor read
    address = f"/mentoring/comments/{article.pk}/"
    data = comment_data(article, subscribe="on")
    assert count_queries(lambda: client.post(address, data)) <= 24
    assert Subscription.objects.count() == 1


def test_mail_about_an_answer_comes_in_the_readers_language(client, article, subscribed, commits):
    comment = subscribed()
    confirm(client)
    ReaderComment.objects.filter(pk=comment.pk).update(language="de")
    answer(article, comment, commits)
    assert mail.outbox[-1].subject == "Grace hat Ihnen geantwortet"


@pytest.fixture
def typed_by_a_stranger(client, article, subscribed, commits, moderator):
    """A response that bears Ada's confirmed address and wants mail, from nobody knows whom."""
    subscribed()
    confirm(client)
    Reader.objects.update(confirm_mail_at=None)  # it is another day
    data = comment_data(article, name="Otto", email=ADA, body="Quite so.", subscribe="on")
    with commits():
        Client().post(f"/mentoring/comments/{article.pk}/", data)
        comment = ReaderComment.objects.get(name="Otto")
        operations.publish(comment, user=moderator)
    return comment


def test_a_confirmed_address_that_a_stranger_types_gets_no_answers_but_is_asked_again(
    article, commits, typed_by_a_stranger
):
    answer(article, typed_by_a_stranger, commits)
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Please confirm your e-mail address"] * 2


def test_on_another_device_a_confirmed_reader_says_yes_once_more_and_hears_of_answers(
    client, article, commits, typed_by_a_stranger
):
    answer(article, typed_by_a_stranger, commits)
    link = link_in(mail.outbox[-1])
    assert "Is this address yours?" in client.get(link).text
    with commits():
        assert "Your address is confirmed" in client.post(link, {"replies": "on"}).text
    assert mail.outbox[-1].subject == "Grace answered you"


def test_a_confirmed_reader_whom_strangers_pester_is_not_asked_again(
    client, commits, post, typed_by_a_stranger
):
    client.post(link_in(mail.outbox[-1]), {"not_me": "1"})
    Reader.objects.update(confirm_mail_at=None)
    client.cookies.clear()
    with commits():
        post(subscribe="on", body="Once more.")
        operations.publish(ReaderComment.objects.get(text="Once more."))
    assert len(mail.outbox) == 2


def test_who_disowns_a_strangers_response_still_hears_of_answers_to_their_own(
    client, article, commits, typed_by_a_stranger
):
    own = ReaderComment.objects.exclude(pk=typed_by_a_stranger.pk).get()
    client.post(link_in(mail.outbox[-1]), {"not_me": "1"})
    answer(article, typed_by_a_stranger, commits, body="To Otto.")
    assert len(mail.outbox) == 2
    answer(article, own, commits, body="To Ada.")
    assert mail.outbox[-1].subject == "Grace answered you"


def test_who_disowns_what_was_confirmed_hears_no_more_of_it(client, article, subscribed, commits):
    comment = subscribed()
    confirm(client)
    client.post(link_in(mail.outbox[-1]), {"not_me": "1"})
    answer(article, comment, commits)
    assert len(mail.outbox) == 1


@pytest.fixture
def from_account(article, commits):
    """Publishes a response of an account that wants e-mail about answers."""

    def send(user, **data):
        device = Client()
        device.force_login(user)
        data = {"ticket": ticket_for(article, user), "subscribe": "on", **data}
        with commits():
            device.post(f"/mentoring/comments/{article.pk}/", comment_data(article, **data))
            operations.publish(comment := ReaderComment.objects.filter(user=user).latest("pk"))
        return comment

    return send


def test_an_account_confirms_its_address_once_for_all_its_responses(article, commits, from_account):
    ada = UserFactory(first_name="Ada", email=ADA)
    from_account(ada)
    confirm(Client())
    answer(article, from_account(ada, body="Mine, too."), commits)
    assert mail.outbox[-1].subject == "Grace answered you"


@pytest.mark.parametrize("own_address", ["", ADA])
def test_an_account_gets_nobody_mail_at_an_address_that_somebody_else_confirmed(
    client, article, subscribed, commits, from_account, own_address
):
    subscribed()
    confirm(client)
    otto = UserFactory(first_name="Otto", email=own_address)
    answer(article, from_account(otto, email=ADA, body="Quite so."), commits)
    assert [message.subject for message in mail.outbox] == ["Please confirm your e-mail address"]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_who_sent_spam_is_known_no_more_until_a_moderator_thinks_otherwise(
    client, article, subscribed, moderator, site_settings, is_signed_in
):
    site_settings(moderation="hold_first")
    subscribed()
    confirm(client)
    user = None
    if is_signed_in:
        client.force_login(user := UserFactory(first_name="Ada", email=ADA))
        ReaderComment.objects.update(user=user)

    def send(body):
        data = comment_data(article, ticket=ticket_for(article, user), body=body)
        client.post(f"/mentoring/comments/{article.pk}/", data)
        return ReaderComment.objects.get(text=body)

    operations.mark_spam(advert := send("We met in the shop that sells those."), user=moderator)
    assert send("And what came of it in the end?").state == "waiting"
    operations.undo(advert, user=moderator)
    assert send("Nobody had told me about that.").state == "published"


def test_spam_under_a_typed_address_costs_its_owner_nothing(
    client, article, subscribed, moderator, site_settings
):
    site_settings(moderation="hold_first")
    subscribed()
    confirm(client)
    to = f"/mentoring/comments/{article.pk}/"
    Client().post(to, comment_data(article, email=ADA, body="Buy some."))
    operations.mark_spam(ReaderComment.objects.get(text="Buy some."), user=moderator)
    client.post(to, comment_data(article, body="And what came of it?"))
    assert ReaderComment.objects.get(text="And what came of it?").state == "published"


def test_a_known_reader_who_floods_the_site_waits_whatever_the_network(
    client, article, subscribed, settings
):
    rate = "wagtail_mentoring.spam.filters.RateFilter"
    settings.WAGTAIL_MENTORING = {
        "SPAM_FILTERS": [{"NAME": rate, "OPTIONS": {"most": 3, "flood": 3}}]
    }
    subscribed()
    confirm(client)
    for number in range(4):
        data = comment_data(article, body=f"Line {number}.")
        client.post(f"/mentoring/comments/{article.pk}/", data, REMOTE_ADDR=f"192.0.2.{number}")
    later = ReaderComment.objects.filter(text__startswith="Line").order_by("pk")
    assert [comment.state for comment in later] == ["published"] * 3 + ["waiting"]
