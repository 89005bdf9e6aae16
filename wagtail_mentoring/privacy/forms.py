"""Whose data it is about, and what is to become of it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

KEEP, REMOVE = "keep", "remove"


def valid_address(email: str) -> str:
    """The address, or a command's error if it is none."""
    try:
        validate_email(email.strip())
    except ValidationError:
        raise CommandError(f"{email!r} is no e-mail address.") from None
    return email.strip()


class PersonForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class EraseForm(forms.Form):
    """The second step: what becomes of the words, and yes, really."""

    email = forms.EmailField(widget=forms.HiddenInput)
    text = forms.ChoiceField(
        label=_("What they wrote in public"),
        choices=[(REMOVE, _("goes, too")), (KEEP, _("stays, under “Someone”"))],
        initial=REMOVE,
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label=_("Erase it for good. This cannot be undone."))
