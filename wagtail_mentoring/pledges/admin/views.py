"""The list of pledges, and one pledge with its story."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.widgets.button import Button

from wagtail_mentoring.pledges.admin.decisions import is_held
from wagtail_mentoring.pledges.admin.queue import (
    PledgeFilterSet,
    is_for_the_wall,
    pledge_queue,
    story_queue,
)
from wagtail_mentoring.pledges.admin.recording import paper_url
from wagtail_mentoring.pledges.admin.words import PledgeEditView, StoryEditView
from wagtail_mentoring.pledges.history import UNDECIDED
from wagtail_mentoring.pledges.models import Event, Pledge, Story
from wagtail_mentoring.submissions.admin import cards
from wagtail_mentoring.submissions.admin.listing import QueueIndexView
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.admin.views import DetailView
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet
from wagtail_mentoring.submissions.models import Submission

PRIVATE = "private"


def shown_state(pledge: Pledge, part: Submission) -> dict[str, Any]:
    """The state as moderators think of it: what is not for the wall does not wait for them."""
    if part.state == part.State.WAITING and part is pledge and is_held(pledge):
        return {"state": part.state, "label": _("held before the first e-mail")}
    if part.state == part.State.WAITING and not pledge.is_for_others:
        return {"state": PRIVATE, "label": _("private")}
    return {"state": part.state, "label": part.get_state_display()}


class PledgeIndexView(QueueIndexView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = [*super().header_more_buttons]
        if pledge_queue.may_decide(self.request.user):
            label = _("Add a pledge made on paper")
            buttons.append(Button(label, url=paper_url(), icon_name="plus", priority=10))
        return buttons


class PledgeDetailView(DetailView):
    template_name = "wagtail_mentoring/admin/pledge.html"
    header_icon = "mentoring"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledge = self.thing
        story = getattr(pledge, "story", None)
        return super().get_context_data(**kwargs) | {
            "shown": shown_state(pledge, pledge),
            "is_for_the_wall": is_for_the_wall(pledge),
            "outcome_url": self.get_outcome_url(),
            "edit_url": self.get_edit_url(pledge_queue, pledge),
            "story": story and self.get_story_context(story),
        }

    def get_outcome_url(self) -> str:
        """Where a moderator writes down how it went; empty once that is known."""
        may_record = pledge_queue.may(self.request.user, "moderate", self.thing)
        if not may_record or self.thing.progress not in UNDECIDED:
            return ""
        return reverse("mentoring_record_outcome", args=[self.thing.pk])

    def get_edit_url(self, queue: Queue, part: Submission) -> str:
        """Where the words are changed; empty for those who may not, and once they are gone."""
        may_edit = not self.thing.is_forgotten and queue.may(self.request.user, "edit", part)
        return queue.url("edit", part.pk) if may_edit else ""

    def get_story_context(self, story: Story) -> dict[str, Any]:
        frame = cards.frame(story_queue, story, self.request, self.request.get_full_path())
        actions = story_queue.actions(story, self.request.user)
        return {
            "text": story.text,
            "edited_at": story.edited_at,
            "edit_url": self.get_edit_url(story_queue, story),
            "shown": shown_state(self.thing, story),
            "card": {**frame, "actions": actions, "removal": cards.removal_form(frame["id"])},
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
    menu_label = _("Give-back")
    queue = pledge_queue
    index_view_class = PledgeIndexView
    detail_view_class = PledgeDetailView
    filterset_class = PledgeFilterSet
    exported_permissions = ("view_pledge", "moderate_pledge", "edit_pledge", "remove_pledge")

    def get_urlpatterns(self) -> list[URLPattern]:
        of_story = {"queue": story_queue, "model": Story}
        decide = self.construct_view(self.decide_view_class, **of_story)
        edit = self.construct_view(StoryEditView, **of_story)
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/edit/", self.construct_view(PledgeEditView), name="edit"),
            path("stories/<int:pk>/decide/", decide, name="decide_story"),
            path("stories/<int:pk>/edit/", edit, name="edit_story"),
        ]


class WaitingSummaryItem(SummaryItem):
    """On the admin's home page: how many pledges wait, for those who may decide."""

    order = 320
    template_name = "wagtail_mentoring/admin/summary_pledges.html"

    def is_shown(self) -> bool:
        return pledge_queue.may_decide(self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "count": pledge_queue.waiting(self.request.user).count(),
            "url": pledge_queue.url("index"),
        }
