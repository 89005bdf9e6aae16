"""The inbox of one kind: tabs, filters, and a page of cards."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.views.generic import IndexView
from wagtail.coreutils import get_content_languages
from wagtail.models import Site

from wagtail_mentoring.days import midnight
from wagtail_mentoring.mail import health
from wagtail_mentoring.spam.reasons import known_codes, what_is
from wagtail_mentoring.submissions.admin import cards, inbox, people
from wagtail_mentoring.submissions.admin.export import ExportMixin
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.models import ModeratorPreference, Submission

State = Submission.State

WAITING = "waiting"
ALL = "all"


def reason_choices() -> list[tuple[str, str]]:
    """Everything the filter may have found, in the order of the words for it."""
    named = [(code, what_is(code)) for code in known_codes()]
    return sorted(named, key=lambda choice: choice[1].casefold())


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
    reason = django_filters.ChoiceFilter(
        label=_("Reason"), choices=reason_choices, method="filter_reason"
    )
    site = django_filters.ModelChoiceFilter(label=_("Site"), queryset=Site.objects.all())
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=lambda: get_content_languages().items(),
        lookup_expr="startswith",
    )
    submitted_at = django_filters.DateFromToRangeFilter(
        label=_("Sent"), widget=DateRangePickerWidget
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        data = QueryDict(mutable=True) if data is None else data.copy()
        if data.get("state") not in {*State.values, ALL}:
            data["state"] = WAITING
        super().__init__(data, *args, **kwargs)
        if len(get_content_languages()) < 2:
            del self.filters["language"]
        if len(Site.get_site_root_paths()) < 2:
            del self.filters["site"]

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(state=value)

    def filter_reason(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By text: SQLite cannot look into JSON lists. All four databases write it like this."""
        stored = queryset.alias(verdict_text=Cast("verdict", TextField()))
        return stored.filter(verdict_text__contains=f'"code": "{value}"')


def listed(queue: Queue, request: HttpRequest) -> QuerySet:
    """Everything that the list shows on all its pages with the filters of this address."""
    everything = queue.queryset(request.user)
    filters = queue.filterset_class(request.GET, everything, request=request)
    if not filters.is_valid():
        return everything.none()
    found = filters.filter_queryset(everything)
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    return queue.search(found, words, request.user) if words else found


class QueueIndexView(ExportMixin, IndexView):
    """The inbox of one kind. What is dealt with folds in place; see ``views.DecideView``."""

    queue: Queue = None  # type: ignore[assignment]  # comes from the viewset
    any_permission_required = ["view"]
    template_name = "wagtail_mentoring/admin/inbox/index.html"
    results_template_name = "wagtail_mentoring/admin/inbox/results.html"
    columns = ()
    paginate_by = 20
    search_fields = ["name", "text"]
    search_backend_name = None

    def get_base_queryset(self) -> QuerySet:
        return self.queue.queryset(self.request.user)

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        return self.queue.search(queryset, self.search_query, self.request.user)

    @cached_property
    def state(self) -> str:
        """The tab that is open."""
        return str(self.filters.data["state"])

    def get_ordering(self) -> tuple[str, str]:
        """Who waits longest comes first; elsewhere the latest."""
        sign = "" if self.state == WAITING else "-"
        return (f"{sign}submitted_at", f"{sign}pk")

    @cached_property
    def waiting(self) -> int:
        return inbox.waiting(self.request, self.queue)

    def get_page_title(self) -> str:
        return title(self.queue, self.state, self.waiting)

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

    @cached_property
    def is_filtering(self) -> bool:
        return bool(self.active_filters)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context
        user = self.request.user
        shown = cards.cards(self.queue, context["object_list"], self.request, self.current_url)
        possible = {action["name"] for card in shown for action in card["actions"]}
        return context | {
            "kinds": inbox.tabs(self.request, self.queue),
            "tabs": self.get_tabs(),
            "bulk": [
                {"decision": each, "url": self.queue.bulk_url(each.name)}
                for each in self.queue.decisions
                if each.name in possible
            ],
            "cards": shown,
            "bulk_query": [(name, value) for name, value in self._query().items() if name != "p"],
            "current_url": self.current_url,
            "notice": self.queue.get_notice(user),
            "warning": health.warning() if self.queue.may_decide(user) else None,
            "kept": [
                (name, value) for name, value in self._query().items() if name not in ("p", "q")
            ],
            "preference": ModeratorPreference.of(user),
            "keys_url": self.queue.url("keys"),
            "nothing": self.get_empty_words() if not context["object_list"] else "",
        }

    def get_tabs(self) -> list[dict[str, Any]]:
        """A link per state that keeps filters and search."""
        tabs = []
        for value, label in self.filters.filters["state"].extra["choices"]:
            query = self._query()
            query.pop(self.page_kwarg, None)
            query["state"] = value
            tabs.append(
                {
                    "name": value,
                    "label": label,
                    "url": f"{self.index_url}?{query.urlencode()}",
                    "is_current": value == self.state,
                    "count": self.waiting if value == WAITING else None,
                }
            )
        return tabs

    def get_empty_words(self) -> str:
        today = midnight(timezone.localdate())
        count = self.queue.published_since(today, self.request.user).count()
        return people.published_today(count) if count else ""


def title(queue: Queue, state: str, waiting: int) -> str:
    """The heading of the inbox: "Waiting (7)"."""
    if state == WAITING:
        return str(_("Waiting (%(count)d)") % {"count": waiting})
    label = State(state).label if state in State.values else _("all")
    return f"{queue.label}: {label}"
