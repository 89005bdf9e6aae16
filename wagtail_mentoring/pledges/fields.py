"""Fields of the pledge forms: names that are no addresses, dates to come, talents."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_mentoring.pledges import talents
from wagtail_mentoring.submissions.forms import NameField

ADDRESS = re.compile(r"://|www\.|[/@\\]|\w\w\.([a-z]{2,}|[A-Z]{2,})(?!\w)")
"""Web and e-mail addresses, of which a name has none. "J.R. Smith" and "St.John" pass."""

LONGEST_WAIT = dt.timedelta(days=366)


def plain_name(value: str) -> None:
    if ADDRESS.search(value):
        raise ValidationError(_("Write a name here, without a web address."), code="address")


def future_date(value: dt.date) -> None:
    today = timezone.localdate()
    if not today <= value <= today + LONGEST_WAIT:
        raise ValidationError(_("Choose a date from today to a year from now."), code="date")


class DueDateField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(
            input_formats=["%Y-%m-%d"], validators=[future_date], widget=widget, **kwargs
        )


class TalentsField(NameField):
    """A few talents in one line, with commas between."""

    def __init__(self, *, most: int = talents.MOST, **kwargs: Any) -> None:
        self.most = most
        super().__init__(max_length=most * (talents.LONGEST + 2), required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = talents.split(super().clean(value))
        if len(names) > self.most:
            message = ngettext("Name %(most)d at most.", "Name %(most)d at most.", self.most)
            raise ValidationError(message % {"most": self.most}, code="many")
        for name in names:
            if len(name) > talents.LONGEST:
                raise ValidationError(_("Write a few words for each, with commas between."))
            plain_name(name)
        return names
