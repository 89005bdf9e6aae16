"""Every way a reader comment comes into being, is counted, is answered and is decided about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.comments import subscriptions
from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.discussions import discussion_of
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.comments.names import with_name_judged
from wagtail_mentoring.comments.paths import path_below
from wagtail_mentoring.comments.publication import (
    lock,
    mark_spam,
    publish,
    recount,
    remove,
    take_number,
    tell_of_publication,
    undo,
)
from wagtail_mentoring.comments.signals import comment_held
from wagtail_mentoring.comments.visibility import open_pages
from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.spam.base import Message, Outcome, TicketStatus, Verdict
from wagtail_mentoring.spam.operations import remember
from wagtail_mentoring.spam.pipeline import judge
from wagtail_mentoring.submissions import actions
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.identity import account_email, text_hash
from wagtail_mentoring.submissions.operations import (
    Origin,
    change_words,
    columns,
    policy_of,
    sender_key,
    store_once,
)
from wagtail_mentoring.submissions.tickets import Ticket
from wagtail_mentoring.text import comment_html, links_in, plain_text

__all__ = [
    "DecidedMeanwhile",
    "answer",
    "comments_open",
    "count_for",
    "edit",
    "mark_spam",
    "message_of",
    "publish",
    "recent",
    "recount",
    "remove",
    "submit",
    "undo",
]

State = ReaderComment.State
STATE_FOR = {
    Outcome.PUBLISH: State.PUBLISHED,
    Outcome.HOLD: State.WAITING,
    Outcome.SPAM: State.SPAM,
}


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
        remember(message, verdict, comment.pk, now)
        return comment

    comment, is_new = store_once(ReaderComment, origin, body, store)
    if is_new and comment.state == State.WAITING:
        after_commit(comment_held.send_robust, sender=ReaderComment, comment=comment)
    return comment


def message_of(comment: ReaderComment, body: str, body_html: str, origin: Origin) -> Message:
    """The words of a comment, stored or not, as the spam filter sees them."""
    known = _is_known(origin)
    return Message(
        kind="comment",
        text=plain_text(body_html),
        name=comment.name,
        email=comment.email,
        url=comment.website,
        links=links_in(body),
        language=origin.language,
        site_id=comment.site_id,
        sender=sender_key(origin, is_known=known),
        object_id=comment.pk,
        decoy=origin.decoy,
        ticket=origin.ticket.status,
        ticket_age=origin.ticket.age,
        untouched=origin.untouched,
        known=known,
    )


def message_of_stored(comment: ReaderComment) -> Message:
    """A stored comment as the spam filter saw it, so far as that is kept."""
    return message_of(comment, comment.text, comment.body_html, Origin(language=comment.language))


def _is_known(origin: Origin) -> bool:
    """Whether a person has approved something of this account, or of this reader, who proved their
    address: what the filter alone lets through, anybody can write.

    Nobody is known of whom something that surely is theirs stands as spam by a person's word.
    """
    if origin.user is not None:
        mine = comments = ReaderComment.objects.filter(user=origin.user)
    elif origin.reader is not None:
        comments = ReaderComment.objects.filter(email_key=origin.reader.email_key)
        mine = comments.filter(is_address_proven=True)  # anybody can type the address
    else:
        return False
    approved = comments.published().filter(Q(decided_at__isnull=False) | Q(arrived=""))
    spam = mine.filter(state=State.SPAM, decided_at__isnull=False)
    return approved.exists() and not spam.exists()


def _store(
    values: dict[str, Any],
    verdict: Verdict,
    parent: ReaderComment | None,
    now: datetime,
    subscribe: bool = False,
) -> ReaderComment:
    state = STATE_FOR[verdict.outcome]
    comment = ReaderComment(**{"arrived": state, **values}, state=state)
    if comment.state == State.PUBLISHED:
        counts = {"published_count": F("published_count") + 1, "last_comment_at": now}
        comment.number = take_number(comment.discussion_id, **counts)
        comment.published_at = now
    comment.save(force_insert=True)
    comment.path = path_below(parent.path if parent else "", comment.pk)
    ReaderComment.objects.filter(pk=comment.pk).update(path=comment.path)
    if subscribe:
        subscriptions.subscribe(comment)
    if comment.state == State.PUBLISHED:
        tell_of_publication(comment, first=True, may_have_readers=subscribe or bool(parent))
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
    values |= {"arrived": ""}

    def store() -> ReaderComment:
        lock(comment.discussion_id)
        comment.refresh_from_db()
        if comment.state != seen:
            raise DecidedMeanwhile
        if seen != State.PUBLISHED:
            publish(comment, user=user)
        reply = _store(values, Verdict(Outcome.PUBLISH, 0.0), comment, now)
        log(reply, actions.PUBLISH, user=user)
        return reply

    reply, _is_new = store_once(ReaderComment, origin, body, store)
    return reply


def edit(comment: ReaderComment, *, body: str, user: Any, now: datetime | None = None) -> bool:
    """Change the words as staff; the log keeps what was there. False if somebody was first."""
    derived = {"text_hash": text_hash(body), "body_html": comment_html(body)}

    def act() -> bool:
        if not change_words(comment, {"text": body}, user=user, now=now, **derived):
            return False
        if comment.state == State.PUBLISHED:
            purge_on_commit(comment.discussion)
        return True

    return in_transaction(act, comment)
