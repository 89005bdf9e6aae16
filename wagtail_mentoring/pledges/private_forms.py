"""What a pledger fills in later: how it went, a new date, other words, the address for links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.pledges import consents
from wagtail_mentoring.pledges.fields import DueDateField
from wagtail_mentoring.pledges.models import ConsentRecord, Pledge
from wagtail_mentoring.submissions import identity
from wagtail_mentoring.submissions.forms import EMAIL_ERRORS, LongTextField, NameField

Purpose = ConsentRecord.Purpose


class OutcomeForm(forms.Form):
    """How it went: all of it may be left out."""

    story = LongTextField(
        label=_("What happened?"),
        help_text=_("A line or two helps others start."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 40}),
    )
    wall_consent = forms.BooleanField(required=False)
    mentor_consent = forms.BooleanField(required=False)
    mentor_sees = forms.ChoiceField(
        choices=Pledge.ShownAs.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "outcome-%s")
        kwargs["initial"] = {"mentor_sees": pledge.mentor_sees, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self._ask_about_the_wall(pledge)
        self._ask_about_the_mentor(pledge)

    def _ask_about_the_wall(self, pledge: Pledge) -> None:
        field = self.fields["wall_consent"]
        field.label = consents.wording(Purpose.WALL, pledge.round)
        # Translators: %(name)s is how the pledger wants to be named in public.
        shown = _(
            "You are shown as “%(name)s”. Somebody may read it first; you can change your mind."
        )
        field.help_text = shown % {"name": pledge.public_name or _("Someone")}

    def _ask_about_the_mentor(self, pledge: Pledge) -> None:
        """Only where there is a mentor to tell, and a name they could know."""
        mentor = pledge.recipient
        if not mentor:
            del self.fields["mentor_consent"], self.fields["mentor_sees"]
            return
        field = self.fields["mentor_consent"]
        field.label = consents.wording(Purpose.MENTOR, pledge.round, mentor)
        if pledge.mentor and pledge.mentor.hears_from_us:
            field.help_text = _("We tell them, with the name you choose below.")
        else:
            field.help_text = _(
                "We do not write to them. You get a page that only they can open, by a link that"
                " you send yourself."
            )
        if pledge.name:
            self.fields["mentor_sees"].label = _("How %(mentor)s sees your name") % {
                "mentor": mentor
            }
        else:
            del self.fields["mentor_sees"]


class MoreTimeForm(forms.Form):
    due_on = DueDateField(label=_("New date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "time-%s")
        super().__init__(*args, **kwargs)


class EditForm(forms.Form):
    """New words for a pledge; ``seen`` tells which words the pledger had before their eyes."""

    text = LongTextField(
        label=_("What will you do?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
    )
    plan = NameField(label=_("When and where?"), max_length=200, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    data: Any

    def __init__(self, data: QueryDict | None = None, *, pledge: Pledge) -> None:
        words = identity.text_hash(f"{pledge.text}\n{pledge.plan}")[:16]
        initial = {"text": pledge.text, "plan": pledge.plan, "seen": words}
        super().__init__(data and data.copy(), initial=initial, auto_id="edit-%s")
        self.words = words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") != self.words:
            self.data["seen"] = self.words
            raise ValidationError(
                _("These words were changed elsewhere meanwhile. Look at both, then save again."),
                code="stale",
            )
        return cleaned


class LinksForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "links-%s")
        super().__init__(*args, **kwargs)


class EraseForm(forms.Form):
    """One tick before what cannot be taken back: programs press buttons, too."""

    sure = forms.BooleanField(
        label=_("Yes, delete all of it"), error_messages={"required": _("Tick this box first.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "erase-%s")
        super().__init__(*args, **kwargs)
