"""Editors add mentors, one by one or from a table, and invite them."""

import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.conftest import user_with
from tests.factories import MentorContactFactory, MentorFactory
from wagtail_mentoring.pledges.models import Mentor, MentorContact

ALL = ("add_mentor", "change_mentor", "change_mentorcontact")
IMPORT = "mentoring_mentors:import"


@pytest.fixture
def office(client, site):
    """Somebody who may do everything with mentors."""
    user = user_with(*ALL, username="office")
    client.force_login(user)
    return user


def typed(**changes):
    return {
        "name": "Ada Example",
        "slug": "ada",
        "role": "",
        "biography": "null",
        "talents": "short videos, spreadsheets",
        "email": "ada@mail.example",
        "language": "",
        "rhythm": "each",
    } | changes


def csv_file(text, encoding="utf-8"):
    return {"file": SimpleUploadedFile("mentors.csv", text.encode(encoding), "text/csv")}


def test_a_mentor_is_added_with_an_address_and_talents(client, office):
    client.post(reverse("mentoring_mentors:add"), typed())

    mentor = Mentor.objects.get()
    assert (mentor.email, mentor.consent) == ("ada@mail.example", "not_asked")
    assert sorted(mentor.talents.names()) == ["short videos", "spreadsheets"]
    assert mail.outbox == []


def test_contact_data_needs_a_permission_of_its_own(client, site):
    contact = MentorContactFactory(mentor=MentorFactory(slug="ada"), email="ada@mail.example")
    client.force_login(user_with("add_mentor", "change_mentor", username="editor2"))
    edit = reverse("mentoring_mentors:edit", args=[contact.mentor.pk])

    for url in (reverse("mentoring_mentors:list"), edit):
        assert "ada@mail.example" not in client.get(url).text
    client.post(edit, typed(email="evil@mail.example"))

    assert MentorContact.objects.get().email == "ada@mail.example"
    assert client.get(reverse(IMPORT)).status_code in (302, 403)


def test_who_may_see_it_finds_it_in_list_and_form(client, office):
    contact = MentorContactFactory()
    for url in (
        reverse("mentoring_mentors:list"),
        reverse("mentoring_mentors:edit", args=[contact.mentor.pk]),
    ):
        assert contact.email in client.get(url).text


def test_an_invitation_is_asked_about_and_then_sent(client, office):
    mentor = MentorContactFactory(email="ada@mail.example").mentor
    edit = reverse("mentoring_mentors:edit", args=[mentor.pk])
    url = reverse("mentoring_mentors:invite", args=[mentor.pk])
    assert url in client.get(edit).text

    assert "Send the invitation" in client.get(url).text
    assert Mentor.objects.get().consent == "not_asked"
    page = client.post(url, follow=True)

    assert "is invited" in page.text
    assert Mentor.objects.get().consent == "invited"
    assert mail.outbox[0].to == ["ada@mail.example"]
    assert "was not invited" in client.post(url, follow=True).text


def test_many_are_invited_at_once_but_nobody_who_answered(client, office):
    asked = MentorContactFactory().mentor
    declined = MentorContactFactory(mentor=MentorFactory(consent="declined")).mentor
    nowhere = MentorFactory()
    keys = "&".join(f"id={mentor.pk}" for mentor in (asked, declined, nowhere))
    url = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "mentor", "mentoring_invite"])

    page = client.get(f"{url}?{keys}")
    assert declined.name in page.text.partition("Not invited")[2]
    client.post(f"{url}?{keys}")

    assert set(Mentor.objects.filter(consent="invited")) == {asked}
    assert len(mail.outbox) == 1


def test_without_the_right_to_change_mentors_nobody_invites(client, site):
    mentor = MentorContactFactory().mentor
    client.force_login(user_with("view_mentor", username="viewer"))

    client.post(reverse("mentoring_mentors:invite", args=[mentor.pk]))

    assert Mentor.objects.get().consent == "not_asked"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "name,email,role,talents,language,listed\n"
            'Zoë Müller,zoe@mail.example,Engineer,"short videos; Excel",de,yes\n'
            "Ada Example,,,,,\n",
            "utf-8",
        ),
        (
            "\ufeffName;Email;Talents;Language;Listed\r\n"
            "Zoë Müller;zoe@mail.example;short videos, Excel;DE;x\r\nAda Example;;;;no\r\n\r\n",
            "utf-8",
        ),
        (
            "name\temail\ttalents\tlanguage\tlisted\n"
            "Zoë Müller\tzoe@mail.example\tshort videos, Excel\tde\t1\nAda Example\n",
            "cp1252",
        ),
    ],
)
def test_tables_are_taken_as_spreadsheets_write_them(client, office, text, encoding):
    page = client.post(reverse(IMPORT), csv_file(text, encoding), follow=True)

    assert "Added 2 mentors" in page.text
    zoe = Mentor.objects.get(name="Zoë Müller")
    assert (zoe.email, zoe.language, zoe.is_public) == ("zoe@mail.example", "de", True)
    assert sorted(zoe.talents.names()) == ["Excel", "short videos"]
    assert mail.outbox == []


def test_whoever_is_known_by_address_is_brought_up_to_date(client, office):
    contact = MentorContactFactory(
        mentor=MentorFactory(name="Ada", role="Engineer", consent="agreed"),
        email="ada@mail.example",
    )

    client.post(reverse(IMPORT), csv_file("name,email,role\nAda Example,ADA@mail.example,\n"))

    mentor = Mentor.objects.get()
    assert (mentor.pk, mentor.name, mentor.role) == (contact.mentor.pk, "Ada Example", "Engineer")
    assert (mentor.consent, mentor.is_public) == ("agreed", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,email\nAda,ada@mail.example\n", "Added 0 mentors. Brought 1 mentor up to date."),
        ("name\nBea\n", "Added 1 mentor. Brought 0 mentors up to date."),
    ],
)
def test_one_mentor_is_counted_in_the_singular(client, office, text, told):
    MentorContactFactory(email="ada@mail.example")

    assert told in client.post(reverse(IMPORT), csv_file(text), follow=True).text


def test_mistakes_are_told_by_line_and_nothing_goes_in(client, office):
    text = (
        "name,email,language,listed\n"
        "Ada Example,ada@mail.example,en,yes\n"
        ",b@mail.example,,\n"
        "C,not an address,,\n"
        "D,ada@mail.example,,\n"
        "E,,xx,\n"
        "F,,,perhaps\n"
        "www.evil.example,,,\n"
        "G,,,,too many\n"
    )
    page = client.post(reverse(IMPORT), csv_file(text))

    assert page.status_code == 400
    assert Mentor.objects.count() == 0
    for line in range(3, 10):
        assert f"Line {line}:" in page.text
    assert "Line 2:" not in page.text
    assert "The address is in line 2, too." in page.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("email\na@mail.example\n", "“name” is not among them"),
        ("name,telephone\nAda,1\n", "There is no column “telephone”."),
        ('name\n"Ada', "This is no CSV file"),
        ("name\n" * 2001, "More than 2000 lines: divide the file."),
        ("", "The submitted file is empty"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(client, office, text, message):
    page = client.post(reverse(IMPORT), csv_file(text))
    assert page.status_code == 400
    assert message in page.text


def test_names_that_are_the_same_get_slugs_of_their_own(client, office):
    client.post(reverse(IMPORT), csv_file("name\nAda Example\nAda Example\n陳\n"))
    slugs = Mentor.objects.values_list("slug", flat=True)
    assert sorted(slugs) == ["ada-example", "ada-example-2", "mentor"]


def test_a_huge_file_is_refused(client, office):
    data = {"file": io.BytesIO(b"name\n" + b"Ada\n" * 300_000)}
    assert "larger than a megabyte" in client.post(reverse(IMPORT), data).text
