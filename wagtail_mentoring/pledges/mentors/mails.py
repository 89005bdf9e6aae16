"""The e-mails to mentors. Each offers to stop them all with one click (RFC 8058)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges import telling
from wagtail_mentoring.pledges.letters import gift_of, giver, told
from wagtail_mentoring.pledges.mails import contact_for
from wagtail_mentoring.pledges.mentors import links, operations
from wagtail_mentoring.pledges.models import Mentor, Pledge, PledgeKind, PledgeRound
from wagtail_mentoring.sitesettings.contact import site_contact, site_name

Consent = Mentor.Consent

Make = Callable[[Mentor], "MailContent | None"]


def register() -> None:
    about_the_mentor: tuple[tuple[str, Any, Make, str], ...] = (
        (operations.INVITATION, _("Invitation of a mentor"), invitation_mail, Consent.INVITED),
        (operations.LINK, _("A mentor’s link to their page"), link_mail, Consent.AGREED),
        (telling.DIGEST, _("To a mentor, once a month"), digest_mail, Consent.AGREED),
    )
    for kind, title, make, consent in about_the_mentor:
        registry.register(
            kind, partial(_load, make), title=title, example=partial(_example, make, consent)
        )
    registry.register(
        telling.KIND,
        load_told,
        title=_("To a mentor, each time"),
        example=partial(_example, _example_told, Consent.AGREED),
    )


def invitation_mail(mentor: Mentor) -> MailContent | None:
    if mentor.consent != Consent.INVITED:
        return None
    return _render(mentor, "mentor_invitation", _("May we tell you what comes back?"))


def link_mail(mentor: Mentor) -> MailContent | None:
    if mentor.consent == Consent.NOT_ASKED:
        return None
    return _render(mentor, "mentor_link", _("The link to your page"))


def digest_mail(mentor: Mentor) -> MailContent | None:
    pledges = telling.told_in_digest(mentor) if mentor.pk else [_example_pledge(mentor)]
    gifts = [_gift(mentor, pledge) for pledge in pledges]
    return (
        _render(mentor, "mentor_digest", _("What came back to you"), gifts=gifts) if gifts else None
    )


def load_told(pk: int) -> MailContent | None:
    """Only what was agreed to, finished and published, which is checked in one transaction."""
    pledges = Pledge.objects.select_related("mentor__contact", "round", "site", "story")
    pledge = pledges.filter(pk=pk, mentor__isnull=False).first()
    if pledge is None or not telling.claim(pledge, timezone.now()):
        return None
    return told_mail(pledge, pledge.mentor)


def told_mail(pledge: Pledge, mentor: Any) -> MailContent:
    name = lazy(giver, str)(pledge)  # "Someone", too, is put into the mentor's language
    subject = registry.filled(_("%(name)s gave something back"), {"name": name})
    gift = _gift(mentor, pledge)
    return _render(mentor, "mentor_told", subject, pledge=pledge, gift=gift)


def _load(make: Make, pk: int) -> MailContent | None:
    mentor = _find(pk)
    return make(mentor) if mentor else None


def _example(make: Make, consent: str, language: str) -> MailContent:
    """What a mail says, shown with a mentor who does not exist."""
    content = make(Mentor(name=gettext("Ada Example"), consent=consent, language=language))
    assert content is not None
    return content


def _example_told(mentor: Mentor) -> MailContent:
    return told_mail(_example_pledge(mentor), mentor)


def _example_pledge(mentor: Mentor) -> Pledge:
    return Pledge(
        round=PledgeRound.objects.first() or PledgeRound(title=gettext("A round"), slug="example"),
        site=Site.objects.filter(is_default_site=True).first(),
        kind=PledgeKind.GRATITUDE,
        name=gettext("Robin Reader"),
        text=gettext("Tell you what became of the interview you rehearsed with me."),
        thanks=gettext("I got the place. I heard your voice in every pause."),
        progress=Pledge.Progress.FINISHED,
        outcome=Pledge.Outcome.DONE,
    )


def _find(pk: int) -> Mentor | None:
    return Mentor.objects.select_related("contact").filter(pk=pk, contact__isnull=False).first()


def _gift(mentor: Mentor, pledge: Pledge) -> dict[str, Any]:
    """A pledge as its mentor may read it. The sentence waits for the language of the mail."""
    url = links.pledge_url(mentor, pledge)
    return {**gift_of(pledge), "sentence": partial(told, pledge), "url": url}


def _render(
    mentor: Mentor, template: str, subject: Any, *, pledge: Pledge | None = None, **context: Any
) -> MailContent:
    """The mail, in the name of the pledge's round if it is about one, and with the way out."""
    site = pledge.site if pledge else Site.objects.filter(is_default_site=True).first()
    contact = contact_for(pledge) if pledge else site_contact(site)
    stop_url = links.stop_url(mentor, site)
    values = {
        "mentor": mentor,
        "contact": contact,
        "site_name": site_name(site),
        "page_url": links.page_url(mentor, site),
        "stop_url": stop_url,
    }
    return registry.render(
        template,
        {**values, **context},
        subject=subject,
        reply_to=contact,
        language=mentor.language,
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        sender_name=pledge.round.sender_name if pledge else "",
        placeholders={"site": site_name(site), "name": mentor.name},
    )
