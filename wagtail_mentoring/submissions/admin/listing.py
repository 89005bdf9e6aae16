"""The list of a queue: filters, columns, buttons in each row."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic import IndexView

from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.models import Submission

State = Submission.State

WAITING = "waiting"
ALL = "all"


class QueueFilterSet(WagtailFilterSet):
    """A queue opens on what waits; "all" is a choice, since Wagtail drops empty parameters."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*State.choices, (ALL, _("all"))],
        initial=WAITING,
        empty_label=None,
        widget=forms.RadioSelect,
        method="filter_state",
    )
    submitted_at = django_filters.DateFromToRangeFilter(
        label=_("Sent"), widget=DateRangePickerWidget
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = QueryDict(mutable=True) if data is None else data.copy()
        if data.get("state") not in {*State.values, ALL}:
            data["state"] = WAITING
        super().__init__(data, *args, **kwargs)

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(state=value)


def listed(queue: Queue, request: HttpRequest) -> QuerySet:
    """Everything that the list shows on all its pages with the filters of this address."""
    filters = queue.filterset_class(request.GET, request=request)
    if not filters.is_valid():
        return queue.model._default_manager.none()
    found = filters.filter_queryset(queue.queryset())
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    return queue.search(found, words, request.user) if words else found


class Cell(Column):
    """A cell with a template of ours, which gets the view besides the row's object."""

    def __init__(self, name: str, view: QueueIndexView, **kwargs: Any) -> None:
        super().__init__(name, accessor=lambda thing: "", **kwargs)
        self.view = view
        self.cell_template_name = f"wagtail_mentoring/admin/cells/{name}.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return context | self.view.get_row_context(instance)


class QueueIndexView(IndexView):
    """The list of a queue, with one-click decisions in each row."""

    queue: Queue = None  # type: ignore[assignment]  # comes from the viewset
    any_permission_required = ["view", "moderate"]
    template_name = "wagtail_mentoring/admin/queue.html"
    results_template_name = "wagtail_mentoring/admin/queue_results.html"
    default_ordering = "-submitted_at"
    table_classname = "listing mentoring-queue"
    search_fields = ["name", "text"]
    search_backend_name = None

    def get_base_queryset(self) -> QuerySet:
        return self.queue.queryset()

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        return self.queue.search(queryset, self.search_query, self.request.user)

    @cached_property
    def may_moderate(self) -> bool:
        return self.queue.may_moderate(self.request.user)

    @cached_property
    def sees_personal_data(self) -> bool:
        return self.queue.sees_personal_data(self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        kind = self.queue.model._meta.model_name
        checkbox = BulkActionsCheckboxColumn("bulk_actions", obj_type=kind)
        return [*([checkbox] if self.may_moderate else []), *self.get_columns()]

    def get_columns(self) -> list[Column]:
        raise NotImplementedError

    @cached_property
    def current_url(self) -> str:
        """The address of the list as the moderator sees it, also when only results are asked."""
        query = self._query()
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url

    def _query(self) -> QueryDict:
        """The parameters of the address without those that Wagtail's script adds for itself."""
        query = self.request.GET.copy()
        for name in [name for name in query if name.startswith("_w_")]:
            del query[name]
        return query

    @cached_property
    def active_filters(self) -> list[Any]:
        """Without the state: the tabs show it."""
        shown = super().active_filters
        return [each for each in shown if each.auto_id != self.filters.form["state"].auto_id]

    def get_row_context(self, thing: Any) -> dict[str, Any]:
        decisions = self.queue.available_decisions(thing) if self.may_moderate else []
        return {
            "csrf_token": get_token(self.request),  # Wagtail's tables hand on no such context
            "thing": thing,
            "who": self.queue.who(thing, self.request.user),
            "seen": self.queue.seen(thing),
            "title_id": f"{self.queue.model._meta.model_name}_{thing.pk}_title",
            "detail_url": self.queue.url("inspect", thing.pk),
            "decide_url": self.queue.url("decide", thing.pk),
            "decisions": decisions,
            "next": self.current_url,
            "sees_personal_data": self.sees_personal_data,
        }

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {
            "tabs": self.get_tabs(),
            "may_moderate": self.may_moderate,
        }

    def get_tabs(self) -> list[dict[str, Any]]:
        """A link per state that keeps page, date and search."""
        current = self.filters.data["state"]
        waiting = self.queue.waiting().count()
        tabs = []
        for value, label in self.filters.filters["state"].extra["choices"]:
            query = self._query()
            query.pop(self.page_kwarg, None)
            query["state"] = value
            tabs.append(
                {
                    "label": label,
                    "url": f"{self.index_url}?{query.urlencode()}",
                    "is_current": value == current,
                    "count": waiting if value == WAITING else None,
                }
            )
        return tabs
