"""A StreamField block that shows the latest responses of the site."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site

from wagtail_mentoring.comments.operations import recent


class RecentCommentsBlock(blocks.StructBlock):
    """Responses to public pages only, newest first."""

    heading = blocks.CharBlock(label=_("Heading"), required=False)
    count = blocks.IntegerBlock(label=_("How many"), default=5, min_value=1, max_value=20)

    class Meta:
        icon = "comment"
        label = _("Latest responses")
        description = _("What readers wrote last, with links to where it stands.")
        template = "wagtail_mentoring/comments/recent_block.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        site = Site.find_for_request(request) if request else None
        return context | {"comments": recent(site, value["count"] or 5)}
