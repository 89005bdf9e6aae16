"""What the people whom a round names hear of it by e-mail, every day or every Monday."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_admin_base_url

from wagtail_mentoring import jobs
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges.mails import site_contact, site_name
from wagtail_mentoring.pledges.models import DailyCount, Event, PledgeRound

KIND = "program_digest"
SEND_AT_HOUR = 9
FIRST_DAY = dt.date(2020, 1, 1)
"""Mails are numbered by the days since then, so that each day has one at the most."""

Recipient = PledgeRound.notified.through


def register() -> None:
    jobs.register("digests", run)
    registry.register(KIND, load)


def run(now: dt.datetime) -> dict[str, int]:
    """Queue what is due; two at once, or one that comes late, double nothing."""
    local = timezone.localtime(now)
    if local.hour < SEND_AT_HOUR:
        return {"queued": 0}
    wanted = Q(pledgeround__digest=PledgeRound.Digest.DAILY)
    if local.isoweekday() == 1:
        wanted |= Q(pledgeround__digest=PledgeRound.Digest.WEEKLY)
    recipients = Recipient.objects.filter(wanted, user__is_active=True).exclude(user__email="")
    number = (local.date() - FIRST_DAY).days
    rows = [
        queue(KIND, recipient.pk, recipient.user.email, number=number)
        for recipient in recipients.select_related("user")
    ]
    return {"queued": sum(row is not None for row in rows)}


def load(pk: int) -> MailContent | None:
    """The digest as things stand now; None if nothing happened and nothing waits."""
    recipient: Any = Recipient.objects.select_related("pledgeround").filter(pk=pk).first()
    if recipient is None or recipient.pledgeround.digest == PledgeRound.Digest.NEVER:
        return None
    round_: PledgeRound = recipient.pledgeround
    days = 7 if round_.digest == PledgeRound.Digest.WEEKLY else 1
    since = timezone.localdate() - dt.timedelta(days=days)
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
            "inbox_url": _admin_url("mentoring_pledges:index"),
            "report_url": f"{_admin_url('mentoring_pledge_report')}?round={round_.pk}",
            "mail_url": _admin_url("mentoring_mail:index"),
            "site_name": site_name(None),
            "contact": contact,
        },
        subject=_("What was given back: %(round)s") % {"round": round_.title},
        reply_to=contact,
        language="",
    )


def what_happened(round_: PledgeRound, since: dt.date) -> dict[str, int]:
    """How often each event happened from that day on, yesterday included, today not."""
    days = DailyCount.objects.filter(
        round=round_, day__gte=since, day__lt=timezone.localdate()
    ).order_by()
    found = dict(days.values_list("event").annotate(Sum("count")))
    told = (Event.CONFIRMED, Event.DONE, Event.TRIED, Event.MENTOR_TOLD, Event.WROTE_BACK)
    return {event.value: found.get(event, 0) for event in told}


def _admin_url(name: str) -> str:
    return f"{get_admin_base_url() or ''}{reverse(name)}"
