"""Whether mail and cron do their work; what moderators are told if not."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.mail.models import CronRun, OutgoingMail

RUN_DUE = "mentoring_run_due"
A_DAY = dt.timedelta(days=1)
LONGEST_PAUSE = dt.timedelta(hours=26)
"""Of the cron line: one that runs only daily is late at times."""


def note_run(now: dt.datetime) -> None:
    """Remember that the cron line has run through."""
    CronRun.objects.update_or_create(command=RUN_DUE, defaults={"finished_at": now})


def warning(now: dt.datetime | None = None) -> str | None:
    """One sentence for moderators when cron or mail has not run since yesterday, else None."""
    now = now or timezone.now()
    yesterday = now - A_DAY
    run = CronRun.objects.filter(command=RUN_DUE).first()
    if run is None:
        return _("E-mail is not sent reliably: the cron command mentoring_run_due has never run.")
    if run.finished_at < now - LONGEST_PAUSE:
        return _(
            "Since %(date)s the cron command mentoring_run_due has not run: e-mail is not sent"
            " reliably."
        ) % {"date": date_format(timezone.localtime(run.finished_at), "SHORT_DATETIME_FORMAT")}
    if app_settings.DELIVER_MAIL and _is_mail_stuck(yesterday):
        return _("No e-mail has left this site since yesterday: the mail server takes none.")
    return None


def held_back() -> str | None:
    """One sentence when all mail is kept in the outbox on purpose, else None."""
    if app_settings.DELIVER_MAIL:
        return None
    return _(
        "Mail is held back on this site: nothing is sent, and everything waits in the outbox."
        " (DELIVER_MAIL is off, as it should be on a copy of the real site.)"
    )


def _is_mail_stuck(yesterday: dt.datetime) -> bool:
    """Whether something tried in vain is a day old, and nothing else got through either."""
    tried = OutgoingMail.objects.waiting().filter(attempts__gt=0, created_at__lt=yesterday)
    # A mail that was sent keeps the end of its lease in ``due_at``, which has the index.
    sent = OutgoingMail.objects.filter(state=OutgoingMail.State.SENT, due_at__gt=yesterday)
    return tried.exists() and not sent.filter(sent_at__gt=yesterday).exists()
