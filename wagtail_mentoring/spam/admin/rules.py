"""The moderators' rules: a list to edit, and to try on earlier messages before they are saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from wagtail_mentoring.exports import SafeExportMixin
from wagtail_mentoring.permissions import comment_policy
from wagtail_mentoring.spam import samples
from wagtail_mentoring.spam.admin.importing import COLUMNS
from wagtail_mentoring.spam.models import SpamRule

TRY = "try"
TRIED_ON = 1000
SHOWN = 50


def found_by(rule: SpamRule) -> dict[str, Any]:
    """What a rule would have caught among the latest messages."""
    latest = samples.latest(TRIED_ON)
    caught = [sample for sample in latest if rule.matches(sample.message)]
    return {"count": len(caught), "of": len(latest), "samples": caught[:SHOWN]}


class TryPanel(Panel):
    """A button that shows what the rule would have caught, without saving it.

    The messages themselves are for those who moderate everywhere; others see how many there are.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_mentoring/admin/includes/rule_try.html"

        class Media:
            css = {"all": ["wagtail_mentoring/css/admin.css"]}

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            is_tried = TRY in self.request.POST and self.form.is_valid()
            context: dict[str, Any] = super().get_context_data(parent_context)
            found = found_by(self.form.instance) if is_tried else None
            if found and not comment_policy.has_everywhere(self.request.user, ["moderate"]):
                found["samples"] = []
            return {**context, "found": found, "tried_on": TRIED_ON}


class TriedFirstMixin:
    """The form comes back with what was found when the button of the panel was pressed."""

    def form_valid(self, form: Any) -> HttpResponse:
        view: Any = self
        if TRY not in view.request.POST:
            return super().form_valid(form)  # type: ignore[misc]
        view.form = form
        return view.render_to_response(view.get_context_data(form=form))


class RuleCreateView(TriedFirstMixin, CreateView):
    def get_initial(self) -> dict[str, Any]:
        """``?kind=`` and ``?pattern=``, as a rule that was tried elsewhere."""
        given = {name: self.request.GET.get(name) for name in ("kind", "pattern")}
        return {**super().get_initial(), **{name: value for name, value in given.items() if value}}


class RuleEditView(TriedFirstMixin, EditView):
    pass


class RuleIndexView(SafeExportMixin, IndexView):
    pass


class RuleViewSet(SnippetViewSet):
    model = SpamRule
    icon = "warning"
    menu_label = _("Spam rules")
    menu_item_is_registered = True
    index_view_class = RuleIndexView
    add_view_class = RuleCreateView
    edit_view_class = RuleEditView
    list_display = [
        *("pattern", "kind", "action"),
        BooleanColumn("active", label=capfirst(_("in use")), sort_key="active"),
    ]
    list_filter = ["kind", "action", "active"]
    search_fields = ["pattern", "note"]
    list_export = list(COLUMNS)
    export_headings = COLUMNS
    export_filename = "spam-rules"
    panels = [
        *map(FieldPanel, ("kind", "pattern", "action", "active", "site", "note")),
        TryPanel(heading=_("Try it before you save it")),
    ]

    def register_chooser_viewset(self) -> None:
        """None: rules name people's addresses, and a chooser is open to every editor."""


class TryForm(forms.ModelForm):
    """A rule that is tried before it is made."""

    class Meta:
        model = SpamRule
        fields = ["kind", "pattern"]
