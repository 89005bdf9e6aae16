"""The moderators' rules: a list to edit, to take elsewhere, and to try on earlier messages."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from wagtail_mentoring.exports import SafeExportMixin
from wagtail_mentoring.spam.models import SpamRule

COLUMNS = ["kind", "pattern", "action", "active", "note"]
MOST_BYTES = 500_000


class RuleIndexView(SafeExportMixin, IndexView):
    pass


class RuleViewSet(SnippetViewSet):
    model = SpamRule
    icon = "warning"
    menu_label = gettext_lazy("Spam rules")
    menu_item_is_registered = True
    index_view_class = RuleIndexView
    list_display = ["pattern", "kind", "action", "active"]
    list_filter = ["kind", "action", "active"]
    search_fields = ["pattern", "note"]
    list_export = COLUMNS
    export_filename = "spam-rules"


class TryForm(forms.ModelForm):
    """A rule that is tried before it is made."""

    class Meta:
        model = SpamRule
        fields = ["kind", "pattern"]


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

    def save(self) -> int:
        """Make the rules that are not there yet; returns how many."""
        there = set(SpamRule.objects.values_list("kind", "pattern", "action"))
        new = {
            key: rule
            for rule in self.cleaned_data["file"]
            if (key := (rule.kind, rule.pattern, rule.action)) not in there
        }
        for rule in new.values():
            rule.save()
        return len(new)


def _rows(text: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text))
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    known = {field.verbose_name.lower(): field.name for field in SpamRule._meta.fields}
    reader.fieldnames = [str(known.get(name, name)) for name in names]
    if not {"kind", "pattern", "action"} <= set(reader.fieldnames):
        raise ValidationError(_("It needs the columns kind, pattern and action."))
    return list(reader)


def _rule(row: dict[str, Any], line: int) -> SpamRule:
    """The rule of a row; a sign that kept the cell from being a formula is taken off."""
    rule = SpamRule(
        kind=_choice(row["kind"], SpamRule.Kind),
        pattern=(row["pattern"] or "").removeprefix("'"),
        action=_choice(row["action"], SpamRule.Action),
        active=str(row.get("active") or "true").strip().lower() not in ("false", "0", "no"),
        note=(row.get("note") or "").removeprefix("'"),
    )
    try:
        rule.full_clean()
    except ValidationError as error:
        message = _("Line %(line)d: %(error)s") % {"line": line, "error": error.messages[0]}
        raise ValidationError(message) from None
    return rule


def _choice(said: str | None, choices: Any) -> str:
    """The value of a choice, given itself or as people read it."""
    wanted = (said or "").strip().lower()
    by_label = {str(label).lower(): value for value, label in choices.choices}
    return str(by_label.get(wanted, wanted))
