"""RSS of the responses to one page, and of all on a site."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.text.characters import FORBIDDEN

MOST_ITEMS = 50


class CommentsFeed(Feed):
    """The latest responses; of the page of ``page_id``, or of the whole site."""

    def get_object(self, request: HttpRequest, page_id: int | None = None) -> Any:
        self.site = Site.find_for_request(request)
        if page_id is None:
            return None
        public = PublicDiscussion.find(page_id)
        if public is None:
            raise Http404(_("The page of these responses is not here."))
        return public

    def title(self, public: Any) -> str:
        if public is None:
            name = self.site.site_name or self.site.hostname if self.site else ""
            return _("Responses on %(site)s") % {"site": name}
        return _("Responses to “%(title)s”") % {"title": public.page.title}

    def link(self, public: Any) -> str:
        if public is None:
            return absolute(self.site, "/")
        return f"{public.page.full_url}#comments"

    def description(self, public: Any) -> str:
        return self.title(public)

    def items(self, public: Any) -> Any:
        comments = ReaderComment.objects.public().responses().select_related("discussion")
        if public is not None:
            comments = comments.filter(discussion=public.discussion)
        elif self.site is not None:
            comments = comments.filter(site=self.site)
        return comments.order_by("-submitted_at", "-pk")[:MOST_ITEMS]

    def item_title(self, item: ReaderComment) -> str:
        words = {"name": item.name, "title": item.discussion.page_title}
        return FORBIDDEN.sub("", _("%(name)s on “%(title)s”") % words)

    def item_description(self, item: ReaderComment) -> str:
        return FORBIDDEN.sub("", item.body_html)

    def item_author_name(self, item: ReaderComment) -> str:
        return FORBIDDEN.sub("", item.name)

    def item_link(self, item: ReaderComment) -> str:
        return absolute(item.site or self.site, item.get_absolute_url())

    def item_pubdate(self, item: ReaderComment) -> dt.datetime:
        return item.submitted_at
