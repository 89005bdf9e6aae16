"""What Wagtail's log may keep of something that is to be forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

KEPT = ("from", "to")


def clear_log(thing: Any) -> None:
    """Who decided what and when stays; labels, which begin with the words, and earlier texts go."""
    of_model = ContentType.objects.get_for_model(thing)
    entries = ModelLogEntry.objects.filter(content_type=of_model, object_id=str(thing.pk))
    for entry in entries:
        data = {name: value for name, value in entry.data.items() if name in KEPT}
        entries.filter(pk=entry.pk).update(label=str(thing._meta.verbose_name), data=data)
