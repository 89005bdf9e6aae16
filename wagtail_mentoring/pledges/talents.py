"""Talents: what mentors would love to learn, and what pledgers offer to teach them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from wagtail_mentoring.pledges.models import Mentor, MentorTalent, Pledge, PledgeTalent, Talent
from wagtail_mentoring.text import single_line

LONGEST = 40
MOST = 5
SEPARATORS = re.compile(r"[,;\n]")


def split(words: str) -> list[str]:
    """The talents in a line of text, each once, whatever its case."""
    names = (single_line(part).strip(" .\"'") for part in SEPARATORS.split(words))
    found: dict[str, str] = {}
    for name in names:
        if name:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def set_talents(owner: Pledge | Mentor, names: Sequence[str]) -> None:
    """Make these, and no others, the talents of a pledge or a mentor."""
    through: Any = PledgeTalent if isinstance(owner, Pledge) else MentorTalent
    mine = through.objects.filter(content_object=owner)
    tags = [_talent(name) for name in names]
    mine.exclude(tag__in=tags).delete()
    had = set(mine.values_list("tag_id", flat=True))
    new = [through(tag=tag, content_object=owner) for tag in tags if tag.pk not in had]
    through.objects.bulk_create(new, ignore_conflicts=True)


def wanted_of(mentors: Iterable[Mentor]) -> dict[int, list[str]]:
    """What each of these mentors would welcome, by their keys, in one query."""
    keys = [mentor.pk for mentor in mentors]
    rows = MentorTalent.objects.filter(content_object__in=keys).order_by("tag__name")
    wanted: dict[int, list[str]] = {}
    for key, name in rows.values_list("content_object_id", "tag__name"):
        wanted.setdefault(key, []).append(name)
    return wanted


def _talent(name: str) -> Talent:
    """The talent of that name in any case; a new one where there is none."""
    known = Talent.objects.filter(name__iexact=name[:100]).first()
    return known or Talent.objects.get_or_create(name=name[:100])[0]
