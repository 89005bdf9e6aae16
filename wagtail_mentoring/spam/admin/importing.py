"""Rules from a CSV file, as the list of rules gives it out."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_mentoring.exports import typed_cell
from wagtail_mentoring.spam.models import SpamRule

COLUMNS = {
    "kind": "kind",
    "pattern": "pattern",
    "action": "action",
    "active": "active",
    "site_url": "site",
    "note": "note",
}
"""Attributes of a rule, and what their columns are called in every language."""

MOST_BYTES = 500_000


class ImportForm(forms.Form):
    """Rules as they were exported: all of a file, or none of it."""

    file = forms.FileField(label=gettext_lazy("CSV file"))

    def clean_file(self) -> list[SpamRule]:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("The file is too large."))
        try:
            text = upload.read().decode("utf-8-sig")
            return [_rule(row, line) for line, row in enumerate(_rows(text), 2)]
        except (UnicodeDecodeError, csv.Error):
            raise ValidationError(_("The file is no CSV in UTF-8.")) from None

    @transaction.atomic
    def save(self) -> int:
        """Make the rules that are not there yet; returns how many."""
        there = set(map(_key, SpamRule.objects.all()))
        new = {_key(rule): rule for rule in self.cleaned_data["file"] if _key(rule) not in there}
        for rule in new.values():
            rule.save()
        return len(new)


def _key(rule: SpamRule) -> tuple[Any, ...]:
    return rule.kind, rule.pattern, rule.action, rule.site_id


def _rows(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), restval="")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if not {"kind", "pattern", "action"} <= set(reader.fieldnames):
        raise ValidationError(_("It needs the columns kind, pattern and action."))
    return list(reader)


def _rule(row: dict[str, str], line: int) -> SpamRule:
    try:
        rule = SpamRule(
            kind=row["kind"].strip().lower(),
            pattern=typed_cell(row["pattern"]),
            action=row["action"].strip().lower(),
            active=row.get("active", "").strip().lower() not in ("false", "0", "no"),
            site=_site(row.get("site", "").strip()),
            note=typed_cell(row.get("note", "")),
        )
        rule.full_clean()
    except ValidationError as error:
        message = _("Line %(line)d: %(error)s") % {"line": line, "error": error.messages[0]}
        raise ValidationError(message) from None
    return rule


def _site(address: str) -> Site | None:
    """The site at an address; none given is every site."""
    if not address:
        return None
    for site in Site.objects.all():
        if site.root_url == address.rstrip("/"):
            return site
    raise ValidationError(_("There is no site “%(address)s”.") % {"address": address})
