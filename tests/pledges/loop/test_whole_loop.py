"""The whole loop on a phone, with mail from a real server: mentor, pledger and moderator."""

import re

from tests.factories import MentorContactFactory, MentorFactory, PledgeFactory
from wagtail_mentoring.pledges import links
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import Mentor, Pledge
from wagtail_mentoring.pledges.talents import set_talents

from .conftest import MARKS, link, look, tab_to

pytestmark = MARKS


def test_from_the_first_thought_to_the_mentors_answer(
    phone, post_office, live_server, round_, administrator
):
    mentor = MentorContactFactory(
        mentor=MentorFactory(name="Ada Example", slug="ada"), email="ada@mail.example"
    ).mentor
    MentorFactory(name="Bo Example", slug="bo")
    set_talents(mentor, ["short videos"])

    # The mentor is invited, a scanner runs the scripts of the page, and she says yes by keyboard.
    mentors.invite(mentor)
    invitation = link(post_office.newest("ada@mail.example"), "mentors")
    look(phone, invitation)
    assert Mentor.objects.get(slug="ada").consent == "invited"
    tab_to(phone, "Yes, tell me")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("text=Thank you. We write when something comes back")
    look(phone)

    # A pledger finds her by typing, and taps what she would love to learn.
    look(phone, f"{live_server.url}/mentoring/pledges/spring/?kind=knowledge")
    phone.fill("[role=combobox]", "exam")
    phone.keyboard.press("ArrowDown")
    look(phone)
    phone.keyboard.press("Enter")
    assert phone.input_value("[role=combobox]") == "Ada Example"
    phone.click("button:has-text('short videos')")
    phone.fill("[name=text]", "Show her how I plan short videos.")
    phone.fill("[name=name]", "Robin Reader")
    phone.fill("[name=email]", "robin@mail.example")
    phone.dblclick("button:has-text('I’ll do this')")
    phone.wait_for_url("**/sent/**")
    look(phone)
    look(phone, link(post_office.newest("robin@mail.example"), "confirm"))
    assert Pledge.objects.get().progress == "unconfirmed"
    phone.click("text=Yes, I’ll do this")
    phone.wait_for_url("**/manage/**")
    look(phone)

    # Later it is done, and the mentor may know.
    manage = link(post_office.newest("robin@mail.example"), "manage")
    phone.goto(manage)
    phone.fill("[name=story]", "She made one the same evening.")
    phone.click("label:has-text('Let Ada Example see it')")
    phone.click("button:has-text('Done')")
    phone.wait_for_selector("text=Thank you for telling us.")
    pledge = Pledge.objects.get()
    assert (pledge.outcome, list(pledge.talents.names())) == ("done", ["short videos"])
    assert post_office.newest("ada@mail.example")[0] == "May we tell you what comes back?"

    # A moderator publishes it.
    phone.goto(f"{live_server.url}/admin/login/?next=/admin/mentoring/pledges/{pledge.pk}/")
    phone.fill("[name=username]", "administrator")
    phone.fill("[name=password]", "secret")
    phone.click("button[type=submit]")
    phone.click("button:has-text('Publish') >> nth=0")
    phone.wait_for_load_state()
    phone.context.clear_cookies()

    # The mentor hears of it and writes a line back.
    told = post_office.newest("ada@mail.example")
    assert told[0] == "Robin Reader gave something back"
    assert "She made one the same evening." in told[1]
    look(phone, re.search(r"http://\S+/mentors/\S+/[0-9a-f-]{36}/", told[1])[0])
    phone.fill("[name=text]", "You made my week.")
    phone.click("button:has-text('Send this line')")
    phone.wait_for_selector("text=your line is on its way")
    phone.click("text=Everything that came back to you")
    phone.wait_for_selector("text=You wrote back: You made my week.")
    look(phone)

    # The pledger reads it.
    subject, body = post_office.newest("robin@mail.example")
    assert subject == "A line back to you"
    look(phone, link((subject, body), "manage"))
    assert phone.is_visible("text=You made my week.")
    look(phone, link(told, "stop"))

    # And deletes everything, in two steps.
    phone.goto(manage)
    phone.click("summary:has-text('Your data')")
    phone.click("text=Delete this pledge")
    look(phone)
    phone.click("label:has-text('Yes, delete all of it')")
    phone.click("button:has-text('Delete it')")
    phone.wait_for_selector("text=It is deleted")
    look(phone)
    assert post_office.newest("robin@mail.example")[0] == "Your pledge is deleted"


def test_a_page_for_somebody_we_do_not_write_to_passes_axe(phone, round_):
    pledge = PledgeFactory(
        round=round_,
        kind="gratitude",
        mentor_name="Ada Example",
        thanks="You stayed late.",
        progress="finished",
        outcome="done",
        state="published",
        confirmed_at="2026-05-01T12:00Z",
        finished_at="2026-05-01T12:00Z",
        mentor_consent_at="2026-05-01T12:00Z",
    )
    look(phone, links.url_for(links.THANKS, pledge))
    look(phone, links.url_for(links.MANAGE, pledge))
    assert phone.is_visible("text=Tell Ada Example yourself")
