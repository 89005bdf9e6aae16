"""The report page "Give-back", its filters and its spreadsheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.models import Site

from wagtail_mentoring.days import midnight
from wagtail_mentoring.exports import SafeExportMixin
from wagtail_mentoring.mail import health
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.permissions import mail_policy, may_see_personal_data, pledge_policy
from wagtail_mentoring.pledges.admin.queue import pledge_queue
from wagtail_mentoring.pledges.mails import about_pledges
from wagtail_mentoring.pledges.models import DailyCount, Mentor, Pledge, PledgeKind, PledgeRound
from wagtail_mentoring.pledges.report_charts import charts
from wagtail_mentoring.pledges.reports import Report

MADE, DUE = "made", "due"
DATE_INPUT = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReportFilterSet(WagtailFilterSet):
    """Which pledges are counted. The dates say themselves what they are dates of."""

    round = django_filters.ModelChoiceFilter(
        label=_("Round"), queryset=PledgeRound.objects.all(), empty_label=_("All rounds")
    )
    by = django_filters.ChoiceFilter(
        label=_("Dates are those on which a pledge was"),
        choices=[(MADE, _("made")), (DUE, _("due"))],
        empty_label=None,
        method="count_by",
    )
    since = django_filters.DateFilter(label=_("From"), widget=DATE_INPUT, method="narrow_since")
    until = django_filters.DateFilter(label=_("To"), widget=DATE_INPUT, method="narrow_until")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PledgeKind.choices)
    mentor = django_filters.ModelChoiceFilter(
        label=_("Mentor"), queryset=Mentor.objects.all(), empty_label=_("All mentors")
    )
    language = django_filters.ChoiceFilter(label=_("Language"), choices=[])

    class Meta:
        model = Pledge
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Pledge.objects.order_by("language").values_list("language", flat=True).distinct()
        self.filters["language"].extra["choices"] = [(code, code) for code in known if code]

    def count_by(self, pledges: QuerySet, name: str, value: str) -> QuerySet:
        return pledges

    def narrow_since(self, pledges: QuerySet, name: str, value: dt.date) -> QuerySet:
        if self.data.get("by") == DUE:
            return pledges.filter(due_on__gte=value)
        return pledges.filter(submitted_at__gte=midnight(value))

    def narrow_until(self, pledges: QuerySet, name: str, value: dt.date) -> QuerySet:
        if self.data.get("by") == DUE:
            return pledges.filter(due_on__lte=value)
        return pledges.filter(submitted_at__lt=midnight(value, after=1))

    def narrow_days(self, days: QuerySet[DailyCount]) -> QuerySet[DailyCount]:
        """The daily counts that belong to the same choice, as far as they know it."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        wanted = Q()
        for name in ("round", "kind"):
            if chosen.get(name):
                wanted &= Q(**{name: chosen[name]})
        for name, lookup in (("since", "day__gte"), ("until", "day__lte")):
            if chosen.get(name):
                wanted &= Q(**{lookup: chosen[name]})
        return days.filter(wanted)


class PledgeReportView(SafeExportMixin, ReportView):
    model = Pledge
    page_title = _("Give-back")
    header_icon = "mentoring"
    results_template_name = "wagtail_mentoring/admin/pledge_report.html"
    index_url_name = "mentoring_pledge_report"
    index_results_url_name = "mentoring_pledge_report_results"
    filterset_class = ReportFilterSet
    permission_policy = pledge_policy
    any_permission_required = ["view"]
    default_ordering = "-submitted_at"
    is_searchable = False
    paginate_by = 1  # no pledge is listed; without pages, Wagtail would load them all to count
    columns: list[Any] = []
    personal_columns = ("name", "email", "text", "mentor_name")
    export_filename = "give-back"
    export_headings = {
        "round": _("Round"),
        "get_kind_display": _("Kind"),
        "mentor": _("Mentor"),
        "submitted_at": _("Made"),
        "confirmed_at": _("Confirmed"),
        "due_on": _("Due"),
        "finished_at": _("Finished"),
        "get_progress_display": _("Progress"),
        "get_outcome_display": _("Outcome"),
        "language": _("Language"),
        "mentor_told_at": _("Mentor told"),
        "name": _("Name"),
        "email": _("E-mail"),
        "text": _("What they promised"),
        "mentor_name": _("Mentor’s name as typed"),
    }

    @property
    def list_export(self) -> list[str]:
        """Names, addresses and words only for those who may see them."""
        may_see = may_see_personal_data(self.request.user)
        return [c for c in self.export_headings if may_see or c not in self.personal_columns]

    def get_base_queryset(self) -> QuerySet[Pledge]:
        mine = pledge_policy.instances_user_has_permission_for(self.request.user, "view")
        pledges = mine.exclude(state=Pledge.State.SPAM)
        return pledges.select_related("round", "mentor") if self.is_export else pledges

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.is_export:
            return context
        report = Report(self.object_list, sites=self.sites)
        return context | {
            "report": report,
            "charts": charts(report, self.get_days()),
            "counts_due": self.request.GET.get("by") == DUE,
            "waiting": pledge_queue.waiting(self.request.user).count(),
            "waiting_url": pledge_queue.url("index"),
            **self.get_first_mails(),
            "mail": self.get_mail_state(),
            "mail_warning": health.held_back() or health.warning(),
        }

    @cached_property
    def sites(self) -> QuerySet[Site] | None:
        """The sites whose numbers the user may see; None stands for all."""
        if pledge_policy.has_everywhere(self.request.user, ["view"]):
            return None
        return pledge_policy.sites_user_has_permission_for(self.request.user, "view")

    def get_days(self) -> QuerySet[DailyCount]:
        days = self.filters.narrow_days(DailyCount.objects.all())
        return days if self.sites is None else days.filter(site_key__in=self.sites.values("pk"))

    def get_first_mails(self) -> dict[str, int]:
        """Pledges whose makers have had no e-mail yet: flagged by the filter, or limited, since
        their address had had its e-mail of the day."""
        mine = self.get_base_queryset().filter(progress=Pledge.Progress.UNCONFIRMED)
        return mine.filter(state=Pledge.State.WAITING).aggregate(
            flagged=Count("pk", filter=Q(needs_release=True)),
            limited=Count("pk", filter=Q(needs_release=False, confirm_mails=0)),
        )

    def get_mail_state(self) -> dict[str, Any]:
        """What is stuck in the outbox; a mail that is due later is not."""
        mail = OutgoingMail.objects.all()
        if self.sites is not None:
            mail = mail.filter(about_pledges(self.get_base_queryset()))
        due = mail.filter(state=OutgoingMail.State.QUEUED, due_at__lte=timezone.now())
        may_open = mail_policy.user_has_permission(self.request.user, "view")
        return {
            "failed": mail.filter(state=OutgoingMail.State.FAILED).count(),
            "url": reverse("mentoring_mail:index") if may_open else "",
            **due.aggregate(queued=Count("pk"), oldest=Min("due_at")),
        }

    @cached_property
    def show_export_buttons(self) -> bool:
        return True


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return pledge_policy.user_has_permission(request.user, "view")


def report_menu_item() -> ReportMenuItem:
    return ReportMenuItem(
        _("Give-back"),
        reverse("mentoring_pledge_report"),
        name="mentoring-give-back",
        icon_name="mentoring",
        order=710,
    )


def report_urls() -> list[URLPattern]:
    view = PledgeReportView.as_view
    return [
        path("reports/give-back/", view(), name="mentoring_pledge_report"),
        path(
            "reports/give-back/results/",
            view(results_only=True),
            name="mentoring_pledge_report_results",
        ),
    ]
