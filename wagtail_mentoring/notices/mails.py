"""The e-mail about what waits: the words, why they wait, and the way to decide."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from wagtail_mentoring import jobs
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.links import absolute_admin
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.notices.operations import KIND, QUEUES, came_in, rhythm, run
from wagtail_mentoring.sitesettings.contact import site_contact
from wagtail_mentoring.submissions.admin.cards import told_of, why
from wagtail_mentoring.submissions.models import ModeratorNotice, ModeratorPreference
from wagtail_mentoring.text import excerpt, plain_text

SHOWN = 20
LONGEST = 600


def register() -> None:
    jobs.register("notices", run)
    registry.register(KIND, load, title=_("To a moderator: what waits"))


def load(pk: int) -> MailContent | None:
    """As things stand at sending; None if all of it has been decided about meanwhile."""
    notice = ModeratorNotice.objects.select_related("user").filter(pk=pk).first()
    if notice is None or rhythm(notice.user) == ModeratorPreference.Notify.NEVER:
        return None
    user = notice.user
    found = [(queue, came_in(queue, user, notice.since, notice.until)) for queue in QUEUES]
    count = sum(things.count() for _queue, things in found)
    if not count:
        return None
    rows = [row for queue, things in found for row in _rows(queue, list(things[:SHOWN]), user)]
    rows = rows[:SHOWN]
    return registry.render(
        KIND,
        {
            "rows": rows,
            "count": count,
            "more": count - len(rows),
            "inboxes": [(queue.label, absolute_admin(queue.url("index"))) for queue in QUEUES],
            "account_url": absolute_admin(reverse("wagtailadmin_account")),
        },
        subject=registry.filled(_("%(count)d waiting for a moderator"), {"count": count}),
        reply_to=site_contact(None),
        language=UserProfile.get_for_user(user).get_preferred_language(),
    )


def _rows(queue: Any, things: list[Any], user: Any) -> Iterator[dict[str, Any]]:
    """What the mail says of each; the sentence why waits for the language of the mail."""
    for thing, told in zip(things, told_of(queue, things, user), strict=True):
        parts = queue.parts(thing)
        texts = [plain_text(getattr(part, "body_html", "")) or part.text for part in parts]
        yield {
            "kind": thing._meta.verbose_name,
            "who": queue.who(thing, user),
            "page": getattr(thing, "discussion", None) and thing.discussion.page_title,
            "texts": [excerpt(text, LONGEST) for text in texts if text],
            "why": partial(why, queue, thing, told),
            "url": absolute_admin(queue.url_of(thing)),
        }
