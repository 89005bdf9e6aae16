"""Editors change the words of our e-mail, see it, and send it to themselves."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import PledgeFactory
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.models import MailWording
from wagtail_mentoring.mail.operations import deliver_due, queue

KIND = "pledge_receipt"


@pytest.fixture
def wording(db):
    return MailWording.objects.create(
        kind=KIND,
        subject="Welcome to {site}",
        opening="Dear mentee of {site},",
        sign_off="Warmly,\nthe mentoring office",
    )


def receipt(language=""):
    pledge = PledgeFactory(progress="open", confirmed_at="2026-05-01T12:00Z", language=language)
    queue(KIND, pledge.pk, "robin@mail.example")
    deliver_due()
    return mail.outbox[-1]


def test_a_mail_goes_out_in_the_editors_words(site, wording):
    site.site_name = "Ashcombe"
    site.save()

    sent = receipt()

    assert sent.subject == "Welcome to Ashcombe"
    assert sent.body.startswith("Dear mentee of Ashcombe,\n\nThank you. This is your pledge:")
    assert "Warmly,\nthe mentoring office\n\n-- \n" in sent.body


def test_without_them_our_own_words_stay(site):
    sent = receipt()
    assert sent.subject == "Your pledge, and the link to it"
    assert sent.body.startswith("Hello,\n\nThank you.")


def test_mail_of_no_language_is_in_the_sites_own(site, settings):
    settings.LANGUAGE_CODE = "de"
    assert receipt().subject == "Ihr Vorhaben und der Link dazu"


def test_words_for_one_language_are_kept_to_it(site, wording):
    MailWording.objects.create(kind=KIND, language="de", subject="Willkommen")
    assert receipt("de").subject == "Willkommen"
    assert receipt("en").subject.startswith("Welcome")


def test_words_for_a_language_hold_for_its_countries_too(site, wording):
    MailWording.objects.create(kind=KIND, language="de", subject="Willkommen")
    assert receipt("de-at").subject == "Willkommen"
    MailWording.objects.create(kind=KIND, language="de-at", subject="Grüß Gott")
    assert receipt("de-at").subject == "Grüß Gott"


def test_a_round_names_the_sender(site):
    pledge = PledgeFactory(progress="open", confirmed_at="2026-05-01T12:00Z")
    pledge.round.sender_name = "Mentoring, Ashcombe"
    pledge.round.save()
    queue(KIND, pledge.pk, "robin@mail.example")
    deliver_due()
    assert mail.outbox[-1].from_email == '"Mentoring, Ashcombe" <mentoring@site.example>'


@pytest.mark.parametrize("kind", registry.editable())
def test_every_kind_has_an_example(site, kind):
    content = registry.example(kind, "en")
    assert content.subject
    assert content.body.startswith("Hello")


def test_the_preview_shows_words_not_saved_yet(admin_client, site, wording):
    url = reverse("mentoring_wording:preview_on_edit", args=[wording.pk])
    typed = {"kind": KIND, "language": "", "subject": "Not saved", "opening": "", "sign_off": ""}

    assert admin_client.post(url, typed).json()["is_valid"]
    html = admin_client.get(url).text

    assert "<h1>Not saved</h1>" in html
    assert "Ada Example" in html
    assert MailWording.objects.get().subject == "Welcome to {site}"


def test_a_test_mail_goes_to_the_editor_alone(admin_client, admin_user, site, wording):
    url = reverse("mentoring_wording:test", args=[wording.pk])

    assert "It goes to" in admin_client.get(url).text
    assert mail.outbox == []
    admin_client.post(url)

    assert [sent.to for sent in mail.outbox] == [[admin_user.email]]
    assert mail.outbox[0].body.startswith("Dear mentee")


def test_an_account_without_an_address_is_told_so(admin_client, admin_user, site, wording):
    admin_user.email = ""
    admin_user.save()

    response = admin_client.post(reverse("mentoring_wording:test", args=[wording.pk]))

    assert "Your account has no e-mail address to send it to." in response.text
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_said_in_one_line(
    admin_client, site, wording, settings, monkeypatch
):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    response = admin_client.post(reverse("mentoring_wording:test", args=[wording.pk]), follow=True)
    assert "The mail server did not take it: ConnectionRefusedError." in response.text


def test_one_mail_has_one_wording_per_language(admin_client, site, wording):
    typed = {"kind": KIND, "language": "", "subject": "Again", "opening": "", "sign_off": ""}
    response = admin_client.post(reverse("mentoring_wording:add"), typed)
    assert response.status_code == 200
    assert "already exists" in response.text


def test_editors_without_the_permission_see_nothing_of_it(client, site, wording, editor):
    client.force_login(editor)
    for name in ("edit", "test"):
        url = reverse(f"mentoring_wording:{name}", args=[wording.pk])
        assert client.get(url).status_code == 302


def test_messages_call_a_wording_by_what_its_mail_is(admin_client, site, wording):
    typed = {"kind": KIND, "language": "en-gb", "subject": "", "opening": "", "sign_off": ""}
    url = reverse("mentoring_wording:edit", args=[wording.pk])
    said = unescape(admin_client.post(url, typed, follow=True).text)
    assert "'Receipt, with the link to the pledge (en-gb)' updated" in said
