"""The e-mails of a pledge's life. Each is made at the moment of sending, or skipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges import confirmation, erasing, links
from wagtail_mentoring.pledges.models import MentorNote, Pledge
from wagtail_mentoring.sitesettings.models import MentoringSettings

Progress = Pledge.Progress


def register() -> None:
    loaders: dict[str, Callable[[int], MailContent | None]] = {
        confirmation.KIND: load_confirm,
        "pledge_receipt": load_receipt,
        "pledge_reminder": load_reminder,
        "pledge_due": load_due,
        "pledge_last_note": load_last_note,
        "pledge_links": load_links,
        erasing.NOTE_MAIL: load_note,
        erasing.ERASED_MAIL: load_erased,
    }
    for kind, load in loaders.items():
        registry.register(kind, load)


def load_confirm(pk: int) -> MailContent | None:
    """Holds nothing a visitor typed: nobody knows yet whose address this is."""
    pledge = _find(pk)
    if pledge is None or pledge.progress != Progress.UNCONFIRMED or not pledge.confirm_mail_at:
        return None
    url = links.url_for(links.CONFIRM, pledge)
    return _render(pledge, "pledge_confirm", _("Please confirm your pledge"), confirm_url=url)


def load_receipt(pk: int) -> MailContent | None:
    pledge = _find(pk)
    if pledge is None or pledge.confirmed_at is None:
        return None
    token = links.make_token(links.MANAGE, pledge)
    calendar = reverse("wagtail_mentoring:pledge_calendar", args=[token])
    return _render(
        pledge,
        "pledge_receipt",
        _("Your pledge, and the link to it"),
        manage_url=links.url_for(links.MANAGE, pledge),
        calendar_url=absolute(pledge.site, calendar),
    )


def load_reminder(pk: int) -> MailContent | None:
    """Only while it is open and wanted, and only of the due date it was planned for."""
    pledge = _find_open(pk)
    if pledge is None or not pledge.reminders_consent_at or pledge.reminded_for != pledge.due_on:
        return None
    return _render_question(pledge, "pledge_reminder", _("Your pledge: the day is near"))


def load_due(pk: int) -> MailContent | None:
    """Only while the pledge is open, and only about the due date that has come."""
    pledge = _find_open(pk)
    if pledge is None or pledge.asked_for != pledge.due_on:
        return None
    return _render_question(pledge, "pledge_due", _("How did it go?"))


def load_last_note(pk: int) -> MailContent | None:
    pledge = _find_open(pk)
    if pledge is None or not pledge.reminders_consent_at or pledge.noted_for != pledge.due_on:
        return None
    return _render_question(pledge, "pledge_last_note", _("One last note about your pledge"))


def load_links(pk: int) -> MailContent | None:
    pledge = _find(pk)
    if pledge is None or pledge.confirmed_at is None:
        return None
    confirmed = Pledge.objects.filter(email_key=pledge.email_key, confirmed_at__isnull=False)
    mine = confirmed.select_related("mentor", "site").order_by("-confirmed_at")
    rows = [(each, links.url_for(links.MANAGE, each)) for each in mine]
    return _render(pledge, "pledge_links", _("The links to your pledges"), rows=rows)


def load_note(pk: int) -> MailContent | None:
    """What a mentor wrote back, unless a moderator has put it away."""
    readable = [MentorNote.State.WAITING, MentorNote.State.PUBLISHED]
    note = MentorNote.objects.filter(pk=pk, state__in=readable).first()
    pledge = _find(note.pledge_id) if note else None
    if note is None or pledge is None:
        return None
    url = links.url_for(links.MANAGE, pledge)
    return _render(pledge, "pledge_note", _("A line back to you"), note=note, manage_url=url)


def load_erased(pk: int) -> MailContent | None:
    """Nothing of the pledge is left to tell, and no link leads anywhere."""
    pledge = Pledge.objects.select_related("round", "site").filter(pk=pk).first()
    if pledge is None or pledge.progress != Progress.ERASED:
        return None
    return _render(pledge, "pledge_erased", _("Your pledge is deleted"))


def contact_for(pledge: Pledge) -> str:
    """The address of a person who can be asked about this pledge."""
    return pledge.round.reply_address or site_contact(pledge.site)


def site_contact(site: Site | None) -> str:
    """The address of a person who answers for the site."""
    return MentoringSettings.for_site(site).reply_address or settings.DEFAULT_FROM_EMAIL


def site_name(site: Site | None) -> str:
    site = site or Site.objects.filter(is_default_site=True).first()
    return str(site and (site.site_name or site.hostname)) or settings.WAGTAIL_SITE_NAME


def _find(pk: int) -> Pledge | None:
    hidden = [Pledge.State.SPAM, Pledge.State.REMOVED]
    pledges = Pledge.objects.select_related("round", "site", "mentor").exclude(email="")
    return pledges.filter(pk=pk).exclude(progress=Progress.UNCONFIRMED, state__in=hidden).first()


def _find_open(pk: int) -> Pledge | None:
    pledge = _find(pk)
    return pledge if pledge and pledge.progress == Progress.OPEN else None


def _render_question(pledge: Pledge, template: str, subject: Any) -> MailContent:
    url = links.url_for(links.MANAGE, pledge)
    return _render(pledge, template, subject, manage_url=url)


def _render(pledge: Pledge, template: str, subject: Any, **context: Any) -> MailContent:
    contact = contact_for(pledge)
    return registry.render(
        template,
        {"pledge": pledge, "contact": contact, "site_name": site_name(pledge.site), **context},
        subject=subject,
        reply_to=contact,
        language=pledge.language,
    )
