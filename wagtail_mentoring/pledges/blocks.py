"""StreamField blocks that bring a round's form or wall into any page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class RoundBlock(blocks.StructBlock):
    """Shows something of one round."""

    round = SnippetChooserBlock("wagtail_mentoring.PledgeRound", label=_("Round"))


class GiveBackBlock(RoundBlock):
    class Meta:
        icon = "pick"
        label = _("Give-back form")
        description = _("The form with which a reader promises to give something back.")
        template = "wagtail_mentoring/pledges/form_block.html"


class PledgeWallBlock(RoundBlock):
    show_chart = blocks.BooleanBlock(
        label=_("With a chart"), required=False, help_text=_("What was given back, by kind.")
    )

    class Meta:
        icon = "group"
        label = _("Give-back wall")
        description = _("What mentees gave back: the numbers, and the stories they share.")
        template = "wagtail_mentoring/pledges/wall_block.html"
