"""The page that makes a group of moderators when an administrator asks for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy

from wagtail_mentoring.sitesettings.rights import create_moderators


class ModeratorsForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the group"), max_length=150, initial=_("Moderators of reader comments")
    )
    sites = forms.ModelMultipleChoiceField(
        label=_("Sites"),
        queryset=Site.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick those that its members look after; none for all of them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Site.objects.count() < 2:
            del self.fields["sites"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Group.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is a group of this name already."))
        return name


class CreateModeratorsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """For those who may add groups."""

    model: Any = Group
    permission_policy = ModelPermissionPolicy(Group)
    permission_required = "add"
    form_class = ModeratorsForm
    template_name = "wagtailadmin/generic/form.html"
    page_title = _("Create a group of moderators")
    header_icon = "mentoring"

    @cached_property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "submit_button_label": _("Create it"),
            "submit_button_active_label": _("Creating…"),
            "media": context["form"].media,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        chosen = form.cleaned_data.get("sites", ())
        group = create_moderators(form.cleaned_data["name"], chosen, user=self.request.user)
        if group is None:
            form.add_error("name", _("There is a group of this name already."))
            return self.form_invalid(form)
        messages.success(
            self.request, _("The group is there. Now add people to it under Settings, Users.")
        )
        return redirect("wagtailusers_groups:edit", group.pk)


def admin_urls() -> list[URLPattern]:
    view = CreateModeratorsView.as_view()
    return [path("mentoring/moderators/", view, name="mentoring_create_moderators")]
