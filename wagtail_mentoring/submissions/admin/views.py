"""One submission in full, and the address that decisions are posted to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
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
from wagtail_mentoring.submissions.admin import cards, history
from wagtail_mentoring.submissions.admin.deciding import Report
from wagtail_mentoring.submissions.admin.decisions import UNDO
from wagtail_mentoring.submissions.admin.listing import WAITING, title
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.admin.removal import RemovalForm, in_words


class QueueObjectMixin(PermissionCheckedMixin):
    """A view of one thing of a queue, for those who may see it."""

    queue: Queue = None  # type: ignore[assignment]  # comes from the viewset
    model: Any = None
    permission_required = "view"
    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def permission_policy(self) -> ModerationPolicy:
        return self.queue.policy

    @cached_property
    def thing(self) -> Any:
        return get_object_or_404(self.queue.queryset(self.request.user), pk=self.kwargs["pk"])


class DetailView(QueueObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """All there is to know about one thing, and what can be decided about it."""

    template_name = "wagtail_mentoring/admin/thing.html"
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
        (card,) = cards.cards(self.queue, [self.thing], self.request, self.request.get_full_path())
        return super().get_context_data(**kwargs) | {
            "thing": self.thing,
            "card": card,
            "history": self.get_history(),
            "limits": {"hold": HOLD_FROM, "spam": SPAM_FROM},
        }

    def get_history(self) -> list[dict[str, Any]]:
        """What happened, newest first: decisions of people, and how it came in."""
        decisions = [
            {
                "what": entry.message,
                "who": entry.user_display_name,
                "when": entry.timestamp,
                "reason": in_words((entry.data or {}).get("reason", "")),
                "text": (entry.data or {}).get("text", ""),
            }
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
    """Takes a decision by POST. A GET, say after signing in again, leads to the thing.

    The inbox's script gets the folded card as JSON; a plain form is led back, with a message.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.queue.url_of(self.thing))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = self.queue.decision(request.POST.get("decision", ""))
        removal = RemovalForm(request.POST)
        if decision is None or not removal.is_valid():
            return HttpResponseBadRequest()
        if not self.queue.may(request.user, decision.permission, self.thing):
            raise PermissionDenied
        next_url = get_valid_next_url_from_request(request) or self.queue.url("index")
        report = Report(self.queue, decision, removal.get_reason())
        report.carry_out([(self.thing, request.POST.get("seen", ""))], request.user)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse(self.get_answer(report, next_url))
        report.tell(request, next_url)
        return redirect(next_url)

    def get_answer(self, report: Report, next_url: str) -> dict[str, Any]:
        """The card as it is now, what to say aloud, and the new numbers."""
        queue, request, said = self.queue, self.request, report.outcome
        if report.done and report.decision.name == UNDO:
            card = cards.render(queue, self.get_anew(), request, next_url)
        else:
            undoable = bool(report.done) and report.decision.undoable
            card = cards.render_folded(
                queue, self.thing, request, next_url, said=said, undoable=undoable
            )
        waiting = queue.waiting(request.user).count()
        return {
            "card": card,
            "said": said,
            "done": bool(report.done),
            "waiting": waiting,
            "title": title(queue, WAITING, waiting),
        }

    def get_anew(self) -> Any:
        return self.queue.queryset(self.request.user).get(pk=self.thing.pk)
