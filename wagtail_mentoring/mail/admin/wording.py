"""The words of our e-mail in the Wagtail admin: changed, previewed, tried out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.coreutils import get_content_languages
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import SnippetViewSet

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.examples import send_test
from wagtail_mentoring.mail.models import MailWording


def kinds() -> list[tuple[str, Any]]:
    """The kinds of mail whose words can be changed, as choices."""
    return [(name, kind.title) for name, kind in registry.editable().items()]


def languages() -> list[tuple[str, Any]]:
    return [("", _("Every language")), *get_content_languages().items()]


class MailWordingForm(WagtailAdminModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("E-mail"), choices=kinds)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages, required=False)


class TestMailView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks, then sends the mail to whoever asks for it, and to nobody else."""

    permission_policy: Any = ModelPermissionPolicy(MailWording)
    permission_required = "change"
    template_name = "wagtail_mentoring/admin/send_example.html"
    page_title = gettext_lazy("Send me a test mail")
    header_icon = "mail"

    @cached_property
    def wording(self) -> MailWording:
        return get_object_or_404(MailWording, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.wording)

    def post(self, request: Any, pk: int) -> HttpResponse:
        if not request.user.email:
            return self.get(request, pk=pk)
        try:
            send_test(self.wording, request.user.email)
        except OSError as error:
            reason = type(error).__name__
            messages.error(request, _("The mail server did not take it: %s.") % reason)
        else:
            messages.success(request, _("Sent to %s.") % request.user.email)
        return redirect("mentoring_wording:edit", pk)


class SendTestItem(ActionMenuItem):
    """In the menu beside "Save": on to the page that sends a test mail."""

    name = "test-mail"
    label = gettext_lazy("Send me a test mail")
    icon_name = "mail"
    order = 50

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and context["model"] is MailWording

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("mentoring_wording:test", args=[parent_context["instance"].pk])


class MailWordingViewSet(SnippetViewSet):
    model = MailWording
    icon = "mail"
    menu_label = gettext_lazy("E-mail wording")
    menu_item_is_registered = True
    url_namespace = "mentoring_wording"
    base_url_path = "mentoring/wording"
    copy_view_enabled = False
    list_display = [
        Column(
            "kind",
            label=gettext_lazy("E-mail"),
            accessor=lambda row: registry.title_of(row.kind),
            sort_key="kind",
        ),
        Column("language", label=gettext_lazy("Language")),
        Column("subject", label=gettext_lazy("Subject")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel("language"),
            FieldPanel("subject"),
            FieldPanel("opening"),
            FieldPanel("sign_off"),
        ],
        base_form_class=MailWordingForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("test/<int:pk>/", TestMailView.as_view(), name="test"),
        ]
