"""The tab of the pledges: what a card shows of one and its story."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.permissions import pledge_policy, story_policy
from wagtail_mentoring.pledges.admin.decisions import (
    PLEDGE_DECISIONS,
    STORY_DECISIONS,
    is_held,
    parts_of,
)
from wagtail_mentoring.pledges.models import (
    Mentor,
    Pledge,
    PledgeQuerySet,
    PledgeRound,
    Story,
)
from wagtail_mentoring.spam.reasons import explain
from wagtail_mentoring.submissions.admin.listing import QueueFilterSet
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.models import Submission

State = Submission.State


class PledgeFilterSet(QueueFilterSet):
    round = django_filters.ModelChoiceFilter(
        label=_("Round"), queryset=lambda request: PledgeRound.objects.all()
    )
    mentor = django_filters.ModelChoiceFilter(
        label=_("Mentor"), queryset=lambda request: Mentor.objects.all()
    )

    class Meta:
        model = Pledge
        fields = [
            *("state", "reason", "site", "kind", "round", "mentor", "progress"),
            *("submitted_at", "language"),
        ]

    def filter_state(self, queryset: Any, name: str, value: str) -> QuerySet:
        if value == State.WAITING:
            waiting: QuerySet = queryset.needing_a_person()
            return waiting
        return super().filter_state(queryset, name, value)


class PledgeQueue(Queue):
    model = Pledge
    policy = pledge_policy
    namespace = "mentoring_pledges"
    label = _("Give-back")
    decisions = PLEDGE_DECISIONS
    filterset_class = PledgeFilterSet
    card_template = "wagtail_mentoring/admin/inbox/pledge.html"
    first_words = _("First pledge")
    returning_words = _("Returning pledger: %(ordinal)s pledge since %(month)s")
    export_filename = "pledges"
    export_headings = {
        "round": _("Round"),
        "kind": _("Kind"),
        "language": _("Language"),
        "author": _("Author"),
        "mentor": _("Mentor"),
        "text": _("Text"),
        "story": _("Story"),
        "outcome": _("Outcome"),
        "state": _("State"),
    }

    def queryset(self, user: Any = None) -> PledgeQuerySet:
        pledges: Any = super().queryset(user)
        found: PledgeQuerySet = pledges.select_related("round", "mentor", "story", "page")
        return found

    def waiting(self, user: Any = None) -> PledgeQuerySet:
        return self.queryset(user).needing_a_person()

    def search(self, queryset: QuerySet, words: str, user: Any) -> QuerySet:
        found = Q(text__icontains=words) | Q(story__text__icontains=words)
        if self.sees_personal_data(user):
            for column in ("name", "email", "mentor_name"):
                found |= Q(**{f"{column}__icontains": words})
        return queryset.filter(found)

    def parts(self, thing: Pledge) -> list[Submission]:
        return parts_of(thing)

    def who(self, thing: Pledge, user: Any) -> str:
        """The full name is the pledger's own, unless it is what they chose to be shown."""
        return thing.name if self.sees_personal_data(user, thing) else thing.public_name

    def is_confirmed(self, thing: Pledge) -> bool:
        return thing.confirmed_at is not None

    def card_context(self, thing: Pledge, user: Any) -> dict[str, Any]:
        return {
            "recipient": recipient(thing, self.sees_personal_data(user, thing)),
            "place": place(thing),
            "reports": reports(thing),
            "story": getattr(thing, "story", None),
        }

    def export_row(self, thing: Pledge, user: Any) -> dict[str, Any]:
        story = getattr(thing, "story", None)
        return {
            "round": thing.round.title,
            "kind": thing.get_kind_display(),
            "language": thing.language,
            "author": self.who(thing, user),
            "mentor": recipient(thing, self.sees_personal_data(user, thing)),
            "text": thing.text,
            "story": story.text if story else "",
            "outcome": thing.get_outcome_display(),
            "state": thing.get_state_display(),
        }

    def keys_of_entries(self, entries: QuerySet) -> list[str]:
        of_story = ContentType.objects.get_for_model(Story)
        stories = entries.filter(content_type=of_story).values_list("object_id", flat=True)
        pledges = Story.objects.filter(pk__in=list(stories)).values_list("pledge_id", flat=True)
        return [*super().keys_of_entries(entries), *map(str, pledges)]


class StoryQueue(Queue):
    """A story can be decided about by itself; its list is that of the pledges."""

    model = Story
    policy = story_policy
    namespace = "mentoring_pledges"
    label = _("Stories")
    decisions = STORY_DECISIONS
    filterset_class = QueueFilterSet
    card_template = "wagtail_mentoring/admin/inbox/pledge.html"

    def queryset(self, user: Any = None) -> QuerySet[Story]:
        return super().queryset(user).select_related("pledge")

    def who(self, thing: Story, user: Any) -> str:
        return pledge_queue.who(thing.pledge, user)

    def url_of(self, thing: Story) -> str:
        return pledge_queue.url("inspect", thing.pledge_id)

    def url(self, name: str, *args: Any) -> str:
        return super().url(f"{name}_story" if name in ("decide", "edit") else name, *args)


def recipient(pledge: Pledge, sees_personal_data: bool) -> str:
    """Whom it is for. A name that was typed is that of somebody who was never asked."""
    if pledge.mentor:
        return pledge.mentor.name
    return pledge.mentor_name if sees_personal_data else ""


def reports(pledge: Pledge) -> list[str]:
    """What the mentor found wrong with it."""
    reasons = pledge.verdict.get("reasons") or []
    reported = [each for each in reasons if str(each.get("code")).startswith("reported_")]
    return explain({"reasons": reported})


def is_for_the_wall(pledge: Pledge) -> bool:
    """Whether its owner finished it and agreed to have it shown."""
    return pledge.progress == Pledge.Progress.FINISHED and pledge.wall_consent_at is not None


def is_for_the_mentor(pledge: Pledge) -> bool:
    """Whether its owner finished it and agreed to have the mentor told."""
    return pledge.progress == Pledge.Progress.FINISHED and pledge.mentor_consent_at is not None


def place(pledge: Pledge) -> Any:
    """Where it will appear once it is published."""
    wall, mentor = is_for_the_wall(pledge), is_for_the_mentor(pledge)
    if is_held(pledge):
        return _("Nowhere yet: its first e-mail waits for you")
    if wall and mentor:
        return _("On the wall, and the mentor is told")
    if wall:
        return _("On the wall")
    return _("Only the mentor is told") if mentor else _("Nowhere: it is private")


pledge_queue = PledgeQueue()
story_queue = StoryQueue()
