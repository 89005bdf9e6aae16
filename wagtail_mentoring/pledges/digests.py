"""What the people whom a round names hear of it by e-mail, every day or every Monday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from wagtail_mentoring import jobs
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.links import absolute_admin
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges.models import DailyCount, Event, PledgeRound
from wagtail_mentoring.sitesettings.contact import site_contact, site_name

KIND = "program_digest"
SEND_AT_HOUR = 9
FIRST_DAY = dt.date(2020, 1, 1)
"""Mails are numbered by the days since then, so that each day has one at the most."""
LONGEST = dt.timedelta(days=31)
"""No digest looks back further."""

Recipient = PledgeRound.notified.through


def register() -> None:
    jobs.register("digests", run)
    registry.register(KIND, load, title=_("To those a round names: what was given back"))


def run(now: dt.datetime) -> dict[str, int]:
    """Queue what is due; two at once, or one that comes late, double nothing."""
    local = timezone.localtime(now)
    if local.hour < SEND_AT_HOUR:
        return {"queued": 0}
    rows = [
        queue(KIND, recipient.pk, recipient.user.email, number=(day - FIRST_DAY).days)
        for recipient, day in _due(local.date())
    ]
    return {"queued": sum(row is not None for row in rows)}


def _due(today: dt.date) -> Iterator[tuple[Any, dt.date]]:
    """Whose digest of which day is due. That of a Monday is made up for on the days after it, but
    not for somebody who had none before."""
    named = Recipient.objects.filter(user__is_active=True).exclude(user__email="")
    named = named.select_related("user")
    for recipient in named.filter(pledgeround__digest=PledgeRound.Digest.DAILY):
        yield recipient, today
    monday = today - dt.timedelta(days=today.weekday())
    weekly = named.filter(pledgeround__digest=PledgeRound.Digest.WEEKLY)
    if today != monday:
        earlier = OutgoingMail.objects.filter(kind=KIND, object_id=OuterRef("pk"))
        weekly = weekly.filter(Exists(earlier))
    for recipient in weekly:
        yield recipient, monday


def load(pk: int) -> MailContent | None:
    """The digest as things stand now; None if nothing happened and nothing waits."""
    recipients = Recipient.objects.select_related("pledgeround", "user")
    recipient: Any = recipients.filter(pk=pk).first()
    if recipient is None or recipient.pledgeround.digest == PledgeRound.Digest.NEVER:
        return None
    round_: PledgeRound = recipient.pledgeround
    since = first_day(recipient)
    happened = what_happened(round_, since)
    waiting = round_.pledges.needing_a_person().count()
    if not any(happened.values()) and not waiting:
        return None
    contact = round_.reply_address or site_contact(None)
    return registry.render(
        KIND,
        {
            "round": round_,
            "since": since,
            "happened": happened,
            "waiting": waiting,
            "failed": OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).count(),
            "inbox_url": absolute_admin(reverse("mentoring_pledges:index")),
            "report_url": absolute_admin(f"{reverse('mentoring_pledge_report')}?round={round_.pk}"),
            "mail_url": absolute_admin(reverse("mentoring_mail:index")),
            "site_name": site_name(None),
            "contact": contact,
        },
        subject=registry.filled(_("What was given back: %(round)s"), {"round": round_.title}),
        reply_to=contact,
        language=UserProfile.get_for_user(recipient.user).get_preferred_language(),
    )


def first_day(recipient: Any) -> dt.date:
    """Where the last digest ended, so that nothing is left out after a quiet or a broken week."""
    today = timezone.localdate()
    is_weekly = recipient.pledgeround.digest == PledgeRound.Digest.WEEKLY
    earlier = OutgoingMail.objects.filter(
        kind=KIND,
        object_id=recipient.pk,
        state=OutgoingMail.State.SENT,
        sent_at__gt=timezone.now() - LONGEST,
    )
    sent_at = earlier.order_by("-sent_at").values_list("sent_at", flat=True).first()
    if sent_at is not None:
        return timezone.localdate(sent_at)
    return today - dt.timedelta(days=7 if is_weekly else 1)


def what_happened(round_: PledgeRound, since: dt.date) -> dict[str, int]:
    """How often each event happened from that day on, yesterday included, today not."""
    days = DailyCount.objects.filter(
        round=round_, day__gte=since, day__lt=timezone.localdate()
    ).order_by()
    found = dict(days.values_list("event").annotate(Sum("count")))
    told = (Event.CONFIRMED, Event.DONE, Event.TRIED, Event.MENTOR_TOLD, Event.WROTE_BACK)
    return {event.value: found.get(event, 0) for event in told}
