"""One submission in full, and the address that decisions are posted to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from wagtail_mentoring.permissions import ModerationPolicy
from wagtail_mentoring.spam.pipeline import HOLD_FROM, SPAM_FROM
from wagtail_mentoring.spam.reasons import explain
from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.admin.deciding import Report
from wagtail_mentoring.submissions.admin.queue import Queue


class QueueObjectMixin(PermissionCheckedMixin):
    """A view of one thing of a queue."""

    queue: Queue = None  # type: ignore[assignment]  # comes from the viewset
    model: Any = None
    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def permission_policy(self) -> ModerationPolicy:
        return self.queue.policy

    @cached_property
    def thing(self) -> Any:
        return get_object_or_404(self.queue.queryset(), pk=self.kwargs["pk"])


class DetailView(QueueObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """All there is to know about one thing, and what can be decided about it."""

    any_permission_required = ["view", "moderate"]
    header_icon = ""

    def get_page_title(self) -> str:
        return capfirst(str(self.queue.model._meta.verbose_name))

    def get_page_subtitle(self) -> str:
        return self.queue.who(self.thing, self.request.user) or _("Someone")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.queue.model._meta.verbose_name_plural))
        current = {
            "url": "",
            "label": self.get_page_title(),
            "sublabel": self.get_page_subtitle(),
        }
        return [*self.breadcrumbs_items, {"url": self.queue.url("index"), "label": plural}, current]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "thing": self.thing,
            "who": self.queue.who(self.thing, self.request.user),
            "sees_personal_data": self.queue.sees_personal_data(self.request.user),
            "history": self.get_history(),
            "limits": {"hold": HOLD_FROM, "spam": SPAM_FROM},
            **self.get_decision_context(self.queue, self.thing),
        }

    def get_decision_context(self, queue: Queue, thing: Any) -> dict[str, Any]:
        """What ``includes/decisions.html`` needs."""
        moderates = queue.may_moderate(self.request.user, thing)
        return {
            "seen": queue.seen(thing),
            "decisions": queue.available_decisions(thing) if moderates else [],
            "decide_url": queue.url("decide", thing.pk),
            "next": self.request.get_full_path(),
            "reasons": reasons_with_points(thing.verdict),
        }

    def get_history(self) -> list[dict[str, Any]]:
        """What happened, newest first: decisions of people, and how it came in."""
        decisions = [
            {"what": entry.message, "who": entry.user_display_name, "when": entry.timestamp}
            for entry in history.entries(self.queue.parts(self.thing))
        ]
        return [*decisions, self.get_arrival()]

    def get_arrival(self) -> dict[str, Any]:
        """The first line of the history."""
        outcome = {
            "publish": _("Sent, and published at once"),
            "hold": _("Sent, and held for a moderator"),
            "spam": _("Sent, and filed as spam by the filter"),
        }
        what = outcome.get(self.thing.verdict.get("outcome"), _("Sent"))
        return {"what": what, "who": "", "when": self.thing.submitted_at}


class DecideView(QueueObjectMixin, View):
    """Takes a decision by POST. A GET, say after signing in again, leads to the thing."""

    permission_required = "moderate"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.queue.url("inspect", self.thing.pk))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = self.queue.decision(request.POST.get("decision", ""))
        if decision is None:
            return HttpResponseBadRequest()
        if not self.queue.may_moderate(request.user, self.thing):
            raise PermissionDenied
        next_url = get_valid_next_url_from_request(request) or self.queue.url("index")
        report = Report(self.queue, decision)
        report.carry_out([(self.thing, request.POST.get("seen", ""))], request.user)
        report.tell(request, next_url)
        return redirect(next_url)


def reasons_with_points(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    """Every reason of a stored verdict in plain words, with its points."""
    return [
        {"sentence": explain({"reasons": [reason]})[0], "points": reason.get("points") or 0}
        for reason in verdict.get("reasons") or []
    ]
