"""Programs that follow every link in every mail, as scanners do, change nothing."""

import re

from django.apps import apps
from django.core import mail
from django.urls import reverse

from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import Mentor

from .conftest import link_in


def stored():
    """Every row of ours."""
    models = apps.get_app_config("wagtail_mentoring").get_models()
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def links_in(messages):
    text = "\n".join(message.body + str(message.extra_headers) for message in messages)
    return sorted(set(re.findall(r"http://localhost(/[^\s>']+)", text)))


def test_following_every_link_of_the_whole_loop_changes_nothing(client, mentor, gave_back, round_):
    Mentor.objects.update(consent="not_asked")
    mentor.refresh_from_db()
    mentors.invite(mentor)
    client.post(link_in(mail.outbox[0], "mentors"), {"action": "agree"})
    pledge, _url = gave_back(reminders="on")
    mentors.write_back(pledge, "Thank you.")
    mentors.mail_link(mentor)
    client.post(reverse("wagtail_mentoring:pledge_links"), {"email": "robin@mail.example"})
    before = stored()
    links = links_in(mail.outbox)
    assert {part for link in links for part in link.split("/")} >= {
        "confirm",
        "manage",
        "mentors",
        "stop",
        "pledge.ics",
    }

    for link in links:
        for ask in (client.get, client.head, client.options):
            answer = ask(link.partition("#")[0])
            assert answer.status_code == 200, link
            assert not answer.cookies
            if ask is client.get:
                assert "no-store" in answer["Cache-Control"]
                assert answer["Referrer-Policy"] == "no-referrer"

    assert stored() == before


def test_the_links_of_one_person_say_nothing_to_another_purpose(client, gave_back):
    gave_back()
    tokens = {link.strip("/").split("/")[-1] for link in links_in(mail.outbox)}
    names = ("confirm_pledge", "manage_pledge", "pledge_thanks", "mentor", "mentor_stop")
    good = [
        (token, name)
        for token in tokens
        for name in names
        if "." in token
        and token != "pledge.ics"
        and client.get(reverse(f"wagtail_mentoring:{name}", args=[token])).status_code == 200
    ]
    assert len(good) == len({token for token, _name in good})
