"""Whether others may see a pledge and its story: what the filter says, and what people decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from wagtail_mentoring.pledges.cache import purge_on_commit
from wagtail_mentoring.pledges.models import Pledge, Story
from wagtail_mentoring.spam import pipeline
from wagtail_mentoring.spam.base import Message, Outcome, Policy, Verdict
from wagtail_mentoring.submissions.models import Submission
from wagtail_mentoring.submissions.operations import Origin, change_state, policy_for
from wagtail_mentoring.text import links_in

Item: TypeAlias = "Pledge | Story"
State = Submission.State

PUBLISH = "wagtail_mentoring.publish"
MARK_SPAM = "wagtail_mentoring.mark_spam"
REMOVE = "wagtail_mentoring.remove"
UNDO = "wagtail_mentoring.undo"
REWRITTEN = "wagtail_mentoring.rewritten"
RELEASE = "wagtail_mentoring.release"


def judge_new(pledge: Pledge, origin: Origin, policy: Policy) -> Verdict:
    """Whether the form was filled in by a person. Nothing waits for the wall's rules yet."""
    suspicious_only = Policy(hold="suspicious", hold_links=policy.hold_links)
    message = Message(
        kind="pledge",
        text=words_of(pledge),
        name=pledge.name,
        links=links_in(words_of(pledge)),
        language=pledge.language,
        decoy=origin.decoy,
        ticket=origin.ticket.status,
        ticket_age=origin.ticket.age,
        known=is_known(pledge),
    )
    return pipeline.judge(message, suspicious_only)


def consider(pledge: Pledge, now: datetime | None = None) -> None:
    """Judge what a finished pledge wants to show, and publish what the site's rules allow.

    Touches only what nobody has decided about yet.
    """
    if pledge.progress != Pledge.Progress.FINISHED or pledge.wall_consent_at is None:
        return
    policy = policy_of_round(pledge)
    known = is_known(pledge)
    story = story_of(pledge)
    for item in (pledge, story):
        if item is not None and item.state == State.WAITING:
            _consider(item, policy, known, now)


def policy_of_round(pledge: Pledge) -> Policy:
    """The site's policy, unless the round has one of its own."""
    policy = policy_for(pledge.site)
    hold = pledge.round.moderation
    return replace(policy, hold=hold) if hold else policy


def _consider(item: Item, policy: Policy, known: bool, now: datetime | None) -> None:
    words = words_of(item) if isinstance(item, Pledge) else item.text
    verdict = pipeline.judge(
        Message(
            kind="pledge" if isinstance(item, Pledge) else "story",
            text=words,
            name=item.name,
            links=links_in(words),
            language=item.language,
            known=known,
        ),
        policy,
    )
    item.verdict = verdict.as_dict()
    item.save(update_fields=["verdict"])
    if verdict.outcome is Outcome.PUBLISH:
        publish(item, now=now)
    elif verdict.outcome is Outcome.SPAM:
        mark_spam(item)


def words_of(pledge: Pledge) -> str:
    """Everything a pledger typed but the name, for the filter."""
    typed = [pledge.text, pledge.plan, pledge.thanks, pledge.mentor_name]
    return "\n".join(words for words in typed if words)


def is_known(pledge: Pledge) -> bool:
    """Whether the same, proven address has a published pledge already."""
    if not pledge.email_key or pledge.confirmed_at is None:
        return False
    others = Pledge.objects.published().filter(
        email_key=pledge.email_key, confirmed_at__isnull=False
    )
    return others.exclude(pk=pledge.pk).exists()


def story_of(pledge: Pledge) -> Story | None:
    """The story of a pledge, if there is one."""
    return getattr(pledge, "story", None)


def publish(item: Item, user: Any = None, now: datetime | None = None) -> bool:
    """Let others see a pledge or a story; False if somebody else decided first."""
    return _move(item, State.PUBLISHED, PUBLISH, user, published_at=now or timezone.now())


def mark_spam(item: Item, user: Any = None) -> bool:
    """File a pledge or a story as spam; False if somebody else decided first."""
    return _move(item, State.SPAM, MARK_SPAM, user)


def remove(item: Item, user: Any = None) -> bool:
    """Take a pledge or a story off; False if somebody else decided first."""
    return _move(item, State.REMOVED, REMOVE, user)


def undo(item: Item, user: Any = None) -> bool:
    """Go back to the state before the last decision; False when there is none."""
    return bool(item.previous_state) and _move(item, item.previous_state, UNDO, user)


def words_changed(item: Item) -> None:
    """A text that was published waits again once its writer has changed it."""
    if item.state == State.PUBLISHED:
        _move(item, State.WAITING, REWRITTEN, None)


def _move(item: Item, state: str, action: str, user: Any, **values: Any) -> bool:
    with transaction.atomic():
        moved = change_state(item, state, user=user, action=action, **values)
        if moved:
            purge_on_commit(item.pledge if isinstance(item, Story) else item)
    return moved
