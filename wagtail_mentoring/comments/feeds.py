"""RSS of the responses to one page, and of all on a site."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.text.characters import FORBIDDEN

MOST_ITEMS = 50


class Subject(NamedTuple):
    """What a feed tells of: the page of ``public``, or the whole site. It is handed on, since all
    requests share one instance of the feed."""

    site: Site | None
    public: PublicDiscussion | None = None


class CommentsFeed(Feed):
    """The latest responses; of the page of ``page_id``, or of the whole site."""

    def get_object(self, request: HttpRequest, page_id: int | None = None) -> Subject:
        if page_id is None:
            return Subject(Site.find_for_request(request))
        public = PublicDiscussion.find(page_id)
        if public is None:
            raise Http404(_("The page of these responses is not here."))
        return Subject(public.site, public)

    def title(self, subject: Subject) -> str:
        site, public = subject
        if public is None:
            name = site.site_name or site.hostname if site else ""
            return _("Responses on %(site)s") % {"site": name}
        return _("Responses to “%(title)s”") % {"title": public.page.title}

    def link(self, subject: Subject) -> str:
        site, public = subject
        return f"{public.page.full_url}#comments" if public else absolute(site, "/")

    def description(self, subject: Subject) -> str:
        return self.title(subject)

    def items(self, subject: Subject) -> Any:
        site, public = subject
        comments = ReaderComment.objects.public().responses().select_related("discussion", "site")
        if public is not None:
            comments = comments.filter(discussion=public.discussion)
        elif site is not None:
            comments = comments.filter(site=site)
        return comments.order_by("-submitted_at", "-pk")[:MOST_ITEMS]

    def item_title(self, item: ReaderComment) -> str:
        words = {"name": item.name, "title": item.discussion.page_title}
        return FORBIDDEN.sub("", _("%(name)s on “%(title)s”") % words)

    def item_description(self, item: ReaderComment) -> str:
        return FORBIDDEN.sub("", item.body_html)

    def item_author_name(self, item: ReaderComment) -> str:
        return FORBIDDEN.sub("", item.name)

    def item_link(self, item: ReaderComment) -> str:
        return absolute(item.site, item.get_absolute_url())

    def item_pubdate(self, item: ReaderComment) -> dt.datetime:
        return item.submitted_at
