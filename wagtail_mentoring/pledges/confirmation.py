"""The first e-mail to an address nobody has proven yet: rarely, and never a way to pester."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Sum

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.submissions import identity, limits
from wagtail_mentoring.submissions.models import RateCount

KIND = "pledge_confirm"
ONE_DAY = dt.timedelta(days=1)


def grant(email: str, now: dt.datetime) -> bool:
    """Whether one more e-mail may go to this address: one a day, few until it is confirmed.

    The day is claimed by a unique row, so that of fifty posts at once one is granted. It asks
    the same questions of the database whatever the answer, and so tells nobody who is known.
    """
    email_key = identity.email_key(email)
    past = Pledge.objects.filter(email_key=email_key).aggregate(
        mails=Sum("confirm_mails"), latest=Max("confirm_mail_at"), confirmed=Count("confirmed_at")
    )
    is_first_today = _claim(f"pledge-confirm:{email_key}:{now.date().toordinal()}", now)
    is_box_rested = limits.is_box_rested(email, now)
    is_rested = past["latest"] is None or past["latest"] <= now - ONE_DAY
    is_few = (past["mails"] or 0) < app_settings.CONFIRM_MAILS_PER_ADDRESS
    is_welcome = past["confirmed"] or (is_few and is_box_rested)
    return bool(is_first_today and is_rested and is_welcome)


def send(pledge: Pledge, now: dt.datetime, *, released: bool = False) -> bool:
    """Queue the e-mail (again) if the address may get one now, or a person released it."""
    if _is_waiting(pledge) or not (grant(pledge.email, now) or released):
        return False
    with transaction.atomic():
        unconfirmed = Pledge.objects.filter(pk=pledge.pk, progress=Pledge.Progress.UNCONFIRMED)
        if not unconfirmed.update(confirm_mails=F("confirm_mails") + 1, confirm_mail_at=now):
            return False
        queue_next(KIND, pledge)
    return True


def queue_next(kind: str, pledge: Pledge, *, at_most: int = 100) -> None:
    """Queue one more e-mail of a kind about this pledge, but never more than ``at_most``."""
    number = OutgoingMail.objects.filter(kind=kind, object_id=pledge.pk).count() + 1
    if number <= at_most:
        queue(kind, pledge.pk, pledge.email, number=number)


def _is_waiting(pledge: Pledge) -> bool:
    """Whether an earlier one is still on its way, as when the mail server is down."""
    mails = OutgoingMail.objects.filter(kind=KIND, object_id=pledge.pk)
    return mails.filter(state__in=[OutgoingMail.State.QUEUED, OutgoingMail.State.SENDING]).exists()


def _claim(key: str, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            RateCount.objects.create(key=key, count=1, expires_at=now + 2 * ONE_DAY)
    except IntegrityError:
        return False
    return True
