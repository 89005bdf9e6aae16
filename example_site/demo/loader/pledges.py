"""Rounds, mentors and pledges in every state, through the operations a visitor's clicks call."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Site

from example_site.demo.loader.comments import address_of, origin
from example_site.demo.loader.files import picture, read_json
from wagtail_mentoring.pages.models import GiveBackPage
from wagtail_mentoring.pledges import operations, telling
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import Mentor, Pledge, PledgeRound
from wagtail_mentoring.pledges.talents import set_talents


def load_rounds() -> None:
    content = read_json("pledges.json")
    now = timezone.now()
    for row in content["rounds"]:
        PledgeRound.objects.create(
            title=row["title"],
            slug=row["slug"],
            introduction=row["introduction"],
            opens_at=now - dt.timedelta(days=row["opened_days_ago"]),
            closes_at=now + dt.timedelta(days=row["closes_in_days"]),
        )
    for row in content["mentors"]:
        load_mentor(row)


def load_mentor(row: dict[str, Any]) -> None:
    photo = picture(row["slug"], f"Drawn portrait of {row['name']}") if row["photo"] else None
    mentor = Mentor.objects.create(
        name=row["name"],
        slug=row["slug"],
        role=row["role"],
        biography=row["biography"],
        photo=photo,
        is_public=row["public"],
        rhythm=row.get("rhythm", Mentor.Rhythm.EACH),
    )
    set_talents(mentor, row.get("talents", []))
    mentors.set_email(mentor, row["email"])
    if "consent" in row:
        mentors.invite(mentor)
    if row.get("consent") == Mentor.Consent.AGREED:
        mentors.agree(mentor, "Yes, tell me")


def load() -> None:
    moderator = get_user_model().objects.get(username="moderator")
    for row in read_json("pledges.json")["pledges"]:
        pledge = make(row)
        live(pledge, row)
        if row.get("then") == "publish":
            operations.publish(pledge, user=moderator)
            if row["story"]:
                operations.publish(pledge.story, user=moderator)
        if row.get("tell") and pledge.finished_at:
            told_at = pledge.finished_at + dt.timedelta(days=1)
            telling.claim(pledge, told_at)
            if "note" in row:
                write_back(pledge, row, moderator, told_at + dt.timedelta(hours=20))


def write_back(pledge: Pledge, row: dict[str, Any], moderator: Any, now: dt.datetime) -> None:
    is_shareable = row.get("share_note", False)
    mentors.write_back(pledge, row["note"], is_shareable=is_shareable, now=now)
    if is_shareable:
        operations.publish(pledge.mentor_note, user=moderator)


def make(row: dict[str, Any]) -> Pledge:
    made = made_at(row)
    round_ = PledgeRound.objects.get(slug=row["round"])
    due = (
        timezone.localdate() + dt.timedelta(days=row["due_in_days"])
        if "due_in_days" in row
        else (timezone.localdate(made) + dt.timedelta(days=round_.due_days))
    )
    return operations.submit(
        round_,
        site=Site.objects.get(is_default_site=True),
        origin=origin(row),
        text=row["text"],
        name=row["name"],
        email=address_of(row),
        now=made,
        page=GiveBackPage.objects.get(),
        kind=row["kind"],
        mentor=Mentor.objects.get(slug=row["mentor"]) if "mentor" in row else None,
        mentor_name=row.get("mentor_name", ""),
        shown_as=row.get("shown_as", Pledge.ShownAs.FIRST),
        plan=row.get("plan", ""),
        due_on=due,
        talents=row.get("talents", ()),
    )


def live(pledge: Pledge, row: dict[str, Any]) -> None:
    """Lead the pledge from its making to where the content file wants it."""
    becomes = row["becomes"]
    if becomes == "expired":
        operations.expire(pledge, now=made_at(row) + dt.timedelta(days=7))
    if becomes in ("flagged", "unconfirmed", "expired"):
        return
    operations.confirm(pledge, now=made_at(row) + dt.timedelta(minutes=20))
    later = made_at(row) + dt.timedelta(days=row.get("finished_after_days", 60))
    if becomes == "let_go":
        operations.let_go(pledge, now=later)
    elif becomes == "no_answer":
        operations.give_up(pledge, now=later)
    elif becomes in ("done", "tried"):
        operations.finish(
            pledge,
            becomes,
            story=row["story"],
            wall_consent=row["wall"],
            mentor_consent=row.get("tell", False),
            now=later,
        )


def made_at(row: dict[str, Any]) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=row["days_ago"])
