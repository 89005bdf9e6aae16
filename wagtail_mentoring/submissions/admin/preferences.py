"""What each moderator sets for themselves."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from wagtail_mentoring.permissions import ModerationPolicy, comment_policy, pledge_policy
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.models import ModeratorPreference


class PreferenceForm(ModelForm):
    class Meta:
        model = ModeratorPreference
        fields = ["notify", "keyboard"]


class PreferencePanel(BaseSettingsPanel):
    """In Wagtail's account settings, for those who have an inbox."""

    name = "mentoring"
    title = _("Inbox")
    order = 400
    form_class = PreferenceForm

    def is_active(self) -> bool:
        policies = (comment_policy, pledge_policy)
        return any(policy.user_has_permission(self.user, "view") for policy in policies)

    def get_form(self) -> PreferenceForm:
        data = self.request.POST if self.request.method == "POST" else None
        preference = ModeratorPreference.of(self.user)
        return PreferenceForm(data, instance=preference, prefix=self.name)


class KeysView(PermissionCheckedMixin, View):
    """Switches the keys of the inbox on or off."""

    http_method_names = ["post"]
    permission_required = "view"
    queue: Queue = None  # type: ignore[assignment]  # comes from the viewset
    model: Any = None

    @cached_property
    def permission_policy(self) -> ModerationPolicy:
        return self.queue.policy

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        ModeratorPreference._default_manager.update_or_create(
            user=user, defaults={"keyboard": request.POST.get("keyboard") == "on"}
        )
        return redirect(get_valid_next_url_from_request(request) or self.queue.url("index"))
