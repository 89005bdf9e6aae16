"""The tab of the mentors' notes: what mentors wrote back and let others read."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_mentoring.permissions import note_policy
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.admin.queue import pledge_queue
from wagtail_mentoring.pledges.models import Mentor, MentorNote
from wagtail_mentoring.submissions.admin.listing import QueueFilterSet
from wagtail_mentoring.submissions.admin.queue import UNDO, Decision, Queue
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet

State = MentorNote.State

DECISIONS = (
    Decision(
        name="publish",
        label=_("Publish"),
        bulk_label=_("Publish the selected notes"),
        question=ngettext_lazy("Publish this note?", "Publish these %(count)d notes?", "count"),
        done=ngettext_lazy("Published %(count)d note.", "Published %(count)d notes.", "count"),
        said=_("Published."),
        apply=operations.publish,
        available=lambda note: note.state != State.PUBLISHED and note.is_shareable,
        key="p",
    ),
    Decision(
        name="spam",
        label=_("Spam"),
        bulk_label=_("Mark the selected notes as spam"),
        question=ngettext_lazy(
            "Mark this note as spam?", "Mark these %(count)d notes as spam?", "count"
        ),
        done=ngettext_lazy(
            "Marked %(count)d note as spam.", "Marked %(count)d notes as spam.", "count"
        ),
        said=_("Marked as spam."),
        apply=operations.mark_spam,
        available=lambda note: note.state != State.SPAM,
        key="s",
    ),
    Decision(
        name="remove",
        label=_("Remove"),
        bulk_label=_("Remove the selected notes"),
        question=ngettext_lazy("Remove this note?", "Remove these %(count)d notes?", "count"),
        done=ngettext_lazy("Removed %(count)d note.", "Removed %(count)d notes.", "count"),
        said=_("Removed."),
        apply=operations.remove,
        available=lambda note: note.state != State.REMOVED,
        permission="remove",
        key="x",
        asks_reason=True,
    ),
    Decision(
        name=UNDO,
        label=_("Undo"),
        bulk_label=_("Undo the last decision about the selected notes"),
        question=ngettext_lazy(
            "Undo the last decision about this note?",
            "Undo the last decisions about these %(count)d notes?",
            "count",
        ),
        done=ngettext_lazy("Put %(count)d note back.", "Put %(count)d notes back.", "count"),
        said=_("Put back."),
        apply=operations.undo,
        available=lambda note: bool(note.previous_state) and note.state != State.WAITING,
        key="u",
        undoable=False,
    ),
)


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
    decisions = DECISIONS
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


class NoteViewSet(QueueViewSet):
    model = MentorNote
    name = "mentoring_notes"
    url_prefix = "mentoring/notes"
    icon = "mail"
    menu_label = _("Mentor notes")
    queue = note_queue
    filterset_class = NoteFilterSet
