"""The e-mails to mentors. Each offers to stop them all with one click (RFC 8058)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges import telling
from wagtail_mentoring.pledges.mails import contact_for, site_contact, site_name
from wagtail_mentoring.pledges.mentors import links, operations
from wagtail_mentoring.pledges.mentors.wording import giver, told
from wagtail_mentoring.pledges.models import Mentor, Pledge
from wagtail_mentoring.pledges.publication import story_of
from wagtail_mentoring.submissions.models import Submission

Consent = Mentor.Consent


def register() -> None:
    registry.register(operations.INVITATION, load_invitation)
    registry.register(operations.LINK, load_link)
    registry.register(telling.KIND, load_told)
    registry.register(telling.DIGEST, load_digest)


def load_invitation(pk: int) -> MailContent | None:
    mentor = _find(pk)
    if mentor is None or mentor.consent != Consent.INVITED:
        return None
    return _render(mentor, "mentor_invitation", gettext_lazy("May we tell you what comes back?"))


def load_link(pk: int) -> MailContent | None:
    mentor = _find(pk)
    if mentor is None or mentor.consent == Consent.NOT_ASKED:
        return None
    return _render(mentor, "mentor_link", gettext_lazy("The link to your page"))


def load_told(pk: int) -> MailContent | None:
    """Only what was agreed to, finished and published, which is checked in one transaction."""
    pledges = Pledge.objects.select_related("mentor__contact", "round", "site", "story")
    pledge = pledges.filter(pk=pk, mentor__isnull=False).first()
    mentor = pledge.mentor if pledge else None
    if pledge is None or mentor is None or not telling.claim(pledge, timezone.now()):
        return None
    with translation.override(mentor.language or None):
        subject = _("%(name)s gave something back") % {"name": giver(pledge)}
    return _render(
        mentor,
        "mentor_told",
        subject,
        site=pledge.site,
        contact=contact_for(pledge),
        gift=_gift(mentor, pledge),
    )


def load_digest(pk: int) -> MailContent | None:
    mentor = _find(pk)
    gifts = [_gift(mentor, pledge) for pledge in telling.told_in_digest(mentor)] if mentor else []
    if mentor is None or not gifts:
        return None
    return _render(mentor, "mentor_digest", gettext_lazy("What came back to you"), gifts=gifts)


def _find(pk: int) -> Mentor | None:
    return Mentor.objects.select_related("contact").filter(pk=pk, contact__isnull=False).first()


def _gift(mentor: Mentor, pledge: Pledge) -> dict[str, Any]:
    """A pledge as its mentor may read it. The sentence waits for the language of the mail."""
    story = story_of(pledge)
    shown = story is not None and story.state == Submission.State.PUBLISHED
    return {
        "sentence": partial(told, pledge),
        "pledge": pledge,
        "story": story.text if story and shown else "",
        "url": links.pledge_url(mentor, pledge),
    }


def _render(
    mentor: Mentor,
    template: str,
    subject: Any,
    *,
    site: Site | None = None,
    contact: str = "",
    **context: Any,
) -> MailContent:
    site = site or Site.objects.filter(is_default_site=True).first()
    contact = contact or site_contact(site)
    stop_url = links.stop_url(mentor, site)
    values = {
        "mentor": mentor,
        "contact": contact,
        "site_name": site_name(site),
        "page_url": links.page_url(mentor, site),
        "stop_url": stop_url,
    }
    headers = {
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return registry.render(
        template,
        {**values, **context},
        subject=subject,
        reply_to=contact,
        language=mentor.language,
        headers=headers,
    )
