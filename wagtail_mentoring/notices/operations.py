"""Who is to be told of what waits, and when: one e-mail for all of it, never one for each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.mail.operations import queue as queue_mail
from wagtail_mentoring.permissions import comment_policy, pledge_policy
from wagtail_mentoring.pledges.admin.notes import note_queue
from wagtail_mentoring.pledges.admin.queue import pledge_queue
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.identity import account_email
from wagtail_mentoring.submissions.models import ModeratorNotice, ModeratorPreference

KIND = "moderator_notice"
QUEUES = (comment_queue, pledge_queue, note_queue)
Notify = ModeratorPreference.Notify
AN_HOUR, A_DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

CAME_IN: dict[Any, tuple[str, ...]] = {
    comment_queue: ("submitted_at", "reports__reported_at"),
    pledge_queue: ("submitted_at", "finished_at", "story__submitted_at"),
    note_queue: ("submitted_at",),
}
"""The moments at which something of each kind joins its queue."""


def run(now: dt.datetime) -> dict[str, int]:
    """Queue the e-mails that are due; two at once double nothing."""
    return {"queued": sum(_tell(user, now) for user in _moderators() if _is_due(user, now))}


def came_in(queue: Any, user: Any, since: dt.datetime, until: dt.datetime) -> QuerySet:
    """What joined a queue in this time and still waits, where ``user`` decides."""
    decides = queue.policy.instances_user_has_permission_for(user, "moderate")
    moments = Q()
    for moment in CAME_IN[queue]:
        moments |= Q(**{f"{moment}__gt": since, f"{moment}__lte": until})
    waiting = queue.waiting(user).filter(moments, pk__in=decides.values("pk"))
    return waiting.order_by("submitted_at", "pk").distinct()


def rhythm(user: Any) -> str:
    """How often ``user`` hears of it: by choice, else daily, but never as administrator."""
    chosen = ModeratorPreference.of(user).notify
    if chosen != Notify.BY_ROLE:
        return chosen
    return Notify.NEVER if user.is_superuser else Notify.DAILY


def _moderators() -> QuerySet:
    """Everybody with a say somewhere."""
    policies = (comment_policy, pledge_policy)
    may = [policy.users_with_permission("moderate").values("pk") for policy in policies]
    users: QuerySet = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(Q(pk__in=may[0]) | Q(pk__in=may[1]))


def _is_due(user: Any, now: dt.datetime) -> bool:
    """Whether the last e-mail is from before the last moment at which one was due."""
    how = rhythm(user)
    if how == Notify.NEVER or not account_email(user):
        return False
    if how == Notify.AT_ONCE:
        return True
    last = _last(user)
    due = now - AN_HOUR if how == Notify.HOURLY else _daily(user, now)
    return last is None or last < due


def _last(user: Any) -> dt.datetime | None:
    """Up to when ``user`` has been told."""
    last = ModeratorNotice.objects.filter(user=user).order_by("-until").first()
    return last.until if last else None


def _daily(user: Any, now: dt.datetime) -> dt.datetime:
    """When the daily e-mail was due last; of several sites the earliest hour counts."""
    sites = comment_policy.sites_user_has_permission_for(user, "moderate").values("pk")
    rows = MentoringSettings.objects.filter(site__in=sites)
    hours = rows.values_list("digest_hour", flat=True)
    hour = min(hours, default=MentoringSettings().digest_hour)
    local = timezone.localtime(now)
    slot = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return slot if slot <= local else slot - A_DAY


def _tell(user: Any, now: dt.datetime) -> bool:
    """Note what is told and queue the e-mail; nothing if nothing came in."""
    since = _last(user) or now - A_DAY
    if not any(came_in(queue, user, since, now).exists() for queue in QUEUES):
        return False
    try:
        with transaction.atomic():
            notice = ModeratorNotice.objects.create(user=user, since=since, until=now)
            queue_mail(KIND, notice.pk, account_email(user))
    except IntegrityError:
        return False
    return True
