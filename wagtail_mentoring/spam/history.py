"""What a site knows that bears on a message, read in one small query for all layers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    DateTimeField,
    F,
    Field,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.utils import timezone
from wagtail.models import Site

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.fingerprints import fingerprint
from wagtail_mentoring.spam.models import Judgement, LearnedLayer, SpamRule

RECENTLY = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class History:
    """The version of the learnt layer and the rules' number and last change tell whether what a
    process holds is still good; the rest counts earlier messages: with the same text, and lately
    from the same sender."""

    layer_version: int | None = None
    rules: int = 0
    rules_changed: dt.datetime | None = None
    copies_in_spam: int = 0
    other_copies: int = 0
    last_spam_copy: dt.datetime | None = None
    recent: int = 0


_kept: ContextVar[dict[int, History] | None] = ContextVar("spam_history", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """While a message is judged, all layers share one answer."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def history_of(message: Message) -> History:
    """The history that bears on a message; an empty one outside of a site."""
    if message.site_id is None:
        return History()
    kept = _kept.get()
    if kept is not None and id(message) in kept:
        return kept[id(message)]
    history = _read(message)
    if kept is not None:
        kept[id(message)] = history
    return history


def _read(message: Message) -> History:
    same_text = Judgement.objects.filter(site=OuterRef("pk"), fingerprint=fingerprint(message))
    same_text = same_text.exclude(kind=message.kind, object_id=message.object_id or 0)
    in_spam = same_text.filter(human=Judgement.Human.SPAM)
    since = timezone.now() - RECENTLY
    lately = Judgement.objects.filter(sender=message.sender or "-", made_at__gte=since)
    layer = LearnedLayer.objects.filter(site=OuterRef("pk"))
    columns = {
        "layer_version": Subquery(layer.values("version")),
        "rules": _of(SpamRule.objects.order_by(), "COUNT", "pk"),
        "rules_changed": _of(SpamRule.objects.order_by(), "MAX", "changed_at", DateTimeField()),
        "copies_in_spam": _of(in_spam, "COUNT", "pk"),
        "other_copies": _of(same_text.exclude(human=Judgement.Human.SPAM), "COUNT", "pk"),
        "last_spam_copy": _of(in_spam, "MAX", "made_at", DateTimeField()),
        "recent": _of(lately, "COUNT", "pk"),
    }
    row = Site.objects.filter(pk=message.site_id).annotate(**columns).values(*columns).first()
    return History(**row) if row else History()


def _of(rows: QuerySet[Any], function: str, field: str, output: Field | None = None) -> Subquery:
    """One figure about all rows; ``aggregate`` would ask at once, ``annotate`` group them."""
    figure = Func(F(field), function=function, output_field=output or IntegerField())
    return Subquery(rows.annotate(figure=figure).values("figure"))
