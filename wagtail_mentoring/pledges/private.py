"""The pages behind the links in e-mail: confirming a pledge, and telling how it went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_mentoring.pledges import confirmation, links, operations
from wagtail_mentoring.pledges.forms import (
    EditForm,
    LinksForm,
    MoreTimeForm,
    OutcomeForm,
)
from wagtail_mentoring.pledges.by_link import LinkView
from wagtail_mentoring.pledges.ics import due_date_calendar
from wagtail_mentoring.pledges.mails import contact_for
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.pledges.publication import story_of
from wagtail_mentoring.submissions import identity, limits

ONE_HOUR = timedelta(hours=1)


class PrivateView(LinkView):
    """A page of one pledge."""

    purpose = ""

    pledge: Pledge

    def open(self, token: str) -> None:
        self.pledge = links.find(self.purpose, token)


class SentView(PrivateView):
    """ "Check your inbox". Looks the same whether or not an e-mail went out."""

    purpose = links.SENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(
            "sent",
            _("Check your inbox"),
            address=_masked(self.pledge.email),
            form_url=reverse("wagtail_mentoring:post_pledge", args=[self.pledge.round.slug]),
            contact=contact_for(self.pledge),
            was_sent_again="again" in request.GET,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pledge = self.pledge
        if pledge.progress == Pledge.Progress.UNCONFIRMED and not pledge.needs_release:
            confirmation.send(pledge, timezone.now())
        return HttpResponseRedirect(f"{request.path}?again=1")


def _masked(email: str) -> str:
    user, _at, domain = email.rpartition("@")
    return f"{user[:1]}•••@{domain}" if user else ""


class ConfirmView(PrivateView):
    """Repeats the words to the owner of the address, who then says yes or "This wasn't me"."""

    purpose = links.CONFIRM

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(OutcomeForm(pledge=self.pledge))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "not_me" in request.POST:
            operations.disown(self.pledge)
            return self.get(request)
        form = OutcomeForm(request.POST, pledge=self.pledge)
        if not form.is_valid():
            return self.page(form, status=400)
        operations.confirm(self.pledge, **form.cleaned_data)
        if self.pledge.confirmed_at is None:
            return self.get(request)
        manage = links.path_to(links.MANAGE, self.pledge)
        return HttpResponseRedirect(f"{manage}?did=confirmed")

    def page(self, form: OutcomeForm, status: int = 200) -> HttpResponse:
        pledge = self.pledge
        if pledge.progress == Pledge.Progress.EXPIRED:
            return self.show("forgotten", _("This pledge is not here any more"))
        manage_url = "" if pledge.confirmed_at is None else links.path_to(links.MANAGE, pledge)
        return self.show(
            "confirm",
            _("Already confirmed") if manage_url else _("Is this your pledge?"),
            status=status,
            pledge=pledge,
            form=form,
            manage_url=manage_url,
            others=self.others(),
        )

    def others(self) -> list[dict[str, Any]]:
        """More of the same address: it gets one e-mail a day, which has to do for all of them."""
        waiting = Pledge.objects.waiting().filter(
            email_key=self.pledge.email_key,
            progress=Pledge.Progress.UNCONFIRMED,
            needs_release=False,
        )
        return [
            {"pledge": other, "url": links.path_to(links.CONFIRM, other)}
            for other in waiting.exclude(pk=self.pledge.pk).order_by("-submitted_at")[:10]
        ]


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
            "edit": self.edit,
            "share": self.share,
        }
        action = request.POST.get("action", "")
        if action not in actions:
            return self.page()
        refused = actions[action](request.POST)
        return refused or HttpResponseRedirect(f"{request.path}?did={action}")

    def finish(self, outcome: str, data: QueryDict) -> HttpResponse | None:
        form = OutcomeForm(data, pledge=self.pledge)
        if not form.is_valid():
            return self.page(outcome_form=form)
        operations.finish(self.pledge, outcome, **form.cleaned_data)
        return None

    def share(self, data: QueryDict) -> HttpResponse | None:
        form = OutcomeForm(data, pledge=self.pledge)
        if not form.is_valid():
            return self.page(outcome_form=form)
        operations.share(self.pledge, **form.cleaned_data)
        return None

    def more_time(self, data: QueryDict) -> HttpResponse | None:
        form = MoreTimeForm(data)
        if not form.is_valid():
            return self.page(time_form=form)
        operations.more_time(self.pledge, form.cleaned_data["due_on"])
        return None

    def let_go(self, data: QueryDict) -> HttpResponse | None:
        operations.let_go(self.pledge)
        return None

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
            has_errors=bool(forms),
            **context,
        )


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
    """ "Email me my links". Answers the same whether or not it knows the address."""

    posts_per_hour = 20
    """From one network."""

    needs_token = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show("links", _("Email me my links"), form=LinksForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LinksForm(request.POST)
        if not form.is_valid():
            return self.show("links", _("Email me my links"), form=form, status=400)
        network = identity.network_key(identity.client_ip(request))
        if network and not limits.allow(f"links:{network}", self.posts_per_hour, ONE_HOUR):
            response = self.show("links", _("Email me my links"), form=form, wait=True, status=429)
            response["Retry-After"] = str(limits.retry_after(ONE_HOUR))
            return response
        operations.mail_links(form.cleaned_data["email"])
        return self.show("links", _("Check your inbox"), form=None)
