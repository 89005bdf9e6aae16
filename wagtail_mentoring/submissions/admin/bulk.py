"""Deciding about many things at once, and undoing what was decided in one go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import BulkAction

from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.admin.deciding import Report
from wagtail_mentoring.submissions.admin.decisions import Decision
from wagtail_mentoring.submissions.admin.listing import listed
from wagtail_mentoring.submissions.admin.queue import Queue, pick
from wagtail_mentoring.submissions.admin.removal import RemovalForm

AT_ONCE = 200
"""More are not decided about in one go: nobody looks at so many."""


class SeenForm(RemovalForm):
    """Which things the moderator was asked about, and how they were then."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DecisionAction(BulkAction):
    """A page that asks once more (GET) and then decides (POST) about exactly what it showed."""

    queue: Queue
    decision: Decision
    template_name = "wagtail_mentoring/admin/decide.html"
    form_class = SeenForm

    # Wagtail declares these abstract; ``bulk_actions`` below sets them.
    display_name: Any = ""
    action_type: Any = ""
    aria_label: Any = ""

    def __init__(self, request: HttpRequest, model: type) -> None:
        super().__init__(request, model)
        self.next_url = get_valid_next_url_from_request(request) or self.queue.url("index")
        self.report = Report(self.queue, self.decision)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.queue.may(request.user, self.decision.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def check_perm(self, obj: Any) -> bool:
        return self.queue.may(self.request.user, self.decision.permission, obj)

    @cached_property
    def seen(self) -> dict[str, str]:
        """What the form carries: the key of each thing, and how it was."""
        pairs = (pair.partition(":") for pair in self.request.POST.get("seen", "").split())
        return {key: seen for key, _colon, seen in pairs}

    @cached_property
    def selection(self) -> list[Any]:
        if self.request.method == "POST":
            things = list(pick(self.queue.queryset(self.request.user), self.seen)[:AT_ONCE])
        else:
            things = self._asked_for()
        return sorted(things, key=self.queue.locking_order)

    @cached_property
    def changed_since(self) -> list[Any]:
        """Of a batch to be undone: what somebody has decided about again."""
        batch = self.request.GET.get("batch")
        if not batch or self.request.method == "POST":
            return []
        last = self.last_entries
        return [
            thing
            for thing in self.selection
            if thing.pk not in last or str(last[thing.pk].uuid) != batch
        ]

    @cached_property
    def last_entries(self) -> dict[Any, Any]:
        return history.last_entries(self.queue, self.selection)

    def _asked_for(self) -> list[Any]:
        keys = self.request.GET.getlist("id")
        everything = self.queue.queryset(self.request.user)
        if batch := self.request.GET.get("batch"):
            return list(pick(everything, history.keys_of_batch(self.queue, batch)))
        if "all" in keys:
            return list(listed(self.queue, self.request).order_by("submitted_at")[: AT_ONCE + 1])
        return list(pick(everything, keys)[: AT_ONCE + 1])

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        permitted = [thing for thing in self.selection if self.check_perm(thing)]
        things = permitted
        if self.request.method != "POST":
            others = self.changed_since
            things = [
                thing
                for thing in permitted
                if thing not in others and self.decision.available(thing)
            ][:AT_ONCE]
        return things, {
            "denied": len(self.selection) - len(permitted),
            "left_out": len(permitted) - len(things) - len(self.changed_since),
            "changed_since": [
                f"{self.queue.who(thing, self.request.user)}: "
                + history.already(self.last_entries.get(thing.pk))
                for thing in self.changed_since
            ],
            "there_are_more": len(self.selection) > AT_ONCE,
        }

    def object_context(self, obj: Any) -> dict[str, Any]:
        return {
            "thing": obj,
            "who": self.queue.who(obj, self.request.user),
            "url": self.queue.url_of(obj),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        things = [item["thing"] for item in context["items"]]
        seen = " ".join(f"{thing.pk}:{self.queue.seen(thing)}" for thing in things)
        context["form"].initial["seen"] = seen
        return context | {
            "decision": self.decision,
            "question": self.decision.question % {"count": len(things)},
            "at_once": AT_ONCE,
        }

    def get_execution_context(self) -> dict[str, Any]:
        return {"report": self.report, "seen": self.seen, "user": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        report: Report = kwargs["report"]
        seen = kwargs["seen"]
        report.carry_out([(thing, seen[str(thing.pk)]) for thing in objects], kwargs["user"])
        return len(report.done), 0

    def form_valid(self, form: RemovalForm) -> HttpResponse:
        self.report.reason = form.get_reason()
        response = super().form_valid(form)
        self.report.tell(self.request, self.next_url)
        return response


def bulk_actions(queue: Queue) -> list[type[DecisionAction]]:
    """A bulk action per decision, for Wagtail's ``register_bulk_action`` hook."""
    return [
        type(
            f"{queue.model.__name__}{decision.name.title().replace('_', '')}",
            (DecisionAction,),
            {
                "queue": queue,
                "decision": decision,
                "models": [queue.model],
                "display_name": decision.label,
                "aria_label": decision.bulk_label,
                "action_type": decision.name,
                "action_priority": order,
            },
        )
        for order, decision in enumerate(queue.decisions)
    ]
