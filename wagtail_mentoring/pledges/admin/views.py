"""The list of pledges, and one pledge with its story."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn

from wagtail_mentoring.pledges.admin.queue import (
    PledgeFilterSet,
    is_for_the_wall,
    is_held,
    parts_of,
    pledge_queue,
    story_queue,
)
from wagtail_mentoring.pledges.models import Event, Pledge, Story
from wagtail_mentoring.spam.reasons import explain
from wagtail_mentoring.submissions.admin.listing import Cell, QueueIndexView
from wagtail_mentoring.submissions.admin.views import DetailView
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet
from wagtail_mentoring.submissions.models import Submission
from wagtail_mentoring.text import excerpt

PRIVATE = "private"


def shown_state(pledge: Pledge, part: Submission) -> dict[str, Any]:
    """The state as moderators think of it: what is not for the wall does not wait for them."""
    if part.state == part.State.WAITING and part is pledge and is_held(pledge):
        return {"state": part.state, "label": _("held before the first e-mail")}
    if part.state == part.State.WAITING and not is_for_the_wall(pledge):
        return {"state": PRIVATE, "label": _("private")}
    return {"state": part.state, "label": part.get_state_display()}


class PledgeIndexView(QueueIndexView):
    def get_columns(self) -> list[Column]:
        return [
            Cell("person", self, label=_("From")),
            Cell("pledge", self, label=_("Pledge and story")),
            Cell("round", self, label=_("Round and mentor")),
            Column("get_progress_display", label=_("Progress"), sort_key="progress"),
            Cell("states", self, label=_("State")),
            DateColumn("submitted_at", label=_("Sent"), sort_key="submitted_at"),
        ]

    def get_row_context(self, thing: Pledge) -> dict[str, Any]:
        parts = parts_of(thing)
        return super().get_row_context(thing) | {
            "excerpt": excerpt(thing.text),
            "story": excerpt(parts[1].text) if len(parts) > 1 else "",
            "recipient": recipient(thing, self.sees_personal_data),
            "states": [shown_state(thing, part) for part in parts],
            "reasons": dict.fromkeys(
                sentence
                for part in parts
                if part.state != part.State.PUBLISHED
                for sentence in explain(part.verdict)
            ),
        }


def recipient(pledge: Pledge, sees_personal_data: bool) -> str:
    """Whom it is for. A name that was typed is that of somebody who was never asked."""
    if pledge.mentor:
        return pledge.mentor.name
    return pledge.mentor_name if sees_personal_data else ""


class PledgeDetailView(DetailView):
    template_name = "wagtail_mentoring/admin/pledge.html"
    header_icon = "mentoring"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledge = self.thing
        story = getattr(pledge, "story", None)
        context = super().get_context_data(**kwargs)
        return context | {
            "shown": shown_state(pledge, pledge),
            "is_for_the_wall": is_for_the_wall(pledge),
            "recipient": recipient(pledge, context["sees_personal_data"]),
            "story": story and self.get_story_context(story),
        }

    def get_story_context(self, story: Story) -> dict[str, Any]:
        return {
            "text": story.text,
            "shown": shown_state(self.thing, story),
            **self.get_decision_context(story_queue, story),
        }

    def get_history(self) -> list[dict[str, Any]]:
        """Decisions and the steps of the pledge's life, newest first."""
        steps = [
            {
                "what": event.get_event_display(),
                "who": event.get_actor_display(),
                "when": event.at,
            }
            for event in self.thing.events.all()
            if event.event != Event.STARTED
        ]
        return sorted([*super().get_history(), *steps], key=lambda e: e["when"], reverse=True)


class PledgeViewSet(QueueViewSet):
    model = Pledge
    name = "mentoring_pledges"
    url_prefix = "mentoring/pledges"
    icon = "mentoring"
    menu_label = _("Pledges")
    queue = pledge_queue
    index_view_class = PledgeIndexView
    detail_view_class = PledgeDetailView
    filterset_class = PledgeFilterSet
    exported_permissions = ("view_pledge", "moderate_pledge", "remove_pledge")

    def get_urlpatterns(self) -> list[URLPattern]:
        decide = self.construct_view(self.decide_view_class, queue=story_queue, model=Story)
        story = path("stories/<int:pk>/decide/", decide, name="decide_story")
        return [*super().get_urlpatterns(), story]


class WaitingSummaryItem(SummaryItem):
    """On the admin's home page: how many pledges wait, for those who may decide."""

    order = 320
    template_name = "wagtail_mentoring/admin/summary_pledges.html"

    def is_shown(self) -> bool:
        return pledge_queue.may_moderate(self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": pledge_queue.waiting().count(), "url": pledge_queue.url("index")}
