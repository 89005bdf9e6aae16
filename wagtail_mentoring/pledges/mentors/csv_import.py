"""Mentors from a table: read and checked line by line, so that every mistake has its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_mentoring.pledges.fields import TalentsField, plain_name
from wagtail_mentoring.pledges.mentors.operations import set_email
from wagtail_mentoring.pledges.models import Mentor, MentorContact
from wagtail_mentoring.pledges.slugs import free_slug
from wagtail_mentoring.pledges.talents import set_talents
from wagtail_mentoring.submissions import identity
from wagtail_mentoring.submissions.forms import NameField

COLUMNS = ("name", "email", "role", "talents", "language", "listed")
MOST_LINES = 2000
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "")


class RowForm(forms.Form):
    """One line of the table."""

    name = NameField(max_length=80, validators=[plain_name])
    email = forms.EmailField(max_length=254, required=False)
    role = NameField(max_length=120, required=False)
    talents = TalentsField(most=10)
    language = forms.CharField(max_length=16, required=False)
    listed = forms.CharField(required=False)

    def clean_language(self) -> str:
        language = self.cleaned_data["language"].lower()
        if language and language not in dict(settings.LANGUAGES):
            raise forms.ValidationError(_("“%s” is no language code like “en”.") % language)
        return language

    def clean_listed(self) -> bool:
        word = self.cleaned_data["listed"].strip().lower()
        if word not in YES + NO:
            raise forms.ValidationError(_("Write yes or no."))
        return word in YES


@dataclass
class Table:
    """What a file holds: good rows, and mistakes by line."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read(data: bytes) -> Table:
    """Read a CSV file as spreadsheets write it: commas, semicolons or tabs; UTF-8 or Windows."""
    table = Table()
    text = _decode(data).lstrip("\ufeff")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        table.errors.append(_("This is no CSV file: %s.") % error)
        return table
    names = [name.strip().lower() for name in lines[0]] if lines else []
    if wrong := _wrong_header(names):
        table.errors.append(wrong)
    elif len(lines) > MOST_LINES:
        too_long = ngettext(
            "More than %(count)d line: divide the file.",
            "More than %(count)d lines: divide the file.",
            MOST_LINES,
        )
        table.errors.append(too_long % {"count": MOST_LINES})
    else:
        _check(table, names, lines[1:])
    return table


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _wrong_header(names: list[str]) -> str:
    if "name" not in names:
        return _("The first line has to name the columns, and “name” is not among them.")
    unknown = [name for name in names if name not in COLUMNS]
    return _("There is no column “%s”.") % unknown[0] if unknown else ""


def _check(table: Table, names: list[str], lines: list[list[str]]) -> None:
    seen: dict[str, int] = {}
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            table.errors.append(_line(number, _("It has more cells than the first line.")))
            continue
        form = RowForm(dict(zip(names, cells, strict=False)))
        table.errors += [_line(number, error) for error in _errors(form)]
        email = identity.email_key(form.cleaned_data.get("email", ""))
        if email and email in seen:
            earlier = _("The address is in line %d, too.") % seen[email]
            table.errors.append(_line(number, earlier))
        seen.setdefault(email, number)
        table.rows.append(form.cleaned_data)


def _errors(form: RowForm) -> Iterator[str]:
    for name, errors in form.errors.items():
        yield f"{name}: {errors[0]}"


def _line(number: int, message: Any) -> str:
    return _("Line %(number)d: %(message)s") % {"number": number, "message": message}


@transaction.atomic
def store(rows: list[dict[str, Any]], *, user: Any = None) -> tuple[int, int]:
    """Add mentors, or bring up to date those whose address is known; (added, changed)."""
    added = 0
    for row in rows:
        contact = (
            row["email"]
            and MentorContact.objects.filter(email_key=identity.email_key(row["email"]))
            .select_related("mentor")
            .first()
        )
        mentor = contact.mentor if contact else _new_mentor(row["name"])
        added += mentor.pk is None
        _fill(mentor, row, user)
    return added, len(rows) - added


def _new_mentor(name: str) -> Mentor:
    return Mentor(slug=free_slug(Mentor.objects.all(), name, "mentor"))


def _fill(mentor: Mentor, row: dict[str, Any], user: Any) -> None:
    """Empty cells change nothing of a mentor who is known."""
    is_new = mentor.pk is None
    mentor.name = row["name"]
    for name in ("role", "language"):
        setattr(mentor, name, row[name] or getattr(mentor, name))
    mentor.is_public = row["listed"] or mentor.is_public
    mentor.save()
    if row["talents"]:
        set_talents(mentor, row["talents"])
    if is_new and row["email"]:
        set_email(mentor, row["email"], user=user)


class FileForm(forms.Form):
    """The file, at most a megabyte of it."""

    file = forms.FileField(label=gettext_lazy("CSV file"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > 2**20:
            raise forms.ValidationError(_("The file is larger than a megabyte: divide it."))
        return bytes(file.read())
