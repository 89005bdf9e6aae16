"""What a mentor is told of a pledge in one sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.pledges.models import Pledge, PledgeKind

DONE: dict[str, Any] = {
    PledgeKind.GRATITUDE: _("%(name)s thanks you."),
    PledgeKind.FOLLOW_THROUGH: _("%(name)s used your advice."),
    PledgeKind.ACKNOWLEDGEMENT: _("%(name)s gave you credit."),
    PledgeKind.CONNECTION: _("%(name)s made an introduction for you."),
    PledgeKind.KNOWLEDGE: _("%(name)s taught you something."),
}
TRIED: dict[str, Any] = {
    PledgeKind.GRATITUDE: _("%(name)s tried to thank you."),
    PledgeKind.FOLLOW_THROUGH: _("%(name)s tried to use your advice."),
    PledgeKind.ACKNOWLEDGEMENT: _("%(name)s tried to give you credit."),
    PledgeKind.CONNECTION: _("%(name)s tried to make an introduction for you."),
    PledgeKind.KNOWLEDGE: _("%(name)s tried to teach you something."),
}


def giver(pledge: Pledge) -> str:
    """Who gave it, as they want the mentor to know them."""
    # Translators: stands for a person who does not want to be named.
    return pledge.name_for_mentor or gettext("Someone")


def told(pledge: Pledge) -> str:
    """The sentence for a finished pledge."""
    said = TRIED if pledge.outcome == Pledge.Outcome.TRIED else DONE
    return str(said[pledge.kind]) % {"name": giver(pledge)}
