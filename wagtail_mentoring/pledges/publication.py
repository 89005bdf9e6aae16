"""Whether others may see a pledge and its story: what the filter says, and what people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from wagtail_mentoring.pledges import telling
from wagtail_mentoring.pledges.cache import purge_on_commit
from wagtail_mentoring.pledges.models import MentorNote, Pledge, Story
from wagtail_mentoring.spam import pipeline
from wagtail_mentoring.spam.base import Message, Outcome, Policy, Reason, Verdict
from wagtail_mentoring.spam.models import Judgement
from wagtail_mentoring.spam.operations import remember
from wagtail_mentoring.submissions import actions, identity
from wagtail_mentoring.submissions.models import Submission
from wagtail_mentoring.submissions.operations import (
    Origin,
    change_state,
    change_words,
    policy_for,
    sender_key,
    spam_kind,
)
from wagtail_mentoring.text import links_in

Item: TypeAlias = "Pledge | Story | MentorNote"
State = Submission.State


def message_of(pledge: Pledge, origin: Origin, talents: Sequence[str] = ()) -> Message:
    """A pledge just sent, as the spam filter sees it."""
    words = "\n".join([words_of(pledge), *talents])
    return Message(
        kind="pledge",
        text=words,
        name=pledge.name,
        email=pledge.email,
        links=links_in(words),
        language=pledge.language,
        site_id=pledge.site_id,
        sender=sender_key(origin),
        decoy=origin.decoy,
        ticket=origin.ticket.status,
        ticket_age=origin.ticket.age,
        untouched=origin.untouched,
        known=is_known(pledge),
    )


def judge_new(message: Message, policy: Policy) -> Verdict:
    """Whether the form was filled in by a person. Nothing waits for the wall's rules yet."""
    return pipeline.judge(message, Policy(hold="none", hold_links=policy.hold_links))


def consider(pledge: Pledge, now: datetime | None = None) -> None:
    """Judge what a finished pledge wants to show, and publish what the site's rules allow.

    Touches only what nobody has decided about yet. A harmless pledge whose story looks like spam
    waits with it.
    """
    if not pledge.is_for_others:
        return
    policy = policy_of_round(pledge)
    known = is_known(pledge)
    story = story_of(pledge)
    doubts: tuple[Reason, ...] = ()
    if story is not None and story.state == State.WAITING:
        verdict = judge(story, policy, known, now)
        if verdict.score >= pipeline.HOLD_FROM:
            doubts = (Reason("story_doubted", 0.0, holds=True),)
    if pledge.state == State.WAITING:
        judge(pledge, policy, known, now, doubts)


def policy_of_round(pledge: Pledge) -> Policy:
    """The site's policy, unless the round has one of its own."""
    policy = policy_for(pledge.site)
    hold = pledge.round.moderation
    return replace(policy, hold=hold) if hold else policy


def judge(
    item: Item,
    policy: Policy,
    known: bool,
    now: datetime | None,
    doubts: tuple[Reason, ...] = (),
) -> Verdict:
    """Let the filter look at something that others are to see, and do what it says, unless there
    are ``doubts``: then it waits at least."""
    message = message_of_stored(item, known)
    verdict = pipeline.judge(message, policy)
    if doubts and verdict.outcome is Outcome.PUBLISH:
        verdict = replace(verdict, outcome=Outcome.HOLD, reasons=(*doubts, *verdict.reasons))
    remember(message, verdict, item.pk, now)
    item.verdict = verdict.as_dict()
    item.save(update_fields=["verdict"])
    if verdict.outcome is Outcome.PUBLISH:
        publish(item, now=now)
    elif verdict.outcome is Outcome.SPAM:
        mark_spam(item)
    return verdict


def message_of_stored(item: Item, known: bool = False) -> Message:
    """Something that has been stored, as the spam filter sees it."""
    words = words_of(item) if isinstance(item, Pledge) else item.text
    return Message(
        kind=spam_kind(type(item)),
        text=words,
        name=item.name,
        email=item.email,
        links=links_in(words),
        language=item.language,
        site_id=item.site_id,
        known=known,
        object_id=item.pk,
    )


def words_of(pledge: Pledge) -> str:
    """Everything a pledger typed but the name, for the filter."""
    typed = [pledge.text, pledge.plan, pledge.thanks, pledge.mentor_name]
    return "\n".join(words for words in typed if words)


def is_known(pledge: Pledge) -> bool:
    """Whether a person has approved a pledge of the same, proven address already.

    What the filter alone let through, anybody can write; and whoever sent spam is a stranger again.
    """
    if not pledge.email_key or pledge.confirmed_at is None:
        return False
    mine = Pledge.objects.filter(email_key=pledge.email_key, confirmed_at__isnull=False)
    others, said = mine.exclude(pk=pledge.pk), Judgement.objects.filter(kind="pledge")
    approved = said.filter(human=Judgement.Human.HAM, object_id__in=others.published().values("pk"))
    spam = said.filter(human=Judgement.Human.SPAM, object_id__in=others.values("pk"))
    return approved.exists() and not spam.exists()


def story_of(pledge: Pledge) -> Story | None:
    """The story of a pledge, if there is one."""
    return getattr(pledge, "story", None)


def publish(item: Item, user: Any = None, now: datetime | None = None) -> bool:
    """Let others see a pledge or a story; False if somebody else decided first."""
    return _move(item, State.PUBLISHED, actions.PUBLISH, user, published_at=now or timezone.now())


def mark_spam(item: Item, user: Any = None) -> bool:
    """File a pledge or a story as spam; False if somebody else decided first."""
    return _move(item, State.SPAM, actions.MARK_SPAM, user)


def remove(item: Item, user: Any = None, reason: str = "") -> bool:
    """Take a pledge or a story off; False if somebody else decided first."""
    return _move(
        item, State.REMOVED, actions.REMOVE, user, data={"reason": reason} if reason else {}
    )


def undo(item: Item, user: Any = None) -> bool:
    """Go back to the state before the last decision; False when there is none."""
    return bool(item.previous_state) and _move(item, item.previous_state, actions.UNDO, user)


def correct(
    item: Item, words: Mapping[str, str], *, user: Any, now: datetime | None = None
) -> bool:
    """Change the words as staff; whoever reads them is told. False if somebody was first."""
    derived = {} if isinstance(item, Pledge) else {"text_hash": identity.text_hash(words["text"])}
    with transaction.atomic():
        changed = change_words(item, words, user=user, now=now, **derived)
        if changed:
            purge_on_commit(item if isinstance(item, Pledge) else item.pledge)
    return changed


def words_changed(item: Item) -> None:
    """A text that was published waits again once its writer has changed it."""
    if item.state == State.PUBLISHED:
        _move(item, State.WAITING, actions.CHANGED, None)


def wait_again(pledge: Pledge, action: str, data: dict[str, Any] | None = None) -> bool:
    """Pledge and story, so far as they were published, are to be looked at once more."""
    shown = [item for item in (pledge, story_of(pledge)) if item and item.state == State.PUBLISHED]
    with transaction.atomic():
        moved = [_move(item, State.WAITING, action, None, data=data) for item in shown]
    return any(moved)


def report(pledge: Pledge, reason: str, words: str = "") -> bool:
    """A mentor finds something wrong: nobody sees it until a moderator has looked again."""
    told = {"code": f"reported_{reason}", "points": 0, "data": {"words": words}}
    with transaction.atomic():
        if not wait_again(pledge, actions.REPORTED, {"reason": reason}):
            return False
        reasons = [*pledge.verdict.get("reasons", []), told]
        pledge.verdict = {**pledge.verdict, "reasons": reasons}
        pledge.save(update_fields=["verdict"])
    return True


def _move(item: Item, state: str, action: str, user: Any, **values: Any) -> bool:
    pledge = item if isinstance(item, Pledge) else item.pledge
    with transaction.atomic():
        moved = change_state(item, state, user=user, action=action, **values)
        if moved:
            telling.tell(pledge)
            purge_on_commit(pledge)
    return moved
