"""What a pledger fills in: the give-back form of a round."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.pledges import consents
from wagtail_mentoring.pledges.fields import DueDateField, TalentsField, plain_name
from wagtail_mentoring.pledges.models import (
    ConsentRecord,
    Mentor,
    Pledge,
    PledgeKind,
    PledgeRound,
)
from wagtail_mentoring.pledges.talents import wanted_of
from wagtail_mentoring.pledges.wording import WORDING
from wagtail_mentoring.submissions.forms import LongTextField, NameField, SubmissionForm

RATHER_NOT_SAY = "none"
NOT_LISTED = _("The mentor you chose is no longer in the list. You can type a name instead.")
"""Forms come out of caches, older than the list."""
A_WEEK = 7
Purpose = ConsentRecord.Purpose


def offered_mentors(round_: PledgeRound) -> QuerySet[Mentor]:
    """Whom a pledge of the round can be for: those the round names, or all who are offered."""
    offered = Mentor.objects.filter(is_public=True)
    return offered.filter(rounds=round_) if round_.mentors.exists() else offered


class MentorSelect(forms.Select):
    """Tells the script of the form what each mentor would love to learn."""

    talents: dict[str, list[str]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if wanted := self.talents.get(str(value)):
            option["attrs"]["data-talents"] = json.dumps(wanted)
        return option


class PledgeForm(SubmissionForm):
    """The give-back form of one round."""

    class When:
        WEEK = "week"
        DEFAULT = "default"
        DATE = "date"
        DONE = "done"

    kind = forms.ChoiceField(
        label=_("What would you like to give back?"),
        choices=PledgeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick one of these.")},
    )
    mentor = forms.ChoiceField(label=_("Who is it for?"), required=False, widget=MentorSelect)
    mentor_name = NameField(
        label=_("Their name"), max_length=80, required=False, validators=[plain_name]
    )
    text = LongTextField(
        label=_("What will you do?"),
        help_text=_("One sentence is enough."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 40}),
        error_messages={"required": _("Write in a few words what you will do.")},
    )
    thanks = LongTextField(
        label=_("Your thanks"),
        help_text=_(
            "If you write them here now, there is nothing left to do but confirm, and we give "
            "you a message ready to send."
        ),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 40}),
    )
    plan = NameField(
        label=_("When and where?"),
        help_text=_("For example: Friday after our meeting, at my desk. A plan helps."),
        max_length=200,
        required=False,
    )
    when = forms.ChoiceField(
        label=_("By when?"), widget=forms.RadioSelect, initial=When.DEFAULT, required=False
    )
    due_on = DueDateField(
        label=_("Date"), help_text=_("Only if you choose one yourself."), required=False
    )
    talents = TalentsField(
        label=_("What could you teach?"),
        help_text=_("A few words, with commas between: “short videos, spreadsheets”."),
    )
    reminders = forms.BooleanField(
        help_text=_(
            "A week before, if the day is more than two weeks off, and one last note two weeks"
            " after."
        ),
        required=False,
    )
    shown_as = forms.ChoiceField(
        label=_("How others see it"),
        help_text=_("Only if you choose later to have it shown, and never before it is finished."),
        choices=Pledge.ShownAs.choices,
        initial=Pledge.ShownAs.FIRST,
        widget=forms.RadioSelect,
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = [
        *("kind", "mentor", "mentor_name", "talents", "text", "thanks", "plan", "when", "due_on"),
        *("name", "shown_as", "email", "reminders"),
    ]

    def __init__(self, *args: Any, round_: PledgeRound, page: Any = None, **kwargs: Any) -> None:
        self.id_prefix = f"pledge-{round_.pk}"
        initial = {"page": getattr(page, "pk", None), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.round = round_
        self.mentors = {mentor.slug: mentor for mentor in offered_mentors(round_)}
        cast(forms.ChoiceField, self.fields["kind"]).choices = round_.offered_kinds
        self._offer_mentors()
        self._offer_dates()
        self._offer_talents()
        if round_.reminders:
            self.fields["reminders"].label = consents.wording(Purpose.REMINDERS, round_)
        else:
            del self.fields["reminders"]
        self._ask_who_writes()

    def _offer_mentors(self) -> None:
        if not self.mentors:
            del self.fields["mentor"]
            self.fields["mentor_name"].label = _("Who is it for?")
            self.fields["mentor_name"].help_text = _("Leave this empty if you’d rather not say.")
            return
        mentor = cast(forms.ChoiceField, self.fields["mentor"])
        mentor.required = not self.data.get("mentor_name")
        mentor.error_messages["required"] = _("Choose who it is for, or “I’d rather not say”.")
        mentor.error_messages["invalid_choice"] = NOT_LISTED
        self.fields["mentor_name"].help_text = _("If they are not in the list.")
        mentor.widget.attrs["data-label"] = _("Mentors")
        mentor.choices = [
            ("", _("Choose, or type a name below")),
            *((slug, known.name) for slug, known in self.mentors.items()),
            (RATHER_NOT_SAY, _("I’d rather not say")),
        ]

    def _offer_talents(self) -> None:
        """Teaching something is one of the kinds; what mentors would like to learn helps."""
        self.wanted_talents: list[tuple[Mentor, list[str]]] = []
        if PledgeKind.KNOWLEDGE not in dict(self.round.offered_kinds):
            del self.fields["talents"]
            return
        wanted = wanted_of(self.mentors.values())
        self.wanted_talents = [(m, wanted[m.pk]) for m in self.mentors.values() if m.pk in wanted]
        if self.mentors:
            widget = cast(MentorSelect, self.fields["mentor"].widget)
            widget.talents = {mentor.slug: names for mentor, names in self.wanted_talents}

    def _offer_dates(self) -> None:
        days = self.round.due_days
        choices = [(self.When.WEEK, _("In a week"))] if days > A_WEEK else []
        in_days = ngettext("In %(days)d day", "In %(days)d days", days) % {"days": days}
        when = cast(forms.ChoiceField, self.fields["when"])
        when.choices = [
            *choices,
            (self.When.DEFAULT, _("In a month") if days in (30, 31) else in_days),
            (self.When.DATE, _("On a date I choose")),
            (self.When.DONE, _("I’ve already done it")),
        ]

    def _ask_who_writes(self) -> None:
        """Name and e-mail, where no account tells them."""
        if name := self.fields.get("name"):
            name.label = _("Your name")
            name.required = self.data.get("shown_as") != Pledge.ShownAs.SOMEONE
            name.error_messages["required"] = _(
                "Write your name, or choose to be shown as “Someone”."
            )
            name.validators.append(plain_name)
        if email := self.fields.get("email"):
            email.label = _("Your e-mail")
            email.help_text = _("We write to confirm, and once to ask how it went. Never shown.")
            email.error_messages["required"] = _("Write the address where we can ask you.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_mentor(cleaned)
        self._clean_due_date(cleaned)
        if cleaned.get("kind") != PledgeKind.KNOWLEDGE:
            cleaned["talents"] = []
        return cleaned

    def _clean_mentor(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get("mentor", "")
        typed = cleaned.get("mentor_name", "")
        if chosen and typed:
            self.add_error("mentor_name", _("Choose from the list or type a name, not both."))
        if not self.mentors and self.data.get("mentor", "") not in ("", RATHER_NOT_SAY):
            self.add_error("mentor_name", NOT_LISTED)
        cleaned["mentor"] = self.mentors.get(chosen)
        if typed and not chosen and (listed := self._listed_as(typed)):
            cleaned |= {"mentor": listed, "mentor_name": ""}

    def _listed_as(self, name: str) -> Mentor | None:
        """The mentor of that name, as the form's script would have chosen them."""
        named = (m for m in self.mentors.values() if m.name.casefold() == name.casefold())
        return next(named, None)

    def _clean_due_date(self, cleaned: dict[str, Any]) -> None:
        """A date that was typed wins over "in a week" and "in a month"."""
        when = cleaned.get("when") or self.When.DEFAULT
        cleaned["already_done"] = when == self.When.DONE
        if when == self.When.DONE:
            cleaned["due_on"] = None
        elif "due_on" in self.errors or cleaned.get("due_on"):
            return
        elif when == self.When.DATE:
            self.add_error("due_on", _("Choose a date."))
        else:
            days = A_WEEK if when == self.When.WEEK else self.round.due_days
            cleaned["due_on"] = timezone.localdate() + dt.timedelta(days=days)

    @property
    def chosen_mentor(self) -> Mentor | None:
        """Whom a link to the form, or what was sent before, has chosen from the list."""
        chosen = self["mentor"].value() if self.mentors else None
        return self.mentors.get(str(chosen))

    @property
    def wanted_by_chosen(self) -> list[str]:
        """What that mentor would love to learn."""
        chosen = self.chosen_mentor
        return next((wanted for mentor, wanted in self.wanted_talents if mentor == chosen), [])

    @property
    def kind_cards(self) -> list[dict[str, Any]]:
        """Each kind with its words, for the radio cards."""
        field, own = self["kind"], app_settings.PLEDGE_KINDS
        return [
            {
                "value": value,
                "label": label,
                "id": f"{field.auto_id}_{number}",
                "is_checked": field.value() == value,
                "hint": own.get(value, {}).get("hint") or WORDING[value].hint,
                "example": own.get(value, {}).get("example") or WORDING[value].example,
                "another": "" if own.get(value, {}).get("example") else WORDING[value].another,
            }
            for number, (value, label) in enumerate(self.round.offered_kinds)
        ]
