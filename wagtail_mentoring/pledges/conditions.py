"""Whose business a pledge is: the conditions that lists, counts and columns share."""

from __future__ import annotations

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.submissions.models import Submission

State = Submission.State


class Progress(TextChoices):
    """The life of a pledge."""

    UNCONFIRMED = "unconfirmed", _("not confirmed yet")
    OPEN = "open", _("open")
    FINISHED = "finished", _("finished")
    LET_GO = "let_go", _("let go")
    NO_ANSWER = "no_answer", _("no answer")
    EXPIRED = "expired", _("never confirmed")
    ERASED = "erased", _("erased")


FINISHED = Q(progress=Progress.FINISHED)
_TO_WALL = Q(wall_consent_at__isnull=False)
_TO_MENTOR = Q(mentor_consent_at__isnull=False)

FOR_THE_WALL = FINISHED & _TO_WALL
FOR_THE_MENTOR = FINISHED & _TO_MENTOR
FOR_OTHERS = FINISHED & (_TO_WALL | _TO_MENTOR)
PUBLIC = FOR_THE_WALL & Q(state=State.PUBLISHED)
HELD = Q(needs_release=True, progress=Progress.UNCONFIRMED)
WAITS = Q(state=State.WAITING) & (HELD | FOR_OTHERS)
"""It goes no further by itself: held before the first e-mail, or before the wall or the mentor.
What nobody else is to see waits for nobody."""
COUNTED = Q(confirmed_at__isnull=False, state__in=[State.WAITING, State.PUBLISHED])
