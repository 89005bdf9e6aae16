"""The page "How the filter is doing", with what may be done about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Site

from wagtail_mentoring.charts import Series, column_chart
from wagtail_mentoring.permissions import comment_policy
from wagtail_mentoring.spam import operations
from wagtail_mentoring.spam.admin.importing import ImportForm
from wagtail_mentoring.spam.admin.rules import TRIED_ON, RuleViewSet, TryForm, found_by
from wagtail_mentoring.spam.base import Outcome
from wagtail_mentoring.spam.calibration import ENOUGH
from wagtail_mentoring.spam.pipeline import HOLD_FROM, SPAM_FROM
from wagtail_mentoring.spam.reasons import what_is
from wagtail_mentoring.spam.reports import Report, report_for

URL_NAME = "mentoring_spam_filter"
OUTCOMES = {
    Outcome.PUBLISH: gettext_lazy("Published at once"),
    Outcome.HOLD: gettext_lazy("Held"),
    Outcome.SPAM: gettext_lazy("Filed as spam"),
}


HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")}
TITLES = {
    "retrain": gettext_lazy("Count every verdict afresh?"),
    "reset": gettext_lazy("Forget what was learnt?"),
}


def may_look(user: Any) -> bool:
    return bool(comment_policy.has_everywhere(user, ["moderate"]))


def may_change_rules(user: Any) -> bool:
    return bool(user.has_perm("wagtail_mentoring.add_spamrule"))


def sites_for(request: HttpRequest) -> tuple[Site, list[Site]]:
    """The site that is shown, ``?site=``, and all there are to choose from."""
    sites = list(Site.objects.order_by("-is_default_site", "hostname"))
    wanted = request.GET.get("site") or request.POST.get("site")
    return next((site for site in sites if str(site.pk) == wanted), sites[0]), sites


@method_decorator(user_passes_test(may_look), name="dispatch")
class FilterView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "wagtail_mentoring/admin/spam_filter.html"
    page_title = gettext_lazy("How the filter is doing")
    header_icon = "warning"
    _show_breadcrumbs = True
    breadcrumbs_items = [
        HOME,
        {"url": "", "label": gettext_lazy("How the filter is doing")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site, sites = sites_for(self.request)
        report = report_for(site.pk)
        tried = TryForm(self.request.GET if "pattern" in self.request.GET else None)
        return super().get_context_data(
            **{"try_form": tried, "import_form": ImportForm(), **kwargs},
            site=site,
            sites=sites,
            report=report,
            chart=chart_of(report),
            layers=[(what_is(layer.code), layer) for layer in report.layers],
            outcomes=[(OUTCOMES[name], counts) for name, counts in report.outcomes.items()],
            rule_add_url_name=RuleViewSet().get_url_name("add"),
            rule_query=urlencode(tried.cleaned_data) if tried.is_valid() else "",
            found=found_by(tried.instance) if tried.is_valid() else None,
            tried_on=TRIED_ON,
            enough=ENOUGH,
            limits={"hold": HOLD_FROM, "spam": SPAM_FROM},
            may_teach=self.request.user.is_superuser,
            may_change_rules=may_change_rules(self.request.user),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Takes in a file of rules."""
        if not may_change_rules(request.user):
            raise PermissionDenied
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(import_form=form), status=400)
        count = form.save()
        said = ngettext("%(count)d rule was made.", "%(count)d rules were made.", count)
        messages.success(request, said % {"count": count})
        return redirect(RuleViewSet().get_url_name("list"))


def chart_of(report: Report) -> str:
    weeks = report.weeks
    return column_chart(
        _("Messages by week"),
        _("Messages that came in each week, and how many of them were held or filed as spam."),
        [date_format(week.begins, "SHORT_DATE_FORMAT") for week in weeks],
        [
            Series(_("Messages"), [week.messages for week in weeks]),
            Series(_("Held"), [week.held for week in weeks]),
            Series(_("Filed as spam"), [week.filed for week in weeks]),
        ],
    )


@method_decorator(user_passes_test(lambda user: user.is_superuser), name="dispatch")
class TeachView(WagtailAdminTemplateMixin, TemplateView):
    """Asks once more (GET), then retrains or resets the layer of a site (POST)."""

    template_name = "wagtail_mentoring/admin/spam_teach.html"
    header_icon = "warning"
    _show_breadcrumbs = True
    act: str = ""

    def get_page_title(self) -> str:
        return str(TITLES[self.act])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        back = {"url": reverse(URL_NAME), "label": FilterView.page_title}
        return [HOME, back, {"url": "", "label": TITLES[self.act]}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site, _sites = sites_for(self.request)
        return super().get_context_data(**kwargs, site=site, act=self.act)

    def post(self, request: HttpRequest) -> HttpResponse:
        site, _sites = sites_for(request)
        try:
            if self.act == "retrain":
                operations.retrain(site.pk)
                messages.success(request, _("The filter has counted every verdict afresh."))
            else:
                operations.reset(site.pk)
                messages.success(request, _("The filter has forgotten what it learnt here."))
        except operations.LayerChanged:
            messages.warning(request, _("Somebody decided at the same moment. Try once more."))
        return redirect(f"{reverse(URL_NAME)}?site={site.pk}")


def filter_urls() -> list[URLPattern]:
    return [
        path("mentoring/spam/", FilterView.as_view(), name=URL_NAME),
        *(
            path(f"mentoring/spam/{act}/", TeachView.as_view(act=act), name=f"mentoring_spam_{act}")
            for act in ("retrain", "reset")
        ),
    ]


class FilterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


def filter_menu_item() -> MenuItem:
    return FilterMenuItem(
        _("Spam filter"), reverse(URL_NAME), name="mentoring-spam", icon_name="warning", order=910
    )
