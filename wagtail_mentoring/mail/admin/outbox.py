"""The outbox in the Wagtail admin: what was sent, what was not and why, and trying again."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import NullAdminURLFinder, register_admin_url_finder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from wagtail_mentoring.mail import health, registry
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import try_again
from wagtail_mentoring.permissions import OutgoingMailPolicy, mail_policy, may_see_personal_data

State = OutgoingMail.State


def kinds_in_use() -> list[tuple[str, str]]:
    """The kinds of mail that there are, as choices, in the order of their titles."""
    kinds = OutgoingMail.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return sorted(((kind, registry.title_of(kind)) for kind in kinds), key=itemgetter(1))


class MailFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=State.choices,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"),
        choices=kinds_in_use,
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = OutgoingMail
        fields = ["state", "kind"]


class StateColumn(Column):
    """The state, with a button to try again where that helps."""

    cell_template_name = "wagtail_mentoring/admin/cells/mail_state.html"

    def __init__(self, *args: Any, may_try_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_try_again = may_try_again

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        can_be_tried = instance.state == State.FAILED and instance.address
        may_try = can_be_tried and self.may_try_again
        return context | {
            "mail": instance,
            "csrf_token": get_token(parent_context["request"]),  # tables hand on no such context
            "try_again_url": may_try and reverse("mentoring_mail:try_again", args=[instance.pk]),
        }


class MailIndexView(IndexView):
    template_name = "wagtail_mentoring/admin/mail.html"
    results_template_name = "wagtail_mentoring/admin/mail_results.html"
    any_permission_required = ["view", "change"]
    default_ordering = "-created_at"
    table_classname = "listing mentoring-queue"

    @cached_property
    def columns(self) -> list[Column]:
        columns = [
            Column(
                "kind",
                label=_("Kind"),
                accessor=lambda mail: registry.title_of(mail.kind),
                sort_key="kind",
                classname="title",
            ),
            StateColumn(
                "get_state_display",
                label=_("State"),
                sort_key="state",
                may_try_again=self.user_has_permission("change"),
            ),
            Column("attempts", label=_("Attempts"), sort_key="attempts"),
            Column("last_error", label=_("Last error")),
            DateColumn("created_at", label=_("Written"), sort_key="created_at"),
            DateColumn(
                "due_at",
                label=_("Due"),
                accessor=lambda mail: mail.due_at if mail.state == State.QUEUED else None,
                sort_key="due_at",
            ),
            DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
        ]
        if may_see_personal_data(self.request.user):
            columns.insert(1, Column("address", label=_("To")))
        return columns

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"held_back": health.held_back()}


class TryAgainView(PermissionCheckedMixin, View):
    model: Any = OutgoingMail
    permission_required = "change"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("mentoring_mail:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mail = get_object_or_404(OutgoingMail, pk=pk)
        if try_again(mail, user=request.user):
            messages.success(request, _("The mail is queued again."))
        else:
            messages.warning(request, _("This mail does not wait for another try any more."))
        return redirect(get_valid_next_url_from_request(request) or "mentoring_mail:index")


class OutgoingMailViewSet(ModelViewSet):
    """Read-only but for trying again."""

    model = OutgoingMail
    name = "mentoring_mail"
    url_prefix = "mentoring/mail"
    icon = "mail"
    menu_label = gettext_lazy("Outgoing mail")
    filterset_class = MailFilterSet
    index_view_class = MailIndexView
    add_to_reference_index = False
    copy_view_enabled = False

    @property
    def permission_policy(self) -> OutgoingMailPolicy:
        """Wagtail before 8.0 asks the viewset; later ones ask the registry, which has the same."""
        return mail_policy

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        never = ("add", "edit", "delete", "copy", "usage", "history")
        absent = dict.fromkeys(f"{name}_url_name" for name in never)
        return super().get_common_view_kwargs(**{**absent, **kwargs})

    def get_edit_handler(self) -> None:
        return None

    def get_urlpatterns(self) -> list[URLPattern]:
        again = self.construct_view(TryAgainView)
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/again/", again, name="try_again"),
        ]

    def register_admin_url_finder(self) -> None:
        register_admin_url_finder(OutgoingMail, NullAdminURLFinder)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        codenames = ("view_outgoingmail", "change_outgoingmail")
        return Permission.objects.filter(
            content_type__app_label=self.app_label, codename__in=codenames
        )
