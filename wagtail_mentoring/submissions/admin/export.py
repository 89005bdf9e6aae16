"""The list as a spreadsheet: what is filtered and searched for, with all its pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.exports import SafeExportMixin
from wagtail_mentoring.spam.reasons import explain
from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.admin.queue import Queue

CHUNK = 500


class ExportMixin(SafeExportMixin):
    """Writes what ``queue.export_row`` tells of each thing, and why it is in its state."""

    queue: Queue

    @property
    def list_export(self) -> list[str]:
        return [*self.queue.export_headings, "reason"]

    @property
    def export_headings(self) -> dict[str, Any]:
        return {**self.queue.export_headings, "reason": _("Reason")}

    def get_filename(self) -> str:
        return str(self.queue.export_filename)

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        rows: Any = _Rows(self.queue, queryset, self.request.user)  # type: ignore[attr-defined]
        response: HttpResponse = super().as_spreadsheet(rows, spreadsheet_format)  # type: ignore[misc]
        return response

    def to_row_dict(self, item: dict[str, Any]) -> dict[str, Any]:
        return item


class _Rows:
    """Goes through a queryset in chunks, with the history of each chunk in one query."""

    def __init__(self, queue: Queue, queryset: QuerySet, user: Any) -> None:
        self.queue, self.queryset, self.user = queue, queryset, user
        self.model = queryset.model

    def __iter__(self) -> Iterator[dict[str, Any]]:
        things = self.queryset.iterator(chunk_size=CHUNK)
        while chunk := list(islice(things, CHUNK)):
            last = history.last_entries(self.queue, chunk)
            for thing in chunk:
                row = self.queue.export_row(thing, self.user)
                yield {**row, "reason": _reason(thing, last.get(thing.pk))}


def _reason(thing: Any, entry: Any) -> str:
    told = history.sentence(entry) if entry else ""
    return " ".join([*([told] if told else []), *explain(thing.verdict)])
