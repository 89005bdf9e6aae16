"""Who decided what and when, read from Wagtail's audit log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from wagtail_mentoring.submissions import actions
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.admin.removal import in_words
from wagtail_mentoring.submissions.models import Submission

SENTENCES: dict[str, Any] = {
    actions.PUBLISH: gettext_lazy("%(who)s published this at %(time)s."),
    actions.MARK_SPAM: gettext_lazy("%(who)s marked this as spam at %(time)s."),
    actions.REMOVE: gettext_lazy("%(who)s removed this at %(time)s."),
    actions.UNDO: gettext_lazy("%(who)s undid a decision here at %(time)s."),
    actions.RELEASE: gettext_lazy("%(who)s released this at %(time)s."),
    actions.EDIT: gettext_lazy("%(who)s changed the words at %(time)s."),
    actions.KEEP: gettext_lazy("%(who)s kept this at %(time)s."),
}
BY_NOBODY: dict[str, Any] = {
    actions.PUBLISH: gettext_lazy("Published without a moderator at %(time)s."),
    actions.MARK_SPAM: gettext_lazy("Filed as spam by the filter at %(time)s."),
    actions.REMOVE: gettext_lazy("Removed at %(time)s."),
    actions.WITHDRAW: gettext_lazy("Taken back by its writer at %(time)s."),
    actions.CHANGED: gettext_lazy("Changed by its writer at %(time)s."),
    actions.REPORT: gettext_lazy("Reported by a reader at %(time)s."),
    actions.REPORTED: gettext_lazy("Reported by the mentor at %(time)s."),
}
"""Where no account is behind a step."""


def entries(parts: Iterable[Submission]) -> QuerySet[ModelLogEntry]:
    """Log entries of these submissions, newest first."""
    found = ModelLogEntry.objects.none()
    by_model: dict[type[Submission], list[str]] = {}
    for part in parts:
        by_model.setdefault(type(part), []).append(str(part.pk))
    for model, keys in by_model.items():
        of_model = ContentType.objects.get_for_model(model)
        found |= ModelLogEntry.objects.filter(content_type=of_model, object_id__in=keys)
    return found.select_related("user").order_by("-timestamp", "-pk")


def last_entries(queue: Queue, things: Iterable[Any]) -> dict[Any, ModelLogEntry]:
    """The last decision about each thing, by the thing's key; in one query."""
    owner = {_key(part): thing.pk for thing in things for part in queue.parts(thing)}
    parts = [part for thing in things for part in queue.parts(thing)]
    last: dict[Any, ModelLogEntry] = {}
    for entry in entries(parts):
        last.setdefault(owner[entry.content_type_id, entry.object_id], entry)
    return last


def parts_of_last_decision(parts: list[Any]) -> list[Any]:
    """Those of a thing's parts that the last decision was about."""
    found = list(entries(parts))
    if not found:
        return [part for part in parts if part.previous_state]
    last = found[0]
    touched = {
        (entry.content_type_id, entry.object_id)
        for entry in found
        if entry.pk == last.pk or (last.uuid and entry.uuid == last.uuid)
    }
    return [part for part in parts if _key(part) in touched]


def keys_of_batch(queue: Queue, batch: str) -> list[str]:
    """Keys of the things that were decided about in one go."""
    try:
        found = ModelLogEntry.objects.filter(uuid=uuid.UUID(batch))
    except ValueError:
        return []
    return queue.keys_of_entries(found)


def sentence(entry: ModelLogEntry) -> str:
    """Who did what when, with the reason if there is one; empty for steps we have no words for."""
    template = (SENTENCES if entry.user_id else BY_NOBODY).get(entry.action)
    if template is None:
        return ""
    told = str(template % {"who": entry.user_display_name, "time": clock(entry.timestamp)})
    reason = (entry.data or {}).get("reason") if entry.user_id else ""
    return f"{told} {in_words(reason)}" if reason else told


def already(entry: ModelLogEntry | None) -> str:
    """One sentence for somebody who came too late."""
    return (entry and sentence(entry)) or _("This has changed meanwhile.")


def clock(moment: datetime) -> str:
    """The time, with the date unless it is today."""
    local = timezone.localtime(moment)
    time = date_format(local, "H:i")
    today = local.date() == timezone.localdate()
    return time if today else f"{date_format(local, 'SHORT_DATE_FORMAT')}, {time}"


def _key(part: Submission) -> tuple[int, str]:
    return ContentType.objects.get_for_model(type(part)).pk, str(part.pk)
