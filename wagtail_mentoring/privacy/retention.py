"""What is forgotten in time, as the settings of each site say. No reader's words go unasked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Site

from wagtail_mentoring import jobs
from wagtail_mentoring.comments.models import ReaderComment, ReaderReport
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import MentorNote, Pledge, Story
from wagtail_mentoring.privacy.person import log_entries
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.models import Judgement
from wagtail_mentoring.submissions.models import ModeratorNotice, Reader

KEEP_FAILED_MAIL = dt.timedelta(days=30)
KEEP_NOTICES = dt.timedelta(days=60)
AT_ONCE = 1000
SUBMISSIONS = (ReaderComment, Pledge, Story, MentorNote)


def register() -> None:
    jobs.register("retention", run)


def run(now: dt.datetime) -> dict[str, int]:
    """Forget what is old enough at ``now``; once more does no harm."""
    every = [MentoringSettings.for_site(site) for site in (*Site.objects.all(), None)]
    return {
        "addresses": sum(_addresses(each, now) for each in every) + _readers(every, now),
        "networks": sum(_networks(each, now) for each in every),
        "deleted": sum(_deleted(each, now) for each in every),
        "mails": _failed_mails(now),
        "notices": ModeratorNotice.objects.filter(until__lt=now - KEEP_NOTICES).delete()[0],
    }


def _before(now: dt.datetime, days: int | None) -> dt.datetime | None:
    return None if days is None else now - dt.timedelta(days=days)


def _addresses(settings: MentoringSettings, now: dt.datetime) -> int:
    """The hash stays: by it a returning reader is known, and a person found who asks."""
    limit = _before(now, settings.keep_addresses_days)
    if limit is None:
        return 0
    later = ReaderComment.objects.filter(email_key=OuterRef("email_key"), submitted_at__gte=limit)
    old = ReaderComment.objects.filter(site=settings.site_id, submitted_at__lt=limit)
    pledges = Pledge.objects.filter(site=settings.site_id, submitted_at__lt=limit)
    pledges = pledges.exclude(progress=Pledge.Progress.OPEN)
    pledges = pledges.exclude(finished_at__gte=limit).exclude(due_on__gte=limit.date())
    forgotten = old.exclude(email="").filter(~Exists(later))
    return _in_batches(forgotten, email="") + _in_batches(pledges.exclude(email=""), email="")


def _readers(every: Iterable[MentoringSettings], now: dt.datetime) -> int:
    """Confirmed readers long unheard of. They belong to no site: the longest term holds."""
    terms = [each.keep_addresses_days for each in every]
    if None in terms:
        return 0
    limit = now - dt.timedelta(days=max(days or 0 for days in terms))
    recent = ReaderComment.objects.filter(email_key=OuterRef("email_key"), submitted_at__gte=limit)
    silent = Reader.objects.filter(confirmed_at__lt=limit).filter(~Exists(recent))
    return silent.delete()[1].get(Reader._meta.label, 0)


def _networks(settings: MentoringSettings, now: dt.datetime) -> int:
    limit = _before(now, settings.keep_networks_days)
    if limit is None:
        return 0
    count = 0
    for model in SUBMISSIONS:
        old = model._default_manager.filter(site=settings.site_id, submitted_at__lt=limit)
        traced = old.exclude(ip_key="", user_agent="")
        count += _in_batches(traced, ip_key="", user_agent="")
    reports = ReaderReport.objects.filter(comment__site=settings.site_id, reported_at__lt=limit)
    judged = Judgement.objects.filter(site=settings.site_id, made_at__lt=limit).exclude(sender="")
    return count + _in_batches(reports.exclude(ip_key=""), ip_key="") + judged.update(sender="")


def _deleted(settings: MentoringSettings, now: dt.datetime) -> int:
    """Spam and what was removed, where a site wants it gone; not what others have answered."""
    count = 0
    for state, days in (
        (ReaderComment.State.SPAM, settings.keep_spam_days),
        (ReaderComment.State.REMOVED, settings.keep_removed_days),
    ):
        limit = _before(now, days)
        if limit is not None:
            old = ReaderComment.objects.filter(site=settings.site_id, state=state)
            old = old.filter(submitted_at__lt=limit, replies=None).exclude(decided_at__gte=limit)
            while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
                gone = ReaderComment.objects.filter(pk__in=keys)
                log_entries(gone).delete()
                gone.delete()
                count += len(keys)
    return count


def _failed_mails(now: dt.datetime) -> int:
    """Mail that could not be sent may be tried again for a month; then its address goes."""
    late = OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED)
    return late.filter(created_at__lt=now - KEEP_FAILED_MAIL).exclude(address="").update(address="")


def _in_batches(rows: QuerySet, **values: Any) -> int:
    """Update rows that no longer match once they are; MariaDB cannot update what it asks about."""
    count = 0
    while keys := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=keys).update(**values)
        count += len(keys)
    return count
