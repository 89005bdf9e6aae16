"""The words of each kind of pledge: on its card in the form, and on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.pledges.models import Pledge, PledgeKind


@dataclass(frozen=True)
class KindWording:
    """``hint`` and ``example`` explain the kind; the others are said of somebody.

    They must be right for a person of any gender, and for "Someone"; ``planned`` is for open ones.
    """

    hint: Any
    example: Any
    done: Any
    tried: Any
    planned: Any
    another: Any = ""
    """A second example, for a kind that is easily taken too narrowly."""


WORDING: dict[str, KindWording] = {
    PledgeKind.GRATITUDE: KindWording(
        hint=_("Tell them what they did and what it changed."),
        example=_("Write about the interview tips that got me hired."),
        done=_("%(name)s thanked a mentor."),
        tried=_("%(name)s tried to thank a mentor."),
        planned=_("%(name)s plans to thank a mentor."),
    ),
    PledgeKind.FOLLOW_THROUGH: KindWording(
        hint=_("Act on it, then tell them how it went."),
        example=_("Apply for two grants and report back."),
        done=_("%(name)s used a mentor’s advice."),
        tried=_("%(name)s tried to use a mentor’s advice."),
        planned=_("%(name)s plans to use a mentor’s advice."),
    ),
    PledgeKind.ACKNOWLEDGEMENT: KindWording(
        hint=_("Name them where it helps them."),
        example=_("Thank her in my thesis and tell her head of department."),
        done=_("%(name)s gave a mentor credit."),
        tried=_("%(name)s tried to give a mentor credit."),
        planned=_("%(name)s plans to give a mentor credit."),
    ),
    PledgeKind.CONNECTION: KindWording(
        hint=_("Put them in touch with someone useful."),
        example=_("Introduce him to our lab’s software team."),
        done=_("%(name)s made an introduction for a mentor."),
        tried=_("%(name)s tried to make an introduction for a mentor."),
        planned=_("%(name)s plans to make an introduction for a mentor."),
    ),
    PledgeKind.KNOWLEDGE: KindWording(
        hint=_("Share a skill or a fresh view."),
        example=_("Show them how I plan short videos."),
        done=_("%(name)s taught a mentor something."),
        tried=_("%(name)s tried to teach a mentor something."),
        planned=_("%(name)s plans to teach a mentor something."),
        another=_("Tell them how first-years read their course page."),
    ),
}

PROMPTS = (
    _("Something you use every day that they find hard?"),
    _("Somebody you know whom they would like to meet?"),
    _("A place where you could name them: a thesis, a talk, a profile, a nomination?"),
    _("Something that went differently for you because of them?"),
)
"""Under "Not sure what you have to offer?": people undervalue what they have."""


def sentence(pledge: Pledge) -> str:
    """What a pledge says of its owner on the wall, in plain text."""
    return _say(pledge, pledge.public_name)


def anonymous_sentence(pledge: Pledge) -> str:
    """The same, of somebody who did not agree to be named."""
    return _say(pledge, "")


def _say(pledge: Pledge, name: str) -> str:
    wording = WORDING[pledge.kind]
    said: dict[str, Any] = {Pledge.Outcome.DONE: wording.done, Pledge.Outcome.TRIED: wording.tried}
    # Translators: stands for a person who does not want to be named.
    return str(said.get(pledge.outcome, wording.planned)) % {"name": name or gettext("Someone")}
