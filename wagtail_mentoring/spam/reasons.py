"""Puts the reasons of a stored verdict into plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

SENTENCES: dict[str, Any] = {
    "decoy": gettext_lazy("A field that people do not see was filled in."),
    "ticket_missing": gettext_lazy("It was sent without opening the form first."),
    "ticket_forged": gettext_lazy("The form's ticket was tampered with."),
    "ticket_expired": gettext_lazy("The form was opened very long ago."),
    "too_fast": ngettext_lazy(
        "The form was sent %(seconds)d second after it was opened.",
        "The form was sent %(seconds)d seconds after it was opened.",
        "seconds",
    ),
    "links": ngettext_lazy(
        "It has %(count)d link.",
        "It has %(count)d links.",
        "count",
    ),
    "imported": gettext_lazy("It was imported from another site."),
    "hold_all": gettext_lazy("Every response waits for a moderator, as the settings say."),
    "hold_first": gettext_lazy("Nothing of this person has been published before."),
    "reported_unknown": gettext_lazy(
        "The mentor reported it: not somebody they know, or not for them. %(words)s"
    ),
    "reported_untrue": gettext_lazy("The mentor reported it: not how it was. %(words)s"),
    "reported_unkind": gettext_lazy("The mentor reported it: unkind, or worse. %(words)s"),
    "reported_other": gettext_lazy("The mentor reported it. %(words)s"),
    "filter_failed": gettext_lazy("A part of the spam filter did not work: %(filter)s."),
}


def explain(verdict: Mapping[str, Any]) -> list[str]:
    """One sentence per reason, those with the most points first.

    Takes whatever is stored, so reasons of filters since removed show by their code.
    """
    reasons = verdict.get("reasons") or []
    weighty_first = sorted(reasons, key=lambda reason: -abs(reason.get("points") or 0))
    return [_sentence(reason) for reason in weighty_first]


def _sentence(reason: Mapping[str, Any]) -> str:
    code = reason.get("code", "")
    data = reason.get("data") or {}
    try:
        return str(SENTENCES[code] % data)
    except (KeyError, TypeError, ValueError):
        return _("Reason: %(code)s.") % {"code": code}
