"""The panel on pages that take comments: what stands under them, and where that is ruled."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class ReaderCommentsPanel(Panel):
    """Add ``CommentableMixin.comment_panels`` to the ``settings_panels`` of a page type."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Reader comments"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_mentoring/admin/comments_panel.html"

        def is_shown(self) -> bool:
            from wagtail_mentoring.comments.admin.places import has_responses

            page, user = self.instance, self.request.user
            return super().is_shown() and (not page.pk or has_responses(page, user, "moderate"))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from wagtail_mentoring.comments.admin import discussions, places

            context = super().get_context_data(parent_context)
            page = self.instance
            if not page.pk:
                return context
            return context | {
                "summary": places.summary(page),
                "list_url": discussions.list_url(page=page.pk),
                "settings_url": discussions.settings_url(page),
            }
