"""Panels of the settings page that are more than a field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel


class ModeratorsPanel(HelpPanel):
    """Leads those who may add groups to the page that makes one of moderators."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "wagtail_mentoring/admin/who_moderates.html")
        kwargs.setdefault("heading", _("Moderators"))
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.request.user.has_perm("auth.add_group")
