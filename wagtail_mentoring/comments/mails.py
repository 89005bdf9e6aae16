"""The two e-mails to readers. Each is made at the moment of sending, or skipped."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.comments.models import ReaderComment, Subscription
from wagtail_mentoring.comments.subscriptions import CONFIRM, REPLY
from wagtail_mentoring.mail import registry, tokens
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.sitesettings.contact import site_contact, site_name
from wagtail_mentoring.text import plain_text

VIEWS = {"comment-confirm": "confirm_reader", "comment-unsubscribe": "unsubscribe_reader"}


def register() -> None:
    registry.register(CONFIRM, load_confirm, title=_("Confirm the address of a response"))
    registry.register(REPLY, load_reply, title=_("An answer to a response"))


def url_of(purpose: str, subscription: Subscription) -> str:
    """The full address of a page that only the owner of the address knows."""
    token = tokens.make(purpose, str(subscription.pk), subscription.reader.version)
    path = reverse(f"wagtail_mentoring:{VIEWS[purpose]}", args=[token])
    return absolute(subscription.comment.site, path)


def load_confirm(pk: int) -> MailContent | None:
    """Holds nothing a visitor typed: nobody knows yet whose address this is."""
    subscription = _active(pk)
    if subscription is None or subscription.is_the_owners:
        return None
    comment = subscription.comment
    url = url_of("comment-confirm", subscription)
    subject = _("Please confirm your e-mail address")
    return _render(comment, CONFIRM, subject, comment.language, confirm_url=url)


def load_reply(pk: int) -> MailContent | None:
    reply = ReaderComment.objects.public().select_related("discussion").filter(pk=pk).first()
    subscription = _active(reply.parent_id) if reply and reply.parent_id else None
    if reply is None or subscription is None or not subscription.is_the_owners:
        return None
    stop = url_of("comment-unsubscribe", subscription)
    return _render(
        reply,
        REPLY,
        registry.filled(_("%(name)s answered you"), {"name": reply.name}),
        subscription.comment.language,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        words=plain_text(reply.body_html),
        reply_url=absolute(reply.site, reply.get_absolute_url()),
        stop_url=stop,
    )


def _active(comment_id: int) -> Subscription | None:
    """The subscription to answers to a response that anybody may see now."""
    visible = ReaderComment.objects.public().filter(pk=comment_id)
    subscriptions = Subscription.objects.filter(ended_at=None, comment__in=visible)
    return subscriptions.select_related("reader", "comment__discussion", "comment__site").first()


def _render(
    comment: ReaderComment,
    template: str,
    subject: Any,
    language: str,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> MailContent:
    contact = site_contact(comment.site)
    return registry.render(
        template,
        {
            "comment": comment,
            "title": comment.discussion.page_title,
            "contact": contact,
            "site_name": site_name(comment.site),
            **context,
        },
        subject=subject,
        reply_to=contact,
        language=language,
        headers=headers,
    )
