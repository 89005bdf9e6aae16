"""What can be decided about a reader comment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_mentoring.comments import operations, reporting
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.submissions.admin import decisions

State = ReaderComment.State

DECISIONS = (
    decisions.publish(
        bulk_label=_("Publish the selected responses"),
        question=ngettext_lazy(
            "Publish this response?", "Publish these %(count)d responses?", "count"
        ),
        done=ngettext_lazy(
            "Published %(count)d response.", "Published %(count)d responses.", "count"
        ),
        apply=operations.publish,
        available=decisions.is_not(State.PUBLISHED),
    ),
    decisions.Decision(
        name="keep",
        label=_("Keep"),
        bulk_label=_("Keep the selected responses that readers reported"),
        question=ngettext_lazy(
            "Keep this response as it is?", "Keep these %(count)d responses as they are?", "count"
        ),
        done=ngettext_lazy("Kept %(count)d response.", "Kept %(count)d responses.", "count"),
        said=_("Kept."),
        apply=reporting.settle,
        available=lambda comment: comment.is_reported and comment.state == State.PUBLISHED,
        undoable=False,
    ),
    decisions.mark_spam(
        bulk_label=_("Mark the selected responses as spam"),
        question=ngettext_lazy(
            "Mark this response as spam?", "Mark these %(count)d responses as spam?", "count"
        ),
        done=ngettext_lazy(
            "Marked %(count)d response as spam.", "Marked %(count)d responses as spam.", "count"
        ),
        apply=operations.mark_spam,
        available=decisions.is_not(State.SPAM),
    ),
    decisions.remove(
        bulk_label=_("Remove the selected responses"),
        question=ngettext_lazy(
            "Remove this response?", "Remove these %(count)d responses?", "count"
        ),
        done=ngettext_lazy("Removed %(count)d response.", "Removed %(count)d responses.", "count"),
        apply=operations.remove,
        available=decisions.is_not(State.REMOVED),
    ),
    decisions.undo(
        bulk_label=_("Undo the last decision about the selected responses"),
        question=ngettext_lazy(
            "Undo the last decision about this response?",
            "Undo the last decisions about these %(count)d responses?",
            "count",
        ),
        done=ngettext_lazy(
            "Put %(count)d response back.", "Put %(count)d responses back.", "count"
        ),
        apply=operations.undo,
        available=decisions.was_decided,
    ),
)
