"""Why something was removed: one of a few usual reasons, or the moderator's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "off_topic": _("It is about something else."),
    "personal": _("It attacks somebody."),
    "private": _("It tells what is private about somebody."),
    "advertising": _("It advertises something."),
    "double": _("It is there twice."),
    "asked": _("Its writer asked for it."),
}
MOST = 200


class RemovalForm(forms.Form):
    """Neither field has to be filled in; own words count before a usual reason."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("No reason")), *REASONS.items()], required=False
    )
    own_reason = forms.CharField(
        label=_("In your own words"), max_length=MOST, strip=True, required=False
    )

    def get_reason(self) -> str:
        """What to write down: the code of a usual reason, own words, or nothing."""
        return self.cleaned_data.get("own_reason") or self.cleaned_data.get("reason") or ""


def in_words(reason: str) -> str:
    """A reason as people read it."""
    return str(REASONS.get(reason, reason))
