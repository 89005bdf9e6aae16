"""Readers who have confirmed their address: known again on the device on which they did so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.submissions import cookies
from wagtail_mentoring.submissions.models import Reader

COOKIE = "mentoring_reader"
REMEMBERED_FOR = timedelta(days=365)
ONE_DAY = timedelta(days=1)


def remembered(request: HttpRequest) -> Reader | None:
    """The reader who confirmed an address on this device, if any."""
    kept = cookies.read_cookie(request, COOKIE, REMEMBERED_FOR)
    if kept is None:
        return None
    pk, version = kept
    return Reader.objects.filter(pk=pk, version=version, confirmed_at__isnull=False).first()


def remember(request: HttpRequest, response: HttpResponse, reader: Reader) -> None:
    kept = [reader.pk, reader.version]
    cookies.set_cookie(request, response, COOKIE, kept, REMEMBERED_FOR)


def forget(response: HttpResponse) -> None:
    cookies.forget_cookie(response, COOKIE)


def reader_of(email_key: str) -> Reader:
    """The row of an address, made when it is first needed."""
    Reader.objects.bulk_create([Reader(email_key=email_key)], ignore_conflicts=True)
    return Reader.objects.get(email_key=email_key)


def may_ask(reader: Reader, now: datetime) -> bool:
    """Whether one more e-mail may ask to confirm the address: one a day, and few without a yes.

    Counts it by compare-and-set, so that of many at once one is allowed.
    """
    rested = Q(confirm_mail_at=None) | Q(confirm_mail_at__lte=now - ONE_DAY)
    rows = Reader.objects.filter(
        rested, pk=reader.pk, confirm_mails__lt=app_settings.CONFIRM_MAILS_PER_ADDRESS
    )
    return bool(rows.update(confirm_mails=F("confirm_mails") + 1, confirm_mail_at=now))


def confirm(reader: Reader, *, name: str, email: str, now: datetime) -> None:
    """The address is proven: keep it, and the name that goes with it."""
    row = Reader.objects.filter(pk=reader.pk)
    row.filter(confirmed_at=None).update(name=name, email=email, confirmed_at=now)
    row.update(confirm_mails=0)
    reader.refresh_from_db()


def disown(reader: Reader) -> None:
    """Somebody else typed this address: it is never asked again."""
    Reader.objects.filter(pk=reader.pk).update(confirm_mails=app_settings.CONFIRM_MAILS_PER_ADDRESS)
