"""Readers' responses, through the same door as a visitor's: ticket, spam filter, moderator."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.text import slugify

from example_site.demo.loader.files import read_json
from example_site.demo.loader.pages import at_nine
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.pages.models import ArticlePage
from wagtail_mentoring.spam.base import TicketStatus
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.submissions.tickets import Ticket

UNHURRIED = 90.0
"""Seconds a person spends with the form, where the content file says nothing else."""

MODERATE = {
    "publish": operations.publish,
    "remove": operations.remove,
    "spam": operations.mark_spam,
}


def load() -> None:
    moderator = get_user_model().objects.get(username="moderator")
    for slug, threads in read_json("comments.json").items():
        page = ArticlePage.objects.get(slug=slug)
        # Replies come after what they answer, so in order of time every parent is there.
        for comment in sorted(flat(threads), key=lambda comment: comment["after_hours"]):
            send(page, comment, moderator)


def flat(threads: list[dict[str, Any]], above: dict[str, Any] | None = None) -> Any:
    for comment in threads:
        comment["above"] = above
        yield comment
        yield from flat(comment.get("replies", []), comment)


def send(page: ArticlePage, comment: dict[str, Any], moderator: Any) -> None:
    user = None
    if "login" in comment:
        user = get_user_model().objects.get(username=comment["login"])
    above = comment["above"]
    sent = operations.submit(
        page,
        body=comment["text"],
        name=comment["name"],
        email=user.email if user else address_of(comment),
        origin=origin(comment, user),
        parent=above["sent"] if above else None,
        now=at_nine(page.date) + dt.timedelta(hours=comment["after_hours"]),
    )
    moderate = MODERATE.get(comment.get("then", "publish" if user else ""))
    if moderate and sent.state != ReaderComment.State.PUBLISHED:
        moderate(sent, user=moderator)
        date_decision(sent)
    comment["sent"] = sent


def date_decision(comment: ReaderComment) -> None:
    """As if somebody had looked within a day or two, not all at once when the demo was made."""
    took = dt.timedelta(hours=1 + comment.pk * 7 % 37)
    took = min(took, timezone.now() - comment.submitted_at)
    values = {"decided_at": comment.submitted_at + took, "decision_time": took}
    if comment.state == ReaderComment.State.PUBLISHED:
        values["published_at"] = values["decided_at"]
    ReaderComment.objects.filter(pk=comment.pk).update(**values)


def origin(submission: dict[str, Any], user: Any = None) -> Origin:
    """How it arrived, for the spam filter to judge."""
    age = float(submission.get("age", UNHURRIED))
    return Origin(
        user=user,
        language="en-gb",
        decoy=submission.get("decoy", ""),
        ticket=Ticket(TicketStatus.VALID, secrets.token_hex(16), age),
    )


def address_of(submission: dict[str, Any]) -> str:
    name = slugify(submission["name"]).replace("-", ".") or "reader"
    return submission.get("email") or f"{name}@mail.example"
