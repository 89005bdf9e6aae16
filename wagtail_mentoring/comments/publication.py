"""Whether others may see a comment: the one door for every change of state.

Each change writes to Wagtail's log, under the names in ``submissions.actions``. What was published
or held at once when it was sent is told by its verdict instead.

Whoever changes what is published locks the discussion's row first (SQLite: the database), so that
counts and numbers stay right however many people act at once.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from wagtail_mentoring.comments import subscriptions
from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.comments.signals import comment_published
from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.submissions import actions
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.operations import change_state

State = ReaderComment.State

BY_READERS = frozenset({actions.REPORT, actions.CHANGED, actions.WITHDRAW})
"""Changes that are nobody's decision about a response."""


def publish(comment: ReaderComment, user: Any = None) -> bool:
    """Show a comment to everybody; False if somebody else was first."""
    return move(comment, State.PUBLISHED, user, actions.PUBLISH)


def mark_spam(comment: ReaderComment, user: Any = None) -> bool:
    """File a comment as spam; False if somebody else was first."""
    return move(comment, State.SPAM, user, actions.MARK_SPAM)


def remove(comment: ReaderComment, user: Any = None, reason: str = "") -> bool:
    """Take a comment away from readers, but keep it; False if somebody else was first."""
    data = {"reason": reason} if reason else {}
    return move(comment, State.REMOVED, user, actions.REMOVE, data)


def undo(comment: ReaderComment, user: Any = None) -> bool:
    """Go back to the state before the last change; False if there is none, or it was changed."""
    if not comment.previous_state:
        return False
    return move(comment, comment.previous_state, user, actions.UNDO)


def move(
    comment: ReaderComment,
    state: str,
    user: Any,
    action: str,
    data: dict[str, Any] | None = None,
    **values: Any,
) -> bool:
    """The one door for every change of state: number, counts, log, and who hears of it.

    ``data`` goes into the log, ``values`` into columns of the comment.
    """
    act = partial(_move, comment, state, user, action, data, **values)
    return in_transaction(act, comment)


def _move(
    comment: ReaderComment,
    state: str,
    user: Any,
    action: str,
    data: dict[str, Any] | None,
    **values: Any,
) -> bool:
    was_published = comment.state == State.PUBLISHED
    first = comment.published_at is None
    now = timezone.now()
    if action not in BY_READERS and comment.decided_at is None:
        values |= {"decided_at": now, "decision_time": now - comment.submitted_at}
    if state == State.PUBLISHED and first:
        values["published_at"] = now
    lock(comment.discussion_id)
    if not change_state(comment, state, user=user, action=action, data=data, **values):
        return False
    if action not in BY_READERS:
        comment.reports.filter(settled_at=None).update(settled_at=now)
    if state == State.PUBLISHED:
        _number(comment)
        tell_of_publication(comment, first=first)
    elif was_published:
        purge_on_commit(comment.discussion)
    if was_published or state == State.PUBLISHED:
        recount(comment.discussion_id)
    return True


def _number(comment: ReaderComment) -> None:
    """Give a response its number when it is first published, for ever."""
    if comment.number is None and comment.kind == ReaderComment.Kind.COMMENT:
        comment.number = take_number(comment.discussion_id)
        ReaderComment.objects.filter(pk=comment.pk).update(number=comment.number)


def take_number(discussion_id: int, **values: Any) -> int:
    """The next number of a discussion; the update also locks its row until commit."""
    row = Discussion.objects.filter(pk=discussion_id)
    row.update(last_number=F("last_number") + 1, **values)
    return row.values_list("last_number", flat=True).get()


def lock(discussion_id: int) -> None:
    """Let nobody else change what is published in a discussion until commit.

    An update that changes nothing: SQLite ignores ``select_for_update``.
    """
    Discussion.objects.filter(pk=discussion_id).update(last_number=F("last_number"))


def tell_of_publication(
    comment: ReaderComment, *, first: bool, may_have_readers: bool = True
) -> None:
    purge_on_commit(comment.discussion)
    if may_have_readers:
        subscriptions.tell_of(comment)
    after_commit(comment_published.send_robust, sender=ReaderComment, comment=comment, first=first)


def recount(discussion_id: int, **values: Any) -> None:
    """Count the published comments of a discussion afresh, e.g. after an import.

    ``values`` of other columns are set with it.
    """
    is_response = Q(kind=ReaderComment.Kind.COMMENT)
    counts = ReaderComment.objects.published().filter(discussion=discussion_id)
    totals = counts.order_by().aggregate(
        published_count=Count("pk", filter=is_response),
        ping_count=Count("pk", filter=~is_response),
        last_comment_at=Max("submitted_at", filter=is_response),
    )
    Discussion.objects.filter(pk=discussion_id).update(**totals, **values)
