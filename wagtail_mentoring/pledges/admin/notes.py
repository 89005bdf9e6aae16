"""The tab of the mentors' notes: what mentors wrote back and let others read."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.permissions import note_policy
from wagtail_mentoring.pledges.admin.decisions import NOTE_DECISIONS
from wagtail_mentoring.pledges.admin.queue import pledge_queue
from wagtail_mentoring.pledges.admin.words import NoteEditView
from wagtail_mentoring.pledges.models import Mentor, MentorNote
from wagtail_mentoring.submissions.admin.listing import QueueFilterSet
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.admin.views import DetailView
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet

State = MentorNote.State


class NoteFilterSet(QueueFilterSet):
    mentor = django_filters.ModelChoiceFilter(
        label=_("Mentor"),
        field_name="pledge__mentor",
        queryset=lambda request: Mentor.objects.all(),
    )

    class Meta:
        model = MentorNote
        fields = ["state", "reason", "site", "mentor", "submitted_at", "language"]

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        found = super().filter_state(queryset, name, value)
        return found.filter(is_shareable=True) if value == State.WAITING else found


class NoteQueue(Queue):
    """Only what a mentor lets others read waits; the pledger reads every note at once."""

    model = MentorNote
    policy = note_policy
    namespace = "mentoring_notes"
    label = _("Mentor notes")
    decisions = NOTE_DECISIONS
    filterset_class = NoteFilterSet
    card_template = "wagtail_mentoring/admin/inbox/note.html"
    first_words = _("First note")
    returning_words = _("Wrote before: %(ordinal)s note since %(month)s")
    export_filename = "mentor-notes"
    export_headings = {
        "mentor": _("Mentor"),
        "language": _("Language"),
        "author": _("To"),
        "text": _("Text"),
        "state": _("State"),
    }

    def queryset(self, user: Any = None) -> QuerySet[MentorNote]:
        return super().queryset(user).select_related("pledge__mentor")

    def waiting(self, user: Any = None) -> QuerySet[MentorNote]:
        return super().waiting(user).filter(is_shareable=True)

    def is_confirmed(self, thing: MentorNote) -> bool:
        """A note is written from a link that only the mentor was sent."""
        return True

    def card_context(self, thing: MentorNote, user: Any) -> dict[str, Any]:
        shared = _("Beside the story on the wall; the pledger has read it")
        private = _("Nowhere else: only the pledger reads it")
        return {
            "pledge": thing.pledge,
            "pledger": pledge_queue.who(thing.pledge, user),
            "place": shared if thing.is_shareable else private,
        }

    def export_row(self, thing: MentorNote, user: Any) -> dict[str, Any]:
        return {
            "mentor": thing.name,
            "language": thing.language,
            "author": pledge_queue.who(thing.pledge, user),
            "text": thing.text,
            "state": thing.get_state_display(),
        }


note_queue = NoteQueue()


class NoteDetailView(DetailView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What only the pledger reads is nobody's to correct."""
        may_edit = self.thing.is_shareable and self.queue.may(self.request.user, "edit", self.thing)
        edit_url = self.queue.url("edit", self.thing.pk) if may_edit else ""
        return {**super().get_context_data(**kwargs), "edit_url": edit_url}


class NoteViewSet(QueueViewSet):
    model = MentorNote
    name = "mentoring_notes"
    url_prefix = "mentoring/notes"
    icon = "mail"
    menu_label = _("Mentor notes")
    queue = note_queue
    filterset_class = NoteFilterSet
    detail_view_class = NoteDetailView

    def get_urlpatterns(self) -> list[URLPattern]:
        edit = path("<int:pk>/edit/", self.construct_view(NoteEditView), name="edit")
        return [*super().get_urlpatterns(), edit]
