import datetime as dt

from django.test import override_settings
from django.utils import timezone

from wagtail_mentoring.spam.base import TicketStatus
from wagtail_mentoring.submissions import tickets

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.timezone.utc)


def test_a_ticket_tells_its_age_and_a_nonce_of_its_own():
    token = tickets.issue("comment:1", None, NOW)
    ticket = tickets.read(token, "comment:1", None, NOW + dt.timedelta(seconds=30))
    assert ticket.status is TicketStatus.VALID
    assert ticket.age == 30
    assert len(ticket.nonce) == 32
    assert token != tickets.issue("comment:1", None, NOW)


def test_a_ticket_is_good_for_one_form_and_one_account():
    token = tickets.issue("comment:1", 7, NOW)
    assert tickets.read(token, "comment:1", 7, NOW).is_valid
    assert tickets.read(token, "comment:2", 7, NOW).status is TicketStatus.FORGED
    assert tickets.read(token, "comment:1", 8, NOW).status is TicketStatus.FORGED
    assert tickets.read(token, "comment:1", None, NOW).status is TicketStatus.FORGED


def test_a_ticket_expires():
    token = tickets.issue("comment:1", None, NOW)
    with override_settings(WAGTAIL_MENTORING={"TICKET_MAX_AGE": 60}):
        late = tickets.read(token, "comment:1", None, NOW + dt.timedelta(seconds=61))
    assert late.status is TicketStatus.EXPIRED
    assert late.nonce is None


def test_a_changed_ticket_is_forged():
    token = tickets.issue("comment:1", None, NOW)
    for position in range(len(token)):
        other = "x" if token[position] != "x" else "y"
        changed = token[:position] + other + token[position + 1 :]
        assert not tickets.read(changed, "comment:1", None, NOW).is_valid, position


def test_nonsense_is_no_ticket():
    assert tickets.read("", "comment:1", None).status is TicketStatus.MISSING
    for nonsense in ["x", "\x00", "\ud800", "a" * 100_000, "é:é", "٣.٣.f:x"]:
        assert tickets.read(nonsense, "comment:1", None).status is TicketStatus.FORGED


def test_the_one_more_step_page_says_nothing_about_how_long_the_writing_took():
    token = tickets.issue("comment:1", None, NOW, on_step=True)
    ticket = tickets.read(token, "comment:1", None, NOW)
    assert ticket.is_valid
    assert ticket.age is None


def test_the_ticket_address_gives_an_anonymous_ticket_and_no_cookie(client, db):
    response = client.get("/mentoring/ticket/?for=comment:12")
    assert response.json()["writing_as"] is None
    assert tickets.read(response.json()["ticket"], "comment:12", None, timezone.now()).is_valid
    assert "no-store" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]
    assert not response.cookies


def test_the_ticket_address_greets_an_account_by_its_full_name_never_its_login(client, moderator):
    moderator.first_name, moderator.last_name = "Ada", "Lovelace"
    moderator.save()
    client.force_login(moderator)
    answer = client.get("/mentoring/ticket/?for=comment:12").json()
    assert answer["writing_as"] == {"name": "Ada Lovelace", "greeting": "", "needs": []}
    assert tickets.read(answer["ticket"], "comment:12", moderator.pk).is_valid


def test_an_account_without_a_full_name_is_asked_for_one(client, moderator):
    client.force_login(moderator)
    answer = client.get("/mentoring/ticket/?for=comment:12").json()
    assert answer["writing_as"] == {"name": "", "greeting": "", "needs": ["name"]}


def test_the_ticket_address_refuses_unknown_forms_and_methods(client, db):
    assert client.get("/mentoring/ticket/").status_code == 400
    assert client.get("/mentoring/ticket/?for=admin:1").status_code == 400
    assert client.post("/mentoring/ticket/?for=comment:1").status_code == 405
