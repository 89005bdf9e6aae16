"""The report page "Comment activity", its filters and its spreadsheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.models import Site

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.reports import Activity
from wagtail_mentoring.days import midnight
from wagtail_mentoring.exports import SafeExportMixin
from wagtail_mentoring.permissions import comment_policy

DATE_INPUT = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
USUAL_DAYS = 90


class ActivityFilterSet(WagtailFilterSet):
    """The last three months, unless another beginning is chosen."""

    since = django_filters.DateFilter(label=_("From"), widget=DATE_INPUT, method="narrow_since")
    until = django_filters.DateFilter(label=_("To"), widget=DATE_INPUT, method="narrow_until")
    site = django_filters.ModelChoiceFilter(label=_("Site"), queryset=Site.objects.all())

    class Meta:
        model = ReaderComment
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = QueryDict(mutable=True) if data is None else data.copy()
        if not data.get("since"):
            first = timezone.localdate() - dt.timedelta(days=USUAL_DAYS)
            data["since"] = first.isoformat()
        super().__init__(data, *args, **kwargs)
        if len(Site.get_site_root_paths()) < 2:
            del self.filters["site"]

    def narrow_since(self, comments: QuerySet, name: str, value: dt.date) -> QuerySet:
        return comments.filter(submitted_at__gte=midnight(value))

    def narrow_until(self, comments: QuerySet, name: str, value: dt.date) -> QuerySet:
        return comments.filter(submitted_at__lt=midnight(value, after=1))


class ActivityView(SafeExportMixin, ReportView):
    model = ReaderComment
    page_title = _("Comment activity")
    header_icon = "comment"
    results_template_name = "wagtail_mentoring/admin/comment_activity.html"
    index_url_name = "mentoring_comment_activity"
    index_results_url_name = "mentoring_comment_activity_results"
    filterset_class = ActivityFilterSet
    permission_policy = comment_policy
    any_permission_required = ["view"]
    default_ordering = "-submitted_at"
    is_searchable = False
    paginate_by = 1  # no comment is listed; without pages, Wagtail would load them all to count
    columns: list[Any] = []
    export_filename = "comment-activity"
    list_export = [
        *("submitted_at", "discussion.page_title", "discussion.page_url", "language"),
        *("get_arrived_display", "get_state_display", "decided_at"),
    ]
    export_headings = {
        "submitted_at": _("Sent"),
        "discussion.page_title": _("Article"),
        "discussion.page_url": _("Address"),
        "language": _("Language"),
        "get_arrived_display": _("What the filter did"),
        "get_state_display": _("State"),
        "decided_at": _("Decided"),
    }

    def get_base_queryset(self) -> QuerySet[ReaderComment]:
        comments: QuerySet[ReaderComment]
        comments = comment_policy.instances_user_has_permission_for(self.request.user, "view")
        return comments.select_related("discussion") if self.is_export else comments

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.is_export:
            return context
        activity = Activity(self.object_list)
        return context | {
            "activity": activity,
            "volume_chart": activity.volume_chart(),
            "speed_chart": activity.speed_chart(),
        }

    @cached_property
    def show_export_buttons(self) -> bool:
        return True


class ActivityMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(comment_policy.user_has_permission(request.user, "view"))


def report_menu_item() -> MenuItem:
    return ActivityMenuItem(
        _("Comment activity"),
        reverse("mentoring_comment_activity"),
        name="mentoring-comment-activity",
        icon_name="comment",
        order=715,
    )


def report_urls() -> list[URLPattern]:
    view = ActivityView.as_view
    return [
        path("reports/comment-activity/", view(), name="mentoring_comment_activity"),
        path(
            "reports/comment-activity/results/",
            view(results_only=True),
            name="mentoring_comment_activity_results",
        ),
    ]
