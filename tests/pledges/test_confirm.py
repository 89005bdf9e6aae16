import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import PledgeFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges import confirmation, links, operations
from wagtail_mentoring.pledges.models import Pledge, PledgeEvent
from wagtail_mentoring.pledges.tasks import run
from wagtail_mentoring.spam.base import TicketStatus
from wagtail_mentoring.submissions.models import RateCount
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.submissions.tickets import Ticket

from .conftest import link_in


def age(pledge, **delta):
    """Make a pledge and its mail that much older."""
    then = timezone.now() - dt.timedelta(**delta)
    Pledge.objects.filter(pk=pledge.pk).update(submitted_at=then, confirm_mail_at=then)
    RateCount.objects.all().delete()


def test_the_first_mail_holds_nothing_a_visitor_typed(round_, post_pledge):
    post_pledge(round_, text="Visit evil.example", plan="evil plan", thanks="evil thanks")

    (message,) = mail.outbox
    html = message.alternatives[0][0]
    for part in (message.subject, message.body, html):
        for typed in ("evil", "Robin", "Ada"):
            assert typed not in part
    assert message.to == ["robin@mail.example"]
    assert message.reply_to
    assert link_in(message, "confirm")


def test_links_name_the_site_whatever_host_the_request_came_for(client, round_, form_data):
    url = reverse("wagtail_mentoring:post_pledge", args=["spring"])
    client.post(url, form_data(round_), headers={"host": "evil.example"})

    assert "evil.example" not in mail.outbox[0].body
    assert "http://localhost/mentoring/pledges/confirm/" in mail.outbox[0].body


def test_opening_the_link_shows_the_words_and_changes_nothing(client, round_, post_pledge):
    post_pledge(round_)
    url = link_in(mail.outbox[0], "confirm")

    page = client.get(url)
    client.head(url)
    client.get(url)

    assert "Apply for two grants and report back." in page.content.decode()
    assert Pledge.objects.get().progress == "unconfirmed"
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies
    assert not client.cookies


def test_pressing_the_button_confirms_and_a_receipt_with_the_words_follows(
    client, round_, post_pledge
):
    post_pledge(round_)
    response = client.post(link_in(mail.outbox[0], "confirm"))

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.confirmed_at is not None) == ("open", True)
    assert "Thank you. It is confirmed" in client.get(response["Location"]).content.decode()
    receipt = mail.outbox[1]
    assert "Apply for two grants and report back." in receipt.body
    manage_page = client.get(link_in(receipt, "manage").removesuffix("pledge.ics"))
    assert manage_page.status_code == 200
    assert [event.to_progress for event in PledgeEvent.objects.all()] == ["unconfirmed", "open"]


def test_confirming_twice_is_one_step_and_one_receipt(client, round_, post_pledge):
    post_pledge(round_)
    url = link_in(mail.outbox[0], "confirm")

    assert client.post(url).status_code == client.post(url).status_code == 302

    assert len(mail.outbox) == 2
    assert PledgeEvent.objects.count() == 2
    assert "Already confirmed" in client.get(url).content.decode()


def test_this_was_not_me_deletes_the_words_and_stops_all_mail(client, round_, post_pledge):
    sent = post_pledge(round_)["Location"]
    url = link_in(mail.outbox[0], "confirm")

    page = client.post(url, {"not_me": "1"})

    pledge = Pledge.objects.get()
    assert "not here any more" in page.content.decode()
    assert f'href="/mentoring/pledges/{round_.slug}/"' in page.content.decode()
    assert (pledge.progress, pledge.text, pledge.name, pledge.email) == ("expired", "", "", "")
    client.post(url)
    client.post(sent)
    assert client.get(sent).status_code == 200
    assert Pledge.objects.get().progress == "expired"
    assert len(mail.outbox) == 1


def test_what_was_done_before_is_finished_by_confirming(client, confirmed):
    pledge, manage_url = confirmed(when="done", at_confirm={"story": "She was so glad."})

    assert (pledge.progress, pledge.outcome) == ("finished", "done")
    assert pledge.story.text == "She was so glad."
    assert pledge.wall_consent_at is None
    assert "this pledge is private" in client.get(manage_url).content.decode()


def test_thanks_written_at_once_are_finished_by_confirming_and_ready_to_send(client, confirmed):
    pledge, manage_url = confirmed(kind="gratitude", thanks="Dear Ada,\nthank you & more.")

    assert (pledge.progress, pledge.outcome) == ("finished", "done")
    assert "Dear%20Ada%2C%0Athank%20you%20%26%20more." in client.get(manage_url).content.decode()
    receipt = mail.outbox[-1].body
    assert "It is done." in receipt
    assert "take more time" not in receipt


def test_an_address_gets_one_first_mail_a_day_and_every_answer_is_the_same(
    client, round_, post_pledge
):
    answers = [post_pledge(round_, text=f"Promise {n}") for n in range(5)]
    pages = {client.get(answer["Location"]).content for answer in answers}

    assert len(mail.outbox) == 1
    assert len(pages) == 1
    assert OutgoingMail.objects.filter(kind="pledge_confirm").count() == 5


def test_of_made_up_tags_three_a_day_bring_mail_to_the_same_box(round_, post_pledge):
    for number in range(4):
        post_pledge(round_, email=f"Robin+{number}@mail.example")
    post_pledge(round_, email="robin@mail.example")

    users = [message.to[0].partition("@")[0].lower() for message in mail.outbox]
    assert users == ["robin+0", "robin+1", "robin+2", "robin"]


def test_a_confirmed_address_with_a_tag_is_written_to_whatever_tags_others_make_up(
    confirmed, round_, post_pledge
):
    address = "robin+list@mail.example"
    confirmed(email=address)
    age(Pledge.objects.get(), days=2)
    for number in range(3):
        post_pledge(round_, email=f"robin+{number}@mail.example")

    post_pledge(round_, email=address)

    assert mail.outbox[-1].to == [address]


def test_an_address_in_quotes_which_one_box_has_many_of_is_refused(round_, post_pledge):
    for address in ('"robin"@mail.example', '"r\\obin"@mail.example', '"ro\\bin"@mail.example'):
        response = post_pledge(round_, email=address)
        assert "Write an address like ada@example.org." in response.text

    assert not mail.outbox


def test_posting_costs_the_same_queries_whether_or_not_the_address_is_known(
    client, round_, form_data, settings
):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    url = reverse("wagtail_mentoring:post_pledge", args=["spring"])

    def statements(email):
        with CaptureQueriesContext(connection) as captured:
            client.post(url, form_data(round_, email=email))
        return len([q for q in captured if "SAVEPOINT" not in str(q["sql"]).upper()])

    statements("known@mail.example")
    assert statements("known@mail.example") == statements("new@mail.example")


def test_a_link_shows_the_other_pledges_of_its_address_too(client, round_, post_pledge):
    post_pledge(round_)
    post_pledge(round_, text="Introduce her to our team.", kind="connection")

    html = client.get(link_in(mail.outbox[0], "confirm")).content.decode()

    assert "Introduce her to our team." in html
    other = Pledge.objects.latest("pk")
    client.post(links.path_to(links.CONFIRM, other))
    other.refresh_from_db()
    assert other.progress == "open"


def test_send_again_sends_after_a_day_and_three_times_in_all(client, round_, post_pledge):
    sent = post_pledge(round_)["Location"]
    pledge = Pledge.objects.get()
    again = client.post(sent)
    assert len(mail.outbox) == 1
    assert "on its way" in client.get(again["Location"]).content.decode()

    for _day in range(5):
        age(pledge, days=1, minutes=1)
        client.post(sent)

    assert len(mail.outbox) == 3


def test_the_limit_ends_once_the_address_is_proven(client, round_, post_pledge, confirmed):
    pledge, _url = confirmed()
    Pledge.objects.filter(pk=pledge.pk).update(confirm_mails=3)
    age(pledge, days=2)

    post_pledge(round_, text="One more thing.")

    assert "confirm" in mail.outbox[-1].body


def test_a_pledge_whose_mail_had_to_wait_is_written_to_the_next_day(round_, post_pledge):
    post_pledge(round_)
    post_pledge(round_, text="Another.")
    for pledge in Pledge.objects.all():
        submitted = timezone.now() - dt.timedelta(days=1, minutes=5)
        mailed = submitted if pledge.confirm_mails else None
        Pledge.objects.filter(pk=pledge.pk).update(submitted_at=submitted, confirm_mail_at=mailed)
    RateCount.objects.all().delete()

    assert run(timezone.now())["confirmations"] == 1
    assert run(timezone.now())["confirmations"] == 0

    assert len(mail.outbox) == 2


def test_a_flagged_pledge_is_written_to_once_somebody_releases_it(
    client, round_, post_pledge, administrator
):
    post_pledge(round_, contact_time="noon")
    pledge = Pledge.objects.get()
    assert pledge.needs_release
    assert not mail.outbox

    assert operations.release(pledge, user=administrator)
    assert not operations.release(pledge, user=administrator)

    assert len(mail.outbox) == 1
    client.post(link_in(mail.outbox[0], "confirm"))
    assert Pledge.objects.get().progress == "open"


def test_a_flagged_pledge_that_has_expired_is_not_released(administrator):
    pledge = PledgeFactory(needs_release=True, progress="expired")
    assert not operations.release(pledge, user=administrator)
    assert not mail.outbox


def test_no_second_mail_is_written_while_the_first_is_on_its_way(round_, post_pledge, settings):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    post_pledge(round_)
    age(Pledge.objects.get(), days=2)

    assert not confirmation.send(Pledge.objects.get(), timezone.now())

    assert OutgoingMail.objects.count() == 1


def test_the_typed_address_of_somebody_known_vouches_for_nothing(
    confirmed, round_, post_pledge, administrator
):
    known, _url = confirmed()
    operations.publish(known, user=administrator)

    post_pledge(round_, text="Another.", contact_time="noon")

    assert Pledge.objects.latest("pk").needs_release


def test_spam_is_never_written_to(round_, post_pledge):
    post_pledge(round_, contact_time="noon")
    pledge = Pledge.objects.get()
    operations.mark_spam(pledge)

    assert run(timezone.now() + dt.timedelta(days=2))["confirmations"] == 0
    assert not mail.outbox


@pytest.mark.parametrize("purpose", [links.CONFIRM, links.MANAGE, links.SENT])
def test_any_altered_link_leads_to_one_same_page(client, round_, post_pledge, purpose):
    post_pledge(round_)
    pledge = Pledge.objects.get()
    token = links.make_token(purpose, pledge)
    name = f"wagtail_mentoring:{links.VIEWS[purpose]}"
    answers = set()
    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        altered = token[:position] + other + token[position + 1 :]
        response = client.get(reverse(name, args=[altered]))
        del response["Expires"]  # the present second
        answers.add((response.status_code, response.content, str(response.headers)))

    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_link_is_good_for_its_own_purpose_only(client, round_, post_pledge):
    post_pledge(round_)
    token = links.make_token(links.SENT, Pledge.objects.get())

    for name in ("confirm_pledge", "manage_pledge"):
        assert client.post(reverse(f"wagtail_mentoring:{name}", args=[token])).status_code == 404


def test_a_link_of_an_older_version_or_of_a_deleted_pledge_is_not_valid(client, round_):
    pledge = PledgeFactory(round=round_)
    url = links.path_to(links.CONFIRM, pledge)
    Pledge.objects.update(link_version=2)
    assert client.get(url).status_code == 404

    pledge.delete()
    assert client.get(url).status_code == 404


def test_fifty_posts_in_one_instant_are_granted_one_mail(round_):
    now = timezone.now()
    origin = Origin(ticket=Ticket(TicketStatus.VALID, age=60))
    for number in range(50):
        operations.submit(
            round_,
            site=None,
            origin=origin,
            text=f"Promise {number}",
            name="Robin",
            email="Victim@mail.example" if number % 2 else "victim@mail.example",
            kind="gratitude",
            now=now,
        )

    assert Pledge.objects.filter(confirm_mails=1).count() == len(mail.outbox) == 1
