"""What editors set up: rounds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from wagtail_mentoring.pledges.models import PledgeRound


class RoundViewSet(SnippetViewSet):
    model = PledgeRound
    icon = "calendar"
    menu_label = _("Rounds")
    menu_item_is_registered = True
    list_display = [
        "title",
        DateColumn("opens_at", label=_("Opens"), sort_key="opens_at"),
        DateColumn("closes_at", label=_("Closes"), sort_key="closes_at"),
    ]
    search_fields = ["title"]
