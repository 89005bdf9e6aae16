"""The e-mails of a pledge's life. Each is made at the moment of sending, or skipped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges import confirmation, erasing, links
from wagtail_mentoring.pledges.models import MentorNote, Pledge, PledgeKind, PledgeRound
from wagtail_mentoring.sitesettings.contact import site_contact, site_name

Progress = Pledge.Progress


Make = Callable[[Pledge], "MailContent | None"]


def register() -> None:
    about_a_pledge: tuple[tuple[str, Any, Make, str], ...] = (
        (confirmation.KIND, _("Confirm your pledge"), confirm_mail, Progress.UNCONFIRMED),
        ("pledge_receipt", _("Receipt, with the link to the pledge"), receipt_mail, Progress.OPEN),
        ("pledge_reminder", _("Reminder before the day"), reminder_mail, Progress.OPEN),
        ("pledge_due", _("How did it go? On the day"), due_mail, Progress.OPEN),
        ("pledge_last_note", _("One last note, two weeks after"), last_note_mail, Progress.OPEN),
        ("pledge_links", _("The links to somebody’s pledges"), links_mail, Progress.OPEN),
        (erasing.ERASED_MAIL, _("A pledge is deleted"), erased_mail, Progress.ERASED),
    )
    for kind, title, make, progress in about_a_pledge:
        find = _find_erased if make is erased_mail else _find
        registry.register(
            kind,
            partial(_load, find, make),
            title=title,
            example=partial(_example, make, progress),
        )
    registry.register(
        erasing.NOTE_MAIL,
        load_note,
        title=_("A line back from a mentor"),
        example=partial(_example, _example_note, Progress.FINISHED),
    )


def confirm_mail(pledge: Pledge) -> MailContent | None:
    """Holds nothing a visitor typed: nobody knows yet whose address this is."""
    if pledge.progress != Progress.UNCONFIRMED or not pledge.confirm_mail_at:
        return None
    url = links.url_for(links.CONFIRM, pledge)
    return _render(pledge, "pledge_confirm", _("Please confirm your pledge"), confirm_url=url)


def receipt_mail(pledge: Pledge) -> MailContent | None:
    if pledge.confirmed_at is None:
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


def reminder_mail(pledge: Pledge) -> MailContent | None:
    """Only while it is open and wanted, only of the due date it was planned for, and before."""
    if not _is_open_and_reminded(pledge) or pledge.reminded_for != pledge.due_on:
        return None
    if pledge.asked_for == pledge.due_on:  # it waited for the mail server until the day had come
        return None
    return _render_question(pledge, "pledge_reminder", _("Your pledge: the day is near"))


def due_mail(pledge: Pledge) -> MailContent | None:
    """Only while the pledge is open, only about the due date that has come, and not late beside
    the last note."""
    if pledge.progress != Progress.OPEN or pledge.asked_for != pledge.due_on:
        return None
    if pledge.noted_for == pledge.due_on:
        return None
    return _render_question(pledge, "pledge_due", _("How did it go?"))


def last_note_mail(pledge: Pledge) -> MailContent | None:
    if not _is_open_and_reminded(pledge) or pledge.noted_for != pledge.due_on:
        return None
    return _render_question(pledge, "pledge_last_note", _("One last note about your pledge"))


def links_mail(pledge: Pledge) -> MailContent | None:
    if pledge.confirmed_at is None:
        return None
    confirmed = Pledge.objects.filter(email_key=pledge.email_key, confirmed_at__isnull=False)
    mine = confirmed.select_related("mentor", "site").order_by("-confirmed_at")
    rows = [(each, links.url_for(links.MANAGE, each)) for each in (mine if pledge.pk else [pledge])]
    return _render(pledge, "pledge_links", _("The links to your pledges"), rows=rows)


def erased_mail(pledge: Pledge) -> MailContent | None:
    """Nothing of the pledge is left to tell, and no link leads anywhere."""
    if pledge.progress != Progress.ERASED:
        return None
    return _render(pledge, "pledge_erased", _("Your pledge is deleted"))


def load_note(pk: int) -> MailContent | None:
    """What a mentor wrote back, unless a moderator has put it away."""
    readable = [MentorNote.State.WAITING, MentorNote.State.PUBLISHED]
    note = MentorNote.objects.filter(pk=pk, state__in=readable).first()
    pledge = _find(note.pledge_id) if note else None
    return note_mail(pledge, note) if pledge and note else None


def note_mail(pledge: Pledge, note: MentorNote) -> MailContent:
    url = links.url_for(links.MANAGE, pledge)
    return _render(pledge, "pledge_note", _("A line back to you"), note=note, manage_url=url)


def about_pledges(pledges: QuerySet[Pledge]) -> Q:
    """Picks from the outbox what is about these pledges, or about what a mentor wrote back."""
    notes = MentorNote.objects.filter(pledge__in=pledges.values("pk"))
    kinds = (*erasing.MAIL_KINDS, erasing.ERASED_MAIL)
    return Q(kind__in=kinds, object_id__in=pledges.order_by().values("pk")) | Q(
        kind=erasing.NOTE_MAIL, object_id__in=notes.values("pk")
    )


def contact_for(pledge: Pledge) -> str:
    """The address of a person who can be asked about this pledge."""
    return pledge.round.reply_address or site_contact(pledge.site)


def _find(pk: int) -> Pledge | None:
    hidden = [Pledge.State.SPAM, Pledge.State.REMOVED]
    pledges = Pledge.objects.select_related("round", "site", "mentor").exclude(email="")
    return pledges.filter(pk=pk).exclude(progress=Progress.UNCONFIRMED, state__in=hidden).first()


def _find_erased(pk: int) -> Pledge | None:
    return Pledge.objects.select_related("round", "site").filter(pk=pk).first()


def _load(find: Callable[[int], Pledge | None], make: Make, pk: int) -> MailContent | None:
    pledge = find(pk)
    return make(pledge) if pledge else None


def _is_open_and_reminded(pledge: Pledge) -> bool:
    return pledge.progress == Progress.OPEN and pledge.reminders_consent_at is not None


def _example_note(pledge: Pledge) -> MailContent:
    words = gettext("You made my week. The second grant was the harder one: well done.")
    return note_mail(pledge, MentorNote(pledge=pledge, name=pledge.mentor_name, text=words))


EXAMPLE_DAY: dict[Make, str] = {
    reminder_mail: "reminded_for",
    due_mail: "asked_for",
    last_note_mail: "noted_for",
}
"""What says of a pledge that its due date is the one a mail was planned for."""


def _example(make: Make, progress: str, language: str) -> MailContent:
    """What a mail says, shown with a pledge that nobody made."""
    now = timezone.now()
    today = timezone.localdate(now)
    pledge = Pledge(
        round=PledgeRound.objects.first() or PledgeRound(title=gettext("A round"), slug="example"),
        site=Site.objects.filter(is_default_site=True).first(),
        kind=PledgeKind.FOLLOW_THROUGH,
        mentor_name=gettext("Ada Example"),
        text=gettext("Apply for two grants and report back."),
        name=gettext("Robin Reader"),
        language=language,
        progress=progress,
        due_on=today,
        **({EXAMPLE_DAY[make]: today} if make in EXAMPLE_DAY else {}),
        reminders_consent_at=now,
        confirm_mail_at=now,
        confirmed_at=None if progress == Progress.UNCONFIRMED else now,
    )
    content = make(pledge)
    assert content is not None
    return content


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
        sender_name=pledge.round.sender_name,
        placeholders={"site": site_name(pledge.site)},
    )
