"""Every way a reader comment comes into being or changes its state.

Each change writes to Wagtail's log: ``wagtail_mentoring.publish``, ``wagtail_mentoring.mark_spam``,
``wagtail_mentoring.remove``, ``wagtail_mentoring.undo``, and, by readers,
``wagtail_mentoring.report``, ``wagtail_mentoring.changed`` and ``wagtail_mentoring.withdraw``.
What was published or held at once when it was sent is told by its verdict instead.

Whoever changes what is published locks the discussion's row first (SQLite: the database), so that
counts and numbers stay right however many people act at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.comments import subscriptions
from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.discussions import discussion_of
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import Discussion, ReaderComment, open_pages, path_below
from wagtail_mentoring.comments.names import with_name_judged
from wagtail_mentoring.comments.signals import comment_held, comment_published
from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.spam.base import Message, Outcome, TicketStatus, Verdict
from wagtail_mentoring.spam.operations import remember
from wagtail_mentoring.spam.pipeline import judge
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.identity import account_email, text_hash
from wagtail_mentoring.submissions.operations import (
    Origin,
    change_state,
    columns,
    policy_of,
    sender_key,
    store_once,
)
from wagtail_mentoring.submissions.tickets import Ticket
from wagtail_mentoring.text import comment_html, links_in, plain_text

State = ReaderComment.State
STATE_FOR = {
    Outcome.PUBLISH: State.PUBLISHED,
    Outcome.HOLD: State.WAITING,
    Outcome.SPAM: State.SPAM,
}

BY_READERS = frozenset(
    f"wagtail_mentoring.{action}" for action in ("report", "changed", "withdraw")
)
"""Changes that are nobody's decision about a response."""


class DecidedMeanwhile(Exception):
    """Somebody else has decided about the comment since it was looked at."""


def comments_open(page: Any, now: datetime | None = None) -> bool:
    """Whether visitors may comment on ``page`` at ``now``."""
    return PublicDiscussion(page).is_open(now)


def count_for(pages: Iterable[Any]) -> dict[Any, int]:
    """How many published responses each page has, in one query; for listings."""
    keys = [page.pk for page in pages]
    public = open_pages().filter(pk__in=keys).values("pk")
    rows = Discussion.objects.filter(page__in=public).values_list("page_id", "published_count")
    return dict.fromkeys(keys, 0) | dict(rows)


def recent(site: Any, limit: int) -> list[ReaderComment]:
    """The latest responses that anybody may see, with their discussions; of one site if given."""
    comments = ReaderComment.objects.public().responses().select_related("discussion")
    if site is not None:
        comments = comments.filter(site=site)
    return list(comments.order_by("-submitted_at", "-pk")[:limit])


def submit(
    page: Any,
    *,
    body: str,
    name: str,
    email: str,
    origin: Origin,
    parent: ReaderComment | None = None,
    website: str = "",
    subscribe: bool = False,
    public: PublicDiscussion | None = None,
    now: datetime | None = None,
) -> ReaderComment:
    """Judge and store a comment, however often it is sent; may raise ``NonceSpent``.

    ``parent`` must be a published comment of the same page; ``public`` is what the caller has
    read of the discussion already; ``subscribe`` asks for e-mail about answers.
    """
    now = now or timezone.now()
    public = public or PublicDiscussion(page)
    body_html = comment_html(body)
    policy = policy_of(public.settings, public.discussion.moderation if public.discussion else "")
    comment = ReaderComment(site=public.site, name=name, email=email, website=website)
    message = message_of(comment, body, body_html, origin)
    verdict = with_name_judged(judge(message, policy), name, origin.user, page)
    values = columns(public.site, origin, name=name, email=email, text=body)
    values |= {"body_html": body_html, "submitted_at": now, "verdict": verdict.as_dict()}
    values |= {"parent": parent, "discussion": public.discussion or discussion_of(page)}
    values |= {"website": website, "is_address_proven": origin.reader is not None}

    def store() -> ReaderComment:
        comment = _store(values, verdict, parent, now, subscribe)
        remember(message, verdict, comment.pk)
        return comment

    comment, is_new = store_once(ReaderComment, origin, body, store)
    if is_new and comment.state == State.WAITING:
        _send_on_commit(comment_held, comment)
    return comment


def publish(comment: ReaderComment, user: Any = None) -> bool:
    """Show a comment to everybody; False if somebody else was first."""
    return move(comment, State.PUBLISHED, user, "wagtail_mentoring.publish")


def mark_spam(comment: ReaderComment, user: Any = None) -> bool:
    """File a comment as spam; False if somebody else was first."""
    return move(comment, State.SPAM, user, "wagtail_mentoring.mark_spam")


def remove(comment: ReaderComment, user: Any = None, reason: str = "") -> bool:
    """Take a comment away from readers, but keep it; False if somebody else was first."""
    data = {"reason": reason} if reason else {}
    return move(comment, State.REMOVED, user, "wagtail_mentoring.remove", data)


def undo(comment: ReaderComment, user: Any = None) -> bool:
    """Go back to the state before the last change; False if there is none, or it was changed."""
    if not comment.previous_state:
        return False
    return move(comment, comment.previous_state, user, "wagtail_mentoring.undo")


def recount(discussion_id: int) -> None:
    """Count the published comments of a discussion afresh, e.g. after an import."""
    is_response = Q(kind=ReaderComment.Kind.COMMENT)
    counts = ReaderComment.objects.published().filter(discussion=discussion_id)
    totals = counts.order_by().aggregate(
        published_count=Count("pk", filter=is_response),
        ping_count=Count("pk", filter=~is_response),
        last_comment_at=Max("submitted_at", filter=is_response),
    )
    Discussion.objects.filter(pk=discussion_id).update(**totals)


def message_of(comment: ReaderComment, body: str, body_html: str, origin: Origin) -> Message:
    """The words of a comment, stored or not, as the spam filter sees them."""
    return Message(
        kind="comment",
        text=plain_text(body_html),
        name=comment.name,
        email=comment.email,
        url=comment.website,
        links=links_in(body),
        language=origin.language,
        site_id=comment.site_id,
        sender=sender_key(origin),
        object_id=comment.pk,
        decoy=origin.decoy,
        ticket=origin.ticket.status,
        ticket_age=origin.ticket.age,
        known=_is_known(origin),
    )


def _is_known(origin: Origin) -> bool:
    """An account, or a reader who proved their address, of whom something was published before."""
    published = ReaderComment.objects.published()
    if origin.user is not None:
        return published.filter(user=origin.user).exists()
    if origin.reader is not None:
        return published.filter(email_key=origin.reader.email_key).exists()
    return False


def _store(
    values: dict[str, Any],
    verdict: Verdict,
    parent: ReaderComment | None,
    now: datetime,
    subscribe: bool = False,
) -> ReaderComment:
    state = STATE_FOR[verdict.outcome]
    comment = ReaderComment(**values, state=state, arrived=state)
    if comment.state == State.PUBLISHED:
        counts = {"published_count": F("published_count") + 1, "last_comment_at": now}
        comment.number = _take_number(comment.discussion_id, **counts)
        comment.published_at = now
    comment.save(force_insert=True)
    comment.path = path_below(parent.path if parent else "", comment.pk)
    ReaderComment.objects.filter(pk=comment.pk).update(path=comment.path)
    if subscribe:
        subscriptions.subscribe(comment)
    if comment.state == State.PUBLISHED:
        _tell_of_publication(comment, first=True, may_have_readers=subscribe or bool(parent))
    return comment


def answer(
    comment: ReaderComment,
    *,
    body: str,
    name: str,
    user: Any,
    nonce: str | None = None,
    now: datetime | None = None,
) -> ReaderComment:
    """Reply to a comment as staff, and publish it if it is not yet: both or neither.

    Raises :class:`DecidedMeanwhile` when the comment is not any more as the caller saw it, and
    ``NonceSpent`` as ``submit`` does. To undo the reply is to remove it.
    """
    now, seen = now or timezone.now(), comment.state
    origin = Origin(
        user=user, language=comment.language, ticket=Ticket(TicketStatus.VALID, nonce, None)
    )
    values = columns(comment.site, origin, name=name, email=account_email(user), text=body)
    values |= {"body_html": comment_html(body), "submitted_at": now, "parent": comment}
    values |= {"discussion": comment.discussion, "previous_state": State.REMOVED}

    def store() -> ReaderComment:
        lock(comment.discussion_id)
        comment.refresh_from_db()
        if comment.state != seen:
            raise DecidedMeanwhile
        if seen != State.PUBLISHED:
            publish(comment, user=user)
        reply = _store(values, Verdict(Outcome.PUBLISH, 0.0), comment, now)
        log(reply, "wagtail_mentoring.publish", user=user)
        return reply

    reply, _is_new = store_once(ReaderComment, origin, body, store)
    return reply


def edit(comment: ReaderComment, *, body: str, user: Any, now: datetime | None = None) -> bool:
    """Change the words as staff; the log keeps what was there. False if somebody was first."""
    now, before = now or timezone.now(), comment.text
    row = ReaderComment.objects.filter(pk=comment.pk, text_hash=comment.text_hash)
    values = {"text": body, "text_hash": text_hash(body), "body_html": comment_html(body)}

    def act() -> bool:
        if body == before or not row.update(**values, edited_at=now):
            comment.refresh_from_db()
            return False
        comment.refresh_from_db()
        log(comment, "wagtail_mentoring.edit", user=user, data={"text": before})
        if comment.state == State.PUBLISHED:
            purge_on_commit(comment.discussion)
        return True

    return in_transaction(act, comment)


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
    if action not in BY_READERS:
        values["decided_at"] = comment.decided_at or now
    if state == State.PUBLISHED and first:
        values["published_at"] = now
    lock(comment.discussion_id)
    if not change_state(comment, state, user=user, action=action, data=data, **values):
        return False
    if action not in BY_READERS:
        comment.reports.filter(settled_at=None).update(settled_at=now)
    if state == State.PUBLISHED:
        _number(comment)
        _tell_of_publication(comment, first=first)
    elif was_published:
        purge_on_commit(comment.discussion)
    if was_published or state == State.PUBLISHED:
        recount(comment.discussion_id)
    return True


def _number(comment: ReaderComment) -> None:
    """Give a response its number when it is first published, for ever."""
    if comment.number is None and comment.kind == ReaderComment.Kind.COMMENT:
        comment.number = _take_number(comment.discussion_id)
        ReaderComment.objects.filter(pk=comment.pk).update(number=comment.number)


def _take_number(discussion_id: int, **values: Any) -> int:
    """The next number of a discussion; the update also locks its row until commit."""
    row = Discussion.objects.filter(pk=discussion_id)
    row.update(last_number=F("last_number") + 1, **values)
    return row.values_list("last_number", flat=True).get()


def lock(discussion_id: int) -> None:
    """Let nobody else change what is published in a discussion until commit.

    An update that changes nothing: SQLite ignores ``select_for_update``.
    """
    Discussion.objects.filter(pk=discussion_id).update(last_number=F("last_number"))


def _tell_of_publication(
    comment: ReaderComment, *, first: bool, may_have_readers: bool = True
) -> None:
    purge_on_commit(comment.discussion)
    if may_have_readers:
        subscriptions.tell_of(comment)
    _send_on_commit(comment_published, comment, first=first)


def _send_on_commit(signal: Any, comment: ReaderComment, **data: Any) -> None:
    after_commit(signal.send_robust, sender=ReaderComment, comment=comment, **data)
