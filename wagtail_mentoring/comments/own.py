"""What writers can still do about a response of theirs: change it, or take it back.

From the browser that sent it, for as long as the site allows, while nobody has answered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.names import with_name_judged
from wagtail_mentoring.comments.operations import STATE_FOR, message_of
from wagtail_mentoring.comments.publication import lock, move
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.base import Verdict
from wagtail_mentoring.spam.operations import remember_again
from wagtail_mentoring.spam.pipeline import judge
from wagtail_mentoring.submissions import actions
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.identity import text_hash
from wagtail_mentoring.submissions.operations import Origin, policy_of
from wagtail_mentoring.text import comment_html

State = ReaderComment.State


def changeable_until(comment: ReaderComment, settings: MentoringSettings) -> datetime | None:
    """Until when its writer may change or withdraw it; None if not at all, or not any more.

    What a moderator has hidden stays as it is.
    """
    hidden = comment.state == State.REMOVED or (
        comment.state != State.PUBLISHED and comment.decided_at is not None
    )
    if hidden or is_answered(comment):
        return None
    return comment.submitted_at + timedelta(minutes=settings.edit_minutes)


def is_changeable(
    comment: ReaderComment, settings: MentoringSettings, now: datetime | None = None
) -> bool:
    until = changeable_until(comment, settings)
    return until is not None and (now or timezone.now()) < until


def is_answered(comment: ReaderComment) -> bool:
    """Whether somebody answered it, published already or waiting."""
    return comment.replies.filter(state__in=[State.PUBLISHED, State.WAITING]).exists()


def change(
    comment: ReaderComment,
    *,
    body: str,
    origin: Origin,
    settings: MentoringSettings,
    now: datetime | None = None,
) -> bool:
    """Put other words in place, which are judged again; False if it is too late."""
    now = now or timezone.now()
    body_html = comment_html(body)
    policy = policy_of(settings, comment.discussion.moderation)
    message = message_of(comment, body, body_html, origin)
    verdict = judge(message, policy)
    page = comment.discussion.page
    if page is not None:
        verdict = with_name_judged(verdict, comment.name, comment.user, page.specific)
    words = {"text": body, "text_hash": text_hash(body), "body_html": body_html}
    values: dict[str, Any] = {**words, "verdict": verdict.as_dict()}
    if comment.published_at is not None:
        values["edited_at"] = now

    def act() -> bool:
        lock(comment.discussion_id)
        if not is_changeable(comment, settings, now):
            return False
        state = _state_after(comment, verdict)
        if state != comment.state:
            changed = move(comment, state, None, actions.CHANGED, **values)
        else:
            changed = _rewrite(comment, values)
        if changed:
            remember_again(message, verdict, comment.pk)
        return changed

    return in_transaction(act, comment)


def withdraw(
    comment: ReaderComment, *, settings: MentoringSettings, now: datetime | None = None
) -> bool:
    """Take it away again; False if it is too late."""

    def act() -> bool:
        lock(comment.discussion_id)
        if not is_changeable(comment, settings, now):
            return False
        return move(comment, State.REMOVED, None, actions.WITHDRAW)

    return in_transaction(act, comment)


def _state_after(comment: ReaderComment, verdict: Verdict) -> str:
    """What was filed as spam can at best wait: nobody shall find the filter's limit by trying.
    So can what was published and taken back to the queue."""
    state = STATE_FOR[verdict.outcome]
    taken_back = comment.state == State.WAITING and comment.published_at is not None
    must_wait = comment.state == State.SPAM or taken_back
    return State.WAITING if must_wait and state == State.PUBLISHED else state


def _rewrite(comment: ReaderComment, values: dict[str, Any]) -> bool:
    same = ReaderComment.objects.filter(
        pk=comment.pk, state=comment.state, text_hash=comment.text_hash
    )
    if not same.update(**values):
        return False
    for field, value in values.items():
        setattr(comment, field, value)
    log(comment, actions.CHANGED)
    if comment.state == State.PUBLISHED:
        purge_on_commit(comment.discussion)
    return True
