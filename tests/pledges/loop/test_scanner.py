"""A mail scanner that opens every link of every mail in a real browser, scripts and all."""

import pytest
from django.apps import apps
from django.urls import reverse

from tests.factories import MentorContactFactory, MentorFactory, PledgeFactory
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.pledges.tasks import run
from wagtail_mentoring.submissions.models import RateCount

from ..conftest import at_nine
from .conftest import MARKS

pytestmark = MARKS


def stored():
    """Every row of ours."""
    models = apps.get_app_config("wagtail_mentoring").get_models()
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.fixture
def everything_mailed(browser, post_office, client, round_, post_pledge):
    """Mail of every kind about pledges and to mentors is out."""
    agreed, invited, monthly = (
        MentorContactFactory(mentor=MentorFactory(**values)).mentor
        for values in (
            {"slug": "ada", "consent": "agreed"},
            {},
            {"slug": "cy", "consent": "agreed", "rhythm": "monthly"},
        )
    )
    mentors.invite(invited)
    mentors.mail_link(agreed)
    post_pledge(round_, email="new@mail.example")
    common = {"round": round_, "mentor": agreed, "reminders_consent_at": at_nine(-60)}
    common |= {"submitted_at": at_nine(-60), "confirmed_at": at_nine(-60), "progress": "open"}
    for day in (5, 0, -14):
        PledgeFactory(due_on=at_nine(day).date(), **common)
    for mentor in (agreed, monthly):
        pledge = PledgeFactory(**common | {"mentor": mentor, "due_on": at_nine(30).date()})
        operations.finish(pledge, "done", mentor_consent=True)
        operations.publish(pledge)
    Pledge.objects.filter(mentor=monthly).update(published_at=at_nine(-50))
    run(at_nine(0))
    told = Pledge.objects.get(mentor=agreed, progress="finished")
    mentors.write_back(told, "You made my week.")
    operations.confirm(Pledge.objects.get(email="new@mail.example"))
    client.post(reverse("wagtail_mentoring:pledge_links"), {"email": "new@mail.example"})
    RateCount.objects.all().delete()
    post_pledge(round_, email="newest@mail.example")


def test_nothing_changes_however_it_opens_them(browser, everything_mailed, post_office):
    mails = apps.get_model("wagtail_mentoring.OutgoingMail").objects.filter(state="sent")
    assert set(mails.values_list("kind", flat=True)) >= {
        *("pledge_confirm", "pledge_receipt", "pledge_reminder", "pledge_due", "pledge_last_note"),
        *("pledge_links", "pledge_note", "mentor_invitation", "mentor_link", "mentor_told"),
        "mentor_digest",
    }
    links = post_office.links()
    before = stored()

    context = browser.new_context()
    page = context.new_page()
    for url in links:
        for headers in ({}, {"Sec-Purpose": "prefetch", "Purpose": "prefetch"}):
            assert context.request.head(url, headers=headers).status == 200
            assert context.request.get(url, headers=headers).status == 200
        if not url.endswith(".ics"):
            for _time in range(2):
                page.goto(url, wait_until="networkidle")
                page.mouse.wheel(0, 5000)
                page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")

    assert len(links) > 15
    assert stored() == before
    assert context.cookies() == []
