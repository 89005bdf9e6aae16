"""What an e-mail looks like when it arrives."""

import pytest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.mail.message import build
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.registry import MailContent, render

HOSTILE = [
    "Hello\nBcc: victim@mail.example",
    "Hello\r\nBcc: victim@mail.example\r\n\r\nbody",
    "Hello\rBcc: victim@mail.example",
    "Hello\u2028Bcc: victim@mail.example",
    "Hello\x85Bcc: victim@mail.example",
    "Hello\x00\x0bBcc: victim@mail.example",
]


def built(**fields):
    row = OutgoingMail(address="ada@mail.example", message_id="<one@site.example>")
    values = {"subject": "Hello", "body": "A word.", "reply_to": "people@site.example", **fields}
    return build(row, MailContent(**values))


pytestmark = pytest.mark.django_db


def test_headers_say_that_nobody_need_answer_automatically_and_where_people_answer():
    message = built().message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "people@site.example"
    assert message["Message-ID"] == "<one@site.example>"
    assert message["From"] == "mentoring@site.example"


def test_without_a_reply_address_replies_go_to_the_sender():
    assert built(reply_to="").message()["Reply-To"] == "mentoring@site.example"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["subject", "reply_to", "header"])
def test_no_value_starts_another_header(field, text):
    fields = {"headers": {"X-Round": text}} if field == "header" else {field: text}
    message = built(**fields).message()
    assert "Bcc" not in message
    assert built(**fields).recipients() == ["ada@mail.example"]
    raw = message.as_bytes()
    assert not any(line.lower().startswith(b"bcc") for line in raw.splitlines())


def test_a_header_of_ours_cannot_be_replaced():
    message = built(headers={"Auto-Submitted": "no", "List-Unsubscribe": "<https://x.example/>"})
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert message.message()["List-Unsubscribe"] == "<https://x.example/>"


def test_the_text_part_is_always_there_and_comes_first():
    assert built().message().get_content_type() == "text/plain"
    both = built(html="<p>A word.</p>").message()
    assert [part.get_content_type() for part in both.get_payload()] == ["text/plain", "text/html"]


@pytest.fixture
def templates(settings, tmp_path):
    folder = tmp_path / "wagtail_mentoring" / "mail"
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text(
        '{% extends "wagtail_mentoring/mail/base.txt" %}{% block body %}{{ name }}{% endblock %}'
    )
    (folder / "note.html").write_text(
        '{% extends "wagtail_mentoring/mail/base.html" %}{% block body %}{{ name }}{% endblock %}'
    )
    (folder / "plain.txt").write_text("{{ name }} & {{ language }} & {{ subject }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def rendered(base, *, name="<b>Ada</b> & I", subject="Hello", language="en"):
    return render(
        base, {"name": name}, subject=subject, reply_to="people@site.example", language=language
    )


def test_what_a_visitor_typed_is_plain_in_the_text_part_and_escaped_in_the_html_part(templates):
    content = rendered("note")
    assert content.body.startswith("Hello,\n\n<b>Ada</b> & I\n")
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; I" in content.html
    assert "<b>" not in content.html


def test_every_mail_names_a_human_contact(templates):
    content = rendered("note")
    assert "a person reads it" in content.body
    assert "a person reads it" in content.html


def test_the_html_part_may_be_missing(templates):
    assert rendered("plain").html == ""


def test_a_mail_is_written_in_its_readers_language(templates):
    before = get_language()
    content = rendered("plain", subject=_("Yes"), language="de")
    assert content.subject == "Ja"
    assert content.body == "<b>Ada</b> & I & de & Ja\n"
    assert get_language() == before


def test_a_subject_with_a_line_break_is_put_on_one_line(templates):
    assert rendered("plain", subject="Hello\n there").subject == "Hello there"
