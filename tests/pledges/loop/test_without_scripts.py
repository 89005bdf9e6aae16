"""The whole loop once more: no scripts, no mouse, 360 pixels, mail from a real server."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import MentorContactFactory, MentorFactory
from wagtail_mentoring.pledges.models import Pledge, PledgeRound
from wagtail_mentoring.pledges.talents import set_talents

from .conftest import MARKS, is_as_wide_as_the_phone, link, tab_to

pytestmark = MARKS


@pytest.fixture
def mentor(browser):
    mentor = MentorFactory(
        name="Ada Example", slug="ada", role="Reader in botany", consent="agreed"
    )
    set_talents(mentor, ["Short videos"])
    return MentorContactFactory(mentor=mentor, email="ada@mail.example").mentor


@pytest.fixture
def page(take_phone):
    return take_phone(scripts=False)


def press(page, name):
    """Go to a button, link or box by Tab alone, and press it."""
    tab_to(page, name)
    if page.evaluate("document.activeElement.matches('a, button')"):
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Space")
    assert is_as_wide_as_the_phone(page)


def write(page, name, text):
    tab_to(page, name)
    page.keyboard.type(text)


def heading(page):
    return page.inner_text("h1")


def give(page, url, *, kind, text, when=""):
    """Fill in the form from top to bottom, by keyboard, and send it in its two steps."""
    page.goto(url)
    page.focus(f"[name=kind][value={kind}]")
    page.keyboard.press("Space")
    press(page, "Not sure what you have to offer?")
    assert page.is_visible("text=Something you use every day that they find hard?")
    assert page.is_visible("text=Ada Example: Short videos")
    if kind == "knowledge":
        write(page, "What could you teach?", "Short videos")
    write(page, "What will you do?", text)
    if kind == "gratitude":
        press(page, "Write it now")
        write(page, "Your thanks", "You stayed late for me.")
    press(page, "When and where?")
    write(page, "When and where?", "Friday, at my desk")
    if when:
        tab_to(page, "In a month")
        for _number in range(2):
            page.keyboard.press("ArrowDown")
    write(page, "Your name", "Robin Reader")
    write(page, "Your e-mail", "robin@mail.example")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heading(page) == "One more step: send it"
    assert page.input_value("[name=text]") == text
    assert is_as_wide_as_the_phone(page)
    press(page, "Send it")
    assert heading(page) == "Check your inbox"
    assert page.is_visible("text=r•••@mail.example")


def publish(pledge, administrator):
    """A moderator without scripts, too: the form behind the button is all there is."""
    client = Client()
    client.force_login(administrator)
    url = f"/admin/mentoring/pledges/{pledge.pk}/"
    seen = client.get(url).context["card"]["seen"]
    client.post(f"{url}decide/", {"decision": "publish", "seen": seen}, follow=True)
    pledge.refresh_from_db()
    assert pledge.state == "published"


def test_what_is_done_already_goes_to_the_wall_then_to_the_mentor_and_is_erased(
    page, post_office, live_server, round_, mentor, administrator
):
    PledgeRound.objects.update(wall_minimum=1)
    url = f"{live_server.url}/mentoring/pledges/spring/"
    give(page, f"{url}?mentor=ada", kind="knowledge", text="Show her short videos.", when="done")
    assert Pledge.objects.get().mentor == mentor
    assert list(Pledge.objects.get().talents.names()) == ["Short videos"]

    # The wall may show it, the mentor may not know: two boxes, two answers.
    page.goto(link(post_office.newest("robin@mail.example"), "confirm"))
    assert heading(page) == "Is this your pledge?"
    write(page, "What happened?", "She made one the same day.")
    press(page, "Show it on this site")
    press(page, "Yes, that was me")
    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.outcome) == ("finished", "done")
    assert (pledge.wall_consent_at is None, pledge.mentor_consent_at is None) == (False, True)
    publish(pledge, administrator)
    assert post_office.mails("ada@mail.example") == []

    # Later the mentor may know, too.
    manage = link(post_office.newest("robin@mail.example"), "manage")
    page.goto(manage)
    press(page, "Let Ada Example see it")
    press(page, "Save")
    told = post_office.newest("ada@mail.example")
    assert told[0] == "Robin Reader gave something back"

    # She writes a line back.
    page.goto(link(told, "mentors"))
    write(page, "Your line", "You made my week.")
    press(page, "Send this line")
    assert page.is_visible("text=your line is on its way")
    assert "You made my week." in post_office.newest("robin@mail.example")[1]

    # Erased in two steps.
    page.goto(manage)
    press(page, "Your data")
    press(page, "Delete this pledge and all that I wrote")
    press(page, "Yes, delete all of it")
    press(page, "Delete it")
    assert heading(page) == "It is deleted"
    assert Pledge.objects.get().progress == "erased"
    assert post_office.newest("robin@mail.example")[0] == "Your pledge is deleted"


def test_thanks_written_at_once_are_ready_to_send(page, post_office, live_server, round_, mentor):
    url = f"{live_server.url}/mentoring/pledges/spring/"
    mentor.is_public = True
    give(page, url + "?mentor=none", kind="gratitude", text="Thank her.")
    page.goto(link(post_office.newest("robin@mail.example"), "confirm"))
    press(page, "Yes, that was me")
    assert "You stayed late for me." in page.input_value("#letter-text")


def test_an_open_pledge_takes_more_time_is_let_go_and_tried_after_all(
    page, post_office, live_server, round_, mentor
):
    give(
        page,
        f"{live_server.url}/mentoring/pledges/spring/?mentor=ada",
        kind="connection",
        text="Introduce her to our lab.",
    )
    page.goto(link(post_office.newest("robin@mail.example"), "confirm"))
    press(page, "Yes, I’ll do this")
    press(page, "I need more time")
    tab_to(page, "New date")
    due_on = timezone.localdate() + dt.timedelta(days=40)
    page.keyboard.type(f"{due_on:%m%d%Y}")
    press(page, "I need more time")
    assert Pledge.objects.get().due_on == due_on
    press(page, "Let it go")
    assert page.is_visible("text=That is fine. You hear no more from us about it.")
    write(page, "What happened?", "They met after all.")
    press(page, "I tried")
    assert page.is_visible("text=You tried. The effort counts.")
    assert Pledge.objects.get().story.text == "They met after all."
