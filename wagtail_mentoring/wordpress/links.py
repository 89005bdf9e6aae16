"""Links to posts that were imported later than the text that has them."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from django.apps import apps
from wagtail.models import ReferenceIndex, Revision

from wagtail_mentoring.wordpress.around import FindPage, link_tag
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.models import ImportedItem

LINK = re.compile(r'<a href="([^"]*)">')


def complete(imported: ImportedItem, job: Job, find_page: FindPage) -> None:
    """Let the links of a page that had to wait lead to pages."""
    model: Any = apps.get_model(imported.model)
    page = model.objects.filter(pk=imported.object_id).first()
    if page is None or page.latest_revision_id != imported.revision_id:
        return  # somebody has taken care of it since
    before = list(page.body.raw_data)
    after = _rewritten(before, job, find_page)
    if after == before:
        return
    model.objects.filter(pk=page.pk).update(body=after)
    revision = Revision.objects.get(pk=imported.revision_id)
    content = {**revision.content, "body": json.dumps(after)}
    Revision.objects.filter(pk=revision.pk).update(content=content)
    ReferenceIndex.create_or_update_for_object(model.objects.get(pk=page.pk))


def _rewritten(value: Any, job: Job, find_page: FindPage) -> Any:
    """The same data with every link in it that can lead to a page doing so."""
    if isinstance(value, str):
        return LINK.sub(
            lambda match: link_tag(unescape(match.group(1)), job, find_page) or match.group(),
            value,
        )
    if isinstance(value, list):
        return [_rewritten(part, job, find_page) for part in value]
    if isinstance(value, dict):
        return {name: _rewritten(part, job, find_page) for name, part in value.items()}
    return value
