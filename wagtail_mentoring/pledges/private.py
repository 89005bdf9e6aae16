"""The pages of a confirmed pledge: telling how it went, sharing it, deleting it, new links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_mentoring.pledges import links, operations
from wagtail_mentoring.pledges.by_link import LinkView
from wagtail_mentoring.pledges.ending import can_reopen
from wagtail_mentoring.pledges.ics import due_date_calendar
from wagtail_mentoring.pledges.letters import (
    gift_of,
    is_for_the_pledger_to_send,
    may_be_sent,
    note_for_pledger,
    ready_letter,
    told,
)
from wagtail_mentoring.pledges.mails import contact_for
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.pledges.private_forms import (
    EditForm,
    EraseForm,
    LinksForm,
    MoreTimeForm,
    OutcomeForm,
)
from wagtail_mentoring.pledges.publication import story_of
from wagtail_mentoring.submissions import identity, limits

ONE_HOUR = timedelta(hours=1)


class PrivateView(LinkView):
    """A page of one pledge."""

    purpose = ""

    pledge: Pledge

    def open(self, token: str) -> None:
        self.pledge = links.find(self.purpose, token)

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Of an erased pledge there is nothing to show, whichever link leads to it."""
        if self.pledge.progress == Pledge.Progress.ERASED:
            return self.show("erased", _("Nothing is left here"), status=410)
        return super().act(request, *args, **kwargs)


class ManageView(PrivateView):
    """Everything a pledger can do with a confirmed pledge."""

    purpose = links.MANAGE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions: dict[str, Callable[[QueryDict], HttpResponse | None]] = {
            "done": partial(self.finish, Pledge.Outcome.DONE),
            "tried": partial(self.finish, Pledge.Outcome.TRIED),
            "more_time": self.more_time,
            "let_go": self.let_go,
            "reopen": self.reopen,
            "renew": self.renew,
            "edit": self.edit,
            "share": self.share,
        }
        action = request.POST.get("action", "")
        if action not in actions:
            return self.page()
        refused = actions[action](request.POST)
        manage_url = links.path_to(links.MANAGE, self.pledge)
        return refused or HttpResponseRedirect(f"{manage_url}?did={action}")

    def finish(self, outcome: str, data: QueryDict) -> HttpResponse | None:
        form = OutcomeForm(data, pledge=self.pledge)
        if not form.is_valid():
            return self.page(outcome_form=form)
        is_new = operations.finish(self.pledge, outcome, **form.cleaned_data)
        return None if is_new else self.give_back(form)

    def share(self, data: QueryDict) -> HttpResponse | None:
        form = OutcomeForm(data, pledge=self.pledge)
        if not form.is_valid():
            return self.page(outcome_form=form)
        is_done = operations.share(self.pledge, **form.cleaned_data)
        return None if is_done else self.give_back(form)

    def give_back(self, form: OutcomeForm) -> HttpResponse | None:
        """It went on meanwhile, say in another window: a story that is news is shown again, in the
        form that fits by now."""
        story, told = story_of(self.pledge), form.cleaned_data["story"]
        is_news = told and (story is None or story.text != told)
        return self.page(outcome_form=form) if is_news else None

    def more_time(self, data: QueryDict) -> HttpResponse | None:
        form = MoreTimeForm(data)
        if not form.is_valid():
            return self.page(time_form=form)
        operations.more_time(self.pledge, form.cleaned_data["due_on"])
        return None

    def let_go(self, data: QueryDict) -> HttpResponse | None:
        operations.let_go(self.pledge)
        return None

    def reopen(self, data: QueryDict) -> HttpResponse | None:
        operations.reopen(self.pledge)
        return None

    def renew(self, data: QueryDict) -> HttpResponse | None:
        if operations.renew_links(self.pledge):
            return None
        return HttpResponseRedirect(f"{self.request.path}?did=nothing")

    def edit(self, data: QueryDict) -> HttpResponse | None:
        form = EditForm(data, pledge=self.pledge)
        if not form.is_valid():
            return self.page(edit_form=form)
        words = {name: form.cleaned_data[name] for name in ("text", "plan")}
        if not operations.edit(self.pledge, **words):  # somebody was faster: show their words
            return self.page(edit_form=EditForm(data, pledge=self.pledge))
        return None

    def page(self, **forms: Any) -> HttpResponse:
        """The page, with whichever form came back with errors."""
        pledge = self.pledge
        story = story_of(pledge)
        told = {
            "story": story.text if story else "",
            "wall_consent": pledge.wall_consent_at is not None,
            "mentor_consent": pledge.mentor_consent_at is not None,
        }
        context = {
            "outcome_form": OutcomeForm(pledge=pledge, initial=told),
            "time_form": MoreTimeForm(),
            "edit_form": EditForm(pledge=pledge),
            **forms,
        }
        did = self.request.GET.get("did", "") if self.request.method != "POST" else ""
        is_question = pledge.progress != Pledge.Progress.FINISHED and did != "confirmed"
        return self.show(
            "manage",
            _("How did it go?") if is_question else _("Your pledge"),
            status=400 if forms else 200,
            pledge=pledge,
            did=did,
            calendar_url=reverse("wagtail_mentoring:pledge_calendar", args=[self.kwargs["token"]]),
            erase_url=reverse("wagtail_mentoring:erase_pledge", args=[self.kwargs["token"]]),
            can_reopen=can_reopen(pledge),
            note=note_for_pledger(pledge),
            letter=ready_letter(pledge) if is_for_the_pledger_to_send(pledge) else None,
            has_errors=bool(forms),
            **context,
        )


class EraseView(PrivateView):
    """The second step before everything is deleted."""

    purpose = links.MANAGE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.ask(EraseForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = EraseForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=400)
        operations.erase(self.pledge)
        return self.show("erased", _("It is deleted"))

    def ask(self, form: EraseForm, status: int = 200) -> HttpResponse:
        return self.show(
            "erase",
            _("Delete this pledge?"),
            status=status,
            form=form,
            pledge=self.pledge,
            back_url=links.path_to(links.MANAGE, self.pledge),
        )


class ThanksView(PrivateView):
    """What somebody gave back, for a mentor whom we do not write to: the pledger sends the link."""

    purpose = links.THANKS
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pledge = self.pledge
        if not may_be_sent(pledge):
            return self.invalid()
        gift, contact = gift_of(pledge), contact_for(pledge)
        return self.show("thanks", told(pledge), pledge=pledge, gift=gift, contact=contact)


class CalendarView(PrivateView):
    """The due date for the pledger's own calendar."""

    purpose = links.MANAGE
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.pledge.due_on is None:
            return self.show("link_not_valid", _("This link is not valid"), status=404)
        calendar = due_date_calendar(self.pledge, links.url_for(links.MANAGE, self.pledge))
        response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="pledge.ics"'
        return response


class LinksView(LinkView):
    """ "E-mail me my links". Answers the same whether or not it knows the address."""

    posts_per_hour = 20
    """From one network."""

    needs_token = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show("links", _("E-mail me my links"), form=LinksForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LinksForm(request.POST)
        if not form.is_valid():
            return self.show("links", _("E-mail me my links"), form=form, status=400)
        network = identity.network_of(request)
        if not limits.allow(f"links:{network}", self.posts_per_hour, ONE_HOUR):
            response = self.show("links", _("E-mail me my links"), form=form, wait=True, status=429)
            response["Retry-After"] = str(limits.retry_after(ONE_HOUR))
            return response
        operations.mail_links(form.cleaned_data["email"])
        return self.show("links", _("Check your inbox"), form=None)
