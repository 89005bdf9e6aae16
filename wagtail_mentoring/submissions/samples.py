"""Earlier submissions, lent to the spam filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from wagtail_mentoring.spam import samples
from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.submissions.operations import spam_kind


def lend(model: Any, message_of: Callable[[Any], Message], url_name: str, key: str = "pk") -> None:
    """Lend what is stored in ``model`` to previews, and to filters that are told of verdicts.

    ``message_of`` makes of a row what the filter judged; the admin shows it at ``url_name``, under
    the row's ``key``.
    """

    def sample(row: Any) -> samples.Sample:
        codes = [reason.get("code", "") for reason in row.verdict.get("reasons") or ()]
        return samples.Sample(
            message=message_of(row),
            sent_at=row.submitted_at,
            state=str(row.get_state_display()),
            url=reverse(url_name, args=[getattr(row, key)]),
            codes=tuple(codes),
        )

    def latest(count: int) -> Iterator[samples.Sample]:
        return map(sample, model._default_manager.order_by("-submitted_at")[:count])

    def find(pk: int) -> samples.Sample | None:
        row = model._default_manager.filter(pk=pk).first()
        return sample(row) if row else None

    samples.register(spam_kind(model), samples.Source(latest, find))
