"""What mentors fill in on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField

from wagtail_mentoring.pledges.fields import TalentsField
from wagtail_mentoring.pledges.models import Mentor
from wagtail_mentoring.submissions.forms import LongTextField


class WishesForm(forms.Form):
    """How a mentor hears from us, and what they would love to learn."""

    rhythm = forms.ChoiceField(
        label=_("When do you want to hear?"),
        choices=Mentor.Rhythm.choices,
        widget=forms.RadioSelect,
    )
    talents = TalentsField(
        label=_("What would you love to learn?"),
        help_text=_(
            "A few words each, with commas between: “short videos, spreadsheets”. The form shows"
            " them to people who want to give you something back."
        ),
        most=10,
    )
    photo = WagtailImageField(label=_("Your photo"), required=False)
    without_photo = forms.BooleanField(label=_("Show no photo of me"), required=False)

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        talents = ", ".join(mentor.talents.order_by("name").values_list("name", flat=True))
        kwargs |= {"auto_id": "wishes-%s", "initial": {"rhythm": mentor.rhythm, "talents": talents}}
        super().__init__(*args, **kwargs)
        if mentor.photo is None:
            del self.fields["without_photo"]


class NoteForm(forms.Form):
    """A line back."""

    text = LongTextField(
        label=_("Your line"),
        help_text=_("It goes to the person who gave it, by e-mail. You can change it for a day."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        error_messages={"required": _("Write a line, or just close this page.")},
    )
    is_shareable = forms.BooleanField(
        label=_("It may also stand beside the story on the site"),
        help_text=_("Somebody reads it first."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "note-%s")
        super().__init__(*args, **kwargs)


class ReportForm(forms.Form):
    """What is wrong with a pledge."""

    REASONS = [
        ("unknown", _("I do not know this person, or it is not for me")),
        ("untrue", _("It did not happen like this")),
        ("unkind", _("It is unkind, or worse")),
        ("other", _("Something else")),
    ]

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=REASONS, widget=forms.RadioSelect)
    words = LongTextField(
        label=_("In your words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "report-%s")
        super().__init__(*args, **kwargs)
