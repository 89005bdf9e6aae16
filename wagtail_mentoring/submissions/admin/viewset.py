"""The viewset of a queue: its addresses, its menu item, its permissions in the group form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from wagtail_mentoring.permissions import ModerationPolicy
from wagtail_mentoring.submissions.admin import inbox
from wagtail_mentoring.submissions.admin.listing import QueueIndexView
from wagtail_mentoring.submissions.admin.preferences import KeysView
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.admin.views import DecideView, DetailView


class WaitingMenuItem(MenuItem):
    """A menu item that says how many wait, to those who may decide."""

    queue: Queue

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if self.queue.may_decide(request.user) and (count := inbox.waiting(request, self.queue)):
            component.label = f"{self.label} ({count})"
        return component


class QueueViewSet(ModelViewSet):
    """What visitors wrote is listed, read and decided about: nobody adds or edits it here."""

    queue: Queue
    index_view_class = QueueIndexView
    detail_view_class: type[DetailView] = DetailView
    decide_view_class: type[DecideView] = DecideView
    exported_permissions: tuple[str, ...] = ()
    add_to_reference_index = False
    inspect_view_enabled = True
    copy_view_enabled = False
    search_backend_name = None

    @property
    def permission_policy(self) -> ModerationPolicy:
        """Wagtail before 8.0 asks the viewset; later ones ask the registry, which has the same."""
        return self.queue.policy

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        shown_to_viewers = super().menu_item_class
        attributes = {"queue": self.queue}
        return type(shown_to_viewers.__name__, (shown_to_viewers, WaitingMenuItem), attributes)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        never = ("add", "edit", "delete", "copy", "usage", "history")
        absent = dict.fromkeys(f"{name}_url_name" for name in never)
        return super().get_common_view_kwargs(**{**absent, "queue": self.queue, **kwargs})

    def get_edit_handler(self) -> None:
        return None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.construct_view(self.detail_view_class), name="inspect"),
            path("<int:pk>/decide/", self.construct_view(self.decide_view_class), name="decide"),
            path("keys/", self.construct_view(KeysView), name="keys"),
        ]

    def register_admin_url_finder(self) -> None:
        policy, url_name = self.queue.policy, self.get_url_name("inspect")

        class Finder(ModelAdminURLFinder):
            def get_edit_url(self, instance: Any) -> str | None:
                if self.user and not policy.user_has_permission_for_instance(
                    self.user, "view", instance
                ):
                    return None
                return reverse(url_name, args=[instance.pk])

        register_admin_url_finder(self.queue.model, Finder)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(
            content_type__app_label=self.app_label, codename__in=self.exported_permissions
        )
