"""The form that comments and pledges share: who writes, the ticket, and a decoy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.submissions import identity
from wagtail_mentoring.text import single_line
from wagtail_mentoring.text.characters import normalise
from wagtail_mentoring.text.names import clean_name

DECOY = "contact_time"
TICKET = "ticket"
TYPED = "typed"
"""Not a field: "yes" or "no" from the form's script, nothing without it."""

LINE_BREAKS = re.compile(r"[\x00-\x08\n\x0b\x0c\r\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


EMAIL_ERRORS = {
    "required": _("Write your e-mail address."),
    "invalid": _("Write an address like ada@example.org."),
}

NOT_QUOTED = RegexValidator('"', inverse_match=True)
"""Quotes and backslashes write one box in a great many ways, each of them past the limits."""

LONGEST_NAME = 2000
"""What is longer is refused unread: making a million characters plain takes seconds."""


class NameField(forms.CharField):
    """One line, runs of spaces made one. Line breaks come from no browser and are refused."""

    default_error_messages = {"one_line": _("Write this on one line.")}

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        if len(text) > LONGEST_NAME:
            MaxLengthValidator(self.max_length or LONGEST_NAME)(text)
        if LINE_BREAKS.search(text):
            raise ValidationError(self.error_messages["one_line"], code="one_line")
        return clean_name(single_line(text))


class LongTextField(forms.CharField):
    """Several lines. The browser gets no ``maxlength``: it would cut off a pasted text unseen."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(normalise(value) if isinstance(value, str) else value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class SubmissionForm(forms.Form):
    """Base of the comment and the pledge form.

    For somebody signed in (``user``) or known on this device (``reader``) the fields that we can
    fill in are left out; ``cleaned_data`` has ``name`` and ``email`` all the same.
    """

    name = NameField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Never shown to readers."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        validators=[NOT_QUOTED],
        error_messages=EMAIL_ERRORS,
    )
    contact_time = forms.Field(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    ticket = forms.Field(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    id_prefix = "mentoring"
    """Begins the ids of the form's controls; must differ between forms on one page."""

    def __init__(self, *args: Any, user: Any = None, reader: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.id_prefix}-%s")
        super().__init__(*args, **kwargs)
        self.account = account_fields(user, reader)
        if reader is not None and self.data.get("name"):
            del self.account["name"]  # typed, as without the script that hides the field
        for name in self.account:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {**cleaned, **self.account}

    def replace(self, name: str, value: str) -> None:
        """Change what the form shows when it comes back; the data must be its own copy."""
        data: Any = self.data
        data[name] = value

    @property
    def decoy(self) -> forms.BoundField:
        """The field that no person sees; what comes in it counts for the spam filter."""
        return self[DECOY]

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields a person fills in, in order."""
        return [field for field in self.visible_fields() if field.name != DECOY]

    @property
    def error_links(self) -> list[dict[str, str]]:
        """For the summary above the form: each field's first error with the control's id."""
        return error_links(self.shown_fields)

    @property
    def hidden_errors(self) -> list[str]:
        """Errors of hidden controls, which the summary shows without a link."""
        return [str(error) for field in self.hidden_fields() for error in field.errors]


def error_links(fields: Iterable[forms.BoundField]) -> list[dict[str, str]]:
    """Each field's first error with the id of the control to go to."""
    return [
        {"id": _first_id(field), "label": _with_suffix(field), "message": str(field.errors[0])}
        for field in fields
        if field.errors
    ]


def _with_suffix(field: forms.BoundField) -> str:
    """The label and a colon, which a label that asks needs not."""
    label = str(field.label)
    return label if label.endswith("?") else f"{label}{field.form.label_suffix}"


def _first_id(field: forms.BoundField) -> str:
    """A group of radio buttons has no control of its own: its first button is where to go."""
    return field.id_for_label or f"{field.auto_id}_0"


def account_fields(user: Any, reader: Any = None) -> dict[str, str]:
    """What we know already of a form: ``name`` and ``email``, where there are any."""
    if user is not None:
        answers = {"name": identity.account_name(user), "email": identity.account_email(user)}
    elif reader is not None:
        answers = {"name": reader.name, "email": reader.email}
    else:
        return {}
    return {field: value for field, value in answers.items() if value}
