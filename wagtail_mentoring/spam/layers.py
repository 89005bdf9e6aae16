"""The learnt layer of each site, kept in memory and renewed when another process changed it."""

from __future__ import annotations

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.history import history_of
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.spam.models import LearnedLayer

_cached: dict[int, tuple[int, Learnt | None]] = {}
MOST_SITES = 20
"""Kept in memory at once, two megabytes each."""


def learnt_for(message: Message) -> Learnt | None:
    """What the site of a message has taught; None where nothing was learnt yet."""
    version, site_id = history_of(message).layer_version, message.site_id
    if not version or site_id is None:
        return None
    known = _cached.get(site_id)
    if known is None or known[0] != version:
        row = LearnedLayer.objects.filter(site=site_id).values_list("version", "blob")
        version, blob = row.get()
        known = (version, Learnt.loads(bytes(blob)))
        if len(_cached) >= MOST_SITES:
            _cached.clear()
        _cached[site_id] = known
    return known[1]
