"""What editors set up: rounds and mentors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from wagtail_mentoring.pledges.models import Mentor, PledgeRound


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


class MentorViewSet(SnippetViewSet):
    model = Mentor
    icon = "group"
    menu_label = _("Mentors")
    menu_item_is_registered = True
    list_display = [
        "name",
        "role",
        BooleanColumn("is_public", label=_("Offered in the form"), sort_key="is_public"),
    ]
    list_filter = ["is_public"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("photo"),
        FieldPanel("biography"),
        FieldPanel("talents"),
        FieldPanel("is_public"),
    ]
    search_fields = ["name", "role"]
