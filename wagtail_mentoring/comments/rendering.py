"""The HTML of a page of responses.

Written in Python, since a template for each of fifty responses takes longer than the whole page
around them. A site that wants other markup overrides ``wagtail_mentoring/comments/list.html``
and loops over ``entries``.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.threads import Entry
from wagtail_mentoring.text import LINK_REL, safe_url

ITEM = """
<article id="{anchor}" class="mentoring-comment" aria-labelledby="{anchor}-heading">
<header class="mentoring-comment__header">
<h{level} id="{anchor}-heading" class="mentoring-comment__heading">{number}{name}{badge}</h{level}>
<p class="mentoring-comment__meta"><a href="{permalink}">{time}</a>{context}{edited}</p>
</header>
<div class="mentoring-comment__body">{body}</div>
<p class="mentoring-comment__actions">{actions}</p>
</article>
"""
NUMBER = '<span class="mentoring-comment__number">{}.</span> '
NAME = '<span class="mentoring-comment__name">{}</span>'
BADGE = ' <span class="mentoring-badge">{}</span>'
TIME = '<time datetime="{}">{}</time>'
CONTEXT = ' <span class="mentoring-comment__context">{}</span>'
HIDDEN_CONTEXT = ' <span class="mentoring-comment__context mentoring-visually-hidden">{}</span>'
EDITED = ' <span class="mentoring-comment__edited">{}</span>'
REPLY = (
    '<a href="{url}" rel="nofollow" aria-label="{label}" data-mentoring-reply="{pk}"'
    ' data-mentoring-name="{name}">{word}</a> '
)
REPORT = '<a class="mentoring-comment__report" href="{}" rel="nofollow" aria-label="{}">{}</a>'
REPEATED = '\n<p class="mentoring-comment__repeated"><a href="{}">{}{}</a> {}</p>\n'
LIST = '<ol class="mentoring-comments__list">'
REPLIES = '<ol class="mentoring-comments__list mentoring-comments__list--replies">'


def render_list(entries: Iterable[Entry], *, is_open: bool) -> SafeString:
    """Nested lists of responses; every value is escaped here but their cleaned HTML."""
    writer = _Writer(is_open)
    html = [LIST]
    for entry in entries:
        if entry.opens:
            html.append(REPLIES)
        html += ["<li>", writer.repeated(entry) if entry.is_repeated else writer.item(entry)]
        if not entry.continues:
            html.append("</li>")
        html.append("</ol></li>" * len(entry.closes))
    html.append("</ol>")
    return mark_safe("".join(html))


class _Writer:
    """Asks for every translation once."""

    def __init__(self, is_open: bool) -> None:
        self.is_open = is_open
        self.author = BADGE.format(escape(_("Author")))
        self.staff = BADGE.format(escape(_("Staff")))
        self.edited = EDITED.format(escape(_("edited")))
        self.reply = escape(_("Reply"))
        self.reply_to = escape(_("Reply to %(name)s"))
        self.report = escape(_("Report"))
        self.report_of = escape(_("Report the response of %(name)s"))
        self.earlier = escape(_("on an earlier page, continued here"))

    def item(self, entry: Entry) -> str:
        comment = entry.comment
        name = escape(comment.name)
        return ITEM.format(
            anchor=comment.anchor,
            level=entry.heading,
            number=NUMBER.format(comment.number) if comment.number else "",
            name=NAME.format(self._linked(comment, name)),
            badge=self._badge(entry),
            permalink=entry.permalink,
            time=_time(comment),
            context=_context(entry),
            edited=self.edited if comment.edited_at else "",
            body=comment.body_html,
            actions=self._actions(entry, name),
        )

    def repeated(self, entry: Entry) -> str:
        number = f"{entry.comment.number}. " if entry.comment.number else ""
        name = escape(entry.comment.name)
        return REPEATED.format(entry.permalink, number, name, self.earlier)

    def _linked(self, comment: ReaderComment, name: str) -> str:
        website = safe_url(comment.website) if comment.website else None
        return f'<a href="{escape(website)}" rel="{LINK_REL}">{name}</a>' if website else name

    def _badge(self, entry: Entry) -> str:
        if entry.by_author:
            return self.author
        return self.staff if getattr(entry.comment, "by_staff", False) else ""

    def _actions(self, entry: Entry, name: str) -> str:
        report = REPORT.format(entry.report_url, self.report_of % {"name": name}, self.report)
        if not self.is_open:
            return report
        label = self.reply_to % {"name": name}
        pk, url = entry.comment.pk, entry.reply_url
        return REPLY.format(url=url, label=label, pk=pk, name=name, word=self.reply) + report


def _time(comment: ReaderComment) -> str:
    moment = comment.submitted_at
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return TIME.format(moment.isoformat(), escape(date_format(moment, "DATETIME_FORMAT")))


def _context(entry: Entry) -> str:
    """Whom it answers: for the eye where the indentation does not say it, for the ear always."""
    if entry.comment.parent_id is None:
        return ""
    if entry.is_nested_in_answered:
        return HIDDEN_CONTEXT.format(escape(entry.in_reply_to))
    return CONTEXT.format(escape(entry.in_reply_to))
