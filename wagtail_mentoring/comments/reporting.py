"""Readers who report a published response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.comments.models import ReaderComment, ReaderReport
from wagtail_mentoring.comments.publication import move
from wagtail_mentoring.comments.signals import comment_reported
from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.submissions import actions
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.identity import staff_accounts

State = ReaderComment.State
ONE_DAY = timedelta(days=1)
MOST_TAKEN_BACK, MOST_TAKEN_BACK_TOGETHER = 5, 20
"""Responses that reports from one network, and from all, take back to the queue within a day.

Nobody empties a site by reporting all of it, not even with many networks, which are cheap in IPv6;
the further reports are in the inbox all the same."""


def report(
    comment: ReaderComment,
    *,
    reason: str,
    text: str = "",
    nonce: str,
    user: Any = None,
    ip_key: str = "",
) -> bool:
    """Note a reader's report; False if this form was sent before.

    The first report of a response takes it back to the queue. Later ones do not: a moderator has
    looked at it since, or is about to.
    """
    values = {"reason": reason, "text": text, "user": user, "ip_key": ip_key, "nonce": nonce}

    def act() -> bool:
        made, is_new = ReaderReport.objects.get_or_create(
            nonce=nonce, defaults={**values, "comment": comment}
        )
        if is_new and _takes_back(made):
            data = {"reason": str(reason)}
            move(comment, State.WAITING, None, actions.REPORT, data)
        return is_new

    if not in_transaction(act, comment):
        return False
    after_commit(comment_reported.send_robust, sender=ReaderReport, comment=comment)
    return True


def _takes_back(made: ReaderReport) -> bool:
    """Whether the response waits until a moderator has looked.

    What the article's author and staff wrote stays where it is, so that nobody can silence them;
    the report is in the inbox all the same.
    """
    comment = made.comment
    if comment.reports.exclude(pk=made.pk).exists() or is_ours(comment):
        return False
    lately = ReaderReport.objects.filter(
        comment__site=comment.site_id, reported_at__gt=made.reported_at - ONE_DAY
    )
    if lately.values("comment").distinct().count() > MOST_TAKEN_BACK_TOGETHER:
        return False
    return lately.filter(ip_key=made.ip_key).count() <= MOST_TAKEN_BACK


def open_reports() -> QuerySet[ReaderReport]:
    """What readers said that no moderator has answered by a decision, oldest first."""
    return ReaderReport.objects.filter(settled_at=None)


def settle(comment: ReaderComment, user: Any = None) -> bool:
    """Leave a reported response as it is; False if no report was open any more."""
    with transaction.atomic():
        if not comment.reports.filter(settled_at=None).update(settled_at=timezone.now()):
            return False
        log(comment, actions.KEEP, user=user)
    return True


def is_ours(comment: ReaderComment) -> bool:
    """Whether the article's author or a member of staff wrote it."""
    if comment.user_id is None:
        return False
    page = comment.discussion.page
    authors = page.specific.get_comment_author_user_ids() if page else set()
    return comment.user_id in authors or staff_accounts().filter(pk=comment.user_id).exists()
