"""What a mentor reads of a pledge, in our mail, on a page, or in a letter the pledger sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.pledges import links
from wagtail_mentoring.pledges.models import MentorNote, Pledge, PledgeKind
from wagtail_mentoring.pledges.publication import story_of

State = Pledge.State

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


HEADINGS: dict[str, Any] = {
    PledgeKind.GRATITUDE: _("Thanks"),
    PledgeKind.FOLLOW_THROUGH: _("Your advice, used"),
    PledgeKind.ACKNOWLEDGEMENT: _("Credit"),
    PledgeKind.CONNECTION: _("Introductions"),
    PledgeKind.KNOWLEDGE: _("Something to learn"),
}
"""Above the things of each kind that came back."""


def giver(pledge: Pledge) -> str:
    """Who gave it, as they want the mentor to know them."""
    # Translators: stands for a person who does not want to be named.
    return pledge.name_for_mentor or gettext("Someone")


def told(pledge: Pledge) -> str:
    """The sentence for a finished pledge."""
    said = TRIED if pledge.outcome == Pledge.Outcome.TRIED else DONE
    return str(said[pledge.kind]) % {"name": giver(pledge)}


def gift_of(pledge: Pledge) -> dict[str, Any]:
    """A pledge with those of its words that were published."""
    story = story_of(pledge)
    shown = story if story is not None and story.state == State.PUBLISHED else None
    return {
        "pledge": pledge,
        "story": shown.text if shown else "",
        "is_edited": bool(pledge.edited_at or (shown and shown.edited_at)),
    }


def may_be_sent(pledge: Pledge) -> bool:
    """Whether its page may be opened by somebody who has got the link from the pledger."""
    is_shared = pledge.is_for_others and pledge.mentor_consent_at is not None
    return is_shared and pledge.state == State.PUBLISHED


def is_for_the_pledger_to_send(pledge: Pledge) -> bool:
    """We write to mentors who agreed, and to nobody else."""
    writes = pledge.mentor is not None and pledge.mentor.hears_from_us
    return pledge.progress == Pledge.Progress.FINISHED and not writes


@dataclass(frozen=True)
class Letter:
    """A message ready to be sent by the pledger. ``url`` is its page, if that may be opened."""

    text: str
    url: str = ""

    @property
    def mailto(self) -> str:
        subject = quote(gettext("Thank you"))
        return f"mailto:?subject={subject}&body={quote(self.text)}"


def ready_letter(pledge: Pledge) -> Letter:
    """In the pledger's own words, for the pledger to send: no moderator stands in between."""
    url = links.url_for(links.THANKS, pledge) if may_be_sent(pledge) else ""
    story = story_of(pledge)
    greeting = gettext("Hello %(name)s,") % {"name": pledge.recipient}
    parts = (
        greeting if pledge.recipient else gettext("Hello,"),
        pledge.thanks or gettext("This is what I set out to do: %s") % pledge.text,
        story.text if story else "",
        url,
        pledge.name,
    )
    return Letter("\n\n".join(part for part in parts if part), url)


def note_for_pledger(pledge: Pledge) -> MentorNote | None:
    """What the mentor wrote back, unless a moderator has put it away."""
    note = getattr(pledge, "mentor_note", None)
    return note if note and note.state in (State.WAITING, State.PUBLISHED) else None
