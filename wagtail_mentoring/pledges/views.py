"""Making a pledge: the form for everybody, and the post that comes from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.pledges import links, members, operations
from wagtail_mentoring.pledges.forms import PledgeForm
from wagtail_mentoring.pledges.models import Pledge, PledgeRound
from wagtail_mentoring.pledges.wording import PROMPTS
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.pipeline import asks_nobody_else
from wagtail_mentoring.submissions import limits
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.submissions.ticket_views import ticket_url
from wagtail_mentoring.submissions.views import SubmissionView

FORM_TEMPLATE = "wagtail_mentoring/pledges/form.html"
LONGEST_PK = 18


def purpose_of(round_: PledgeRound) -> str:
    """What tickets of a round's form are for."""
    return f"pledge:{round_.pk}"


def form_context(round_: PledgeRound, request: HttpRequest | None) -> dict[str, Any]:
    """What the bare form needs besides the form itself; the same for every visitor."""
    site = Site.find_for_request(request) if request else None
    return {
        "round": round_,
        "post_url": reverse("wagtail_mentoring:post_pledge", args=[round_.slug]),
        "ticket_url": ticket_url(purpose_of(round_)),
        "privacy_url": MentoringSettings.for_site(site).get_privacy_url(request),
        "asks_nobody_else": asks_nobody_else(),
        "prompts": PROMPTS,
    }


def prefilled(request: HttpRequest | None) -> dict[str, str]:
    """What a link to the form chooses beforehand: ``?kind=…&mentor=…``.

    Part of the address, and so of the key under which a cache keeps the page.
    """
    query = request.GET if request else {}
    return {name: query[name] for name in ("kind", "mentor") if name in query}


def closed_message(round_: PledgeRound) -> str:
    """Why a round takes no pledges now; empty if it does."""
    if round_.is_open():
        return ""
    if round_.opens_at and timezone.now() < round_.opens_at:
        opens = date_format(timezone.localtime(round_.opens_at), "DATE_FORMAT")
        return _("This round opens on %(date)s.") % {"date": opens}
    return _("This round has ended. You can still finish a pledge you made.")


class PostPledgeView(SubmissionView):
    """Takes a pledge; a GET shows the form on a page of its own."""

    form_class = PledgeForm
    form_template_name = FORM_TEMPLATE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.user = None
        self.target = self.get_target()
        if self.target is None:
            raise Http404(_("This page is no longer here."))
        if closed := self.get_closed_message():
            context = {"message": closed, "heading": self.target.title}
            return render(request, "wagtail_mentoring/pledges/closed_page.html", context)
        context = {
            **form_context(self.target, request),
            "form": PledgeForm(round_=self.target, initial=prefilled(request)),
            "heading": self.get_heading(),
        }
        return render(request, "wagtail_mentoring/pledges/form_page.html", context)

    def get_target(self) -> PledgeRound | None:
        return PledgeRound.objects.filter(slug=self.kwargs["round"]).first()

    def get_closed_message(self) -> str:
        return closed_message(self.target)

    def get_purpose(self) -> str:
        return purpose_of(self.target)

    def get_form_url(self) -> str:
        return reverse("wagtail_mentoring:post_pledge", args=[self.target.slug])

    def get_heading(self) -> str:
        return _("Give something back to your mentor")

    def get_form(self, data: QueryDict) -> PledgeForm:
        return PledgeForm(data, user=self.user, round_=self.target)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **form_context(self.target, self.request),
            **super().get_context_data(**context),
        }

    def submit(self, form: Any, origin: Origin) -> Pledge:
        fields = "kind mentor mentor_name text thanks plan due_on already_done name shown_as email"
        values = {name: form.cleaned_data[name] for name in fields.split()}
        values |= {name: form.cleaned_data.get(name) or [] for name in ("talents", "reminders")}
        return operations.submit(
            self.target,
            site=Site.find_for_request(self.request),
            origin=origin,
            page=_public_page(form.cleaned_data["page"]),
            is_vouched=members.is_vouched(origin.user, form.cleaned_data["email"]),
            **values,
        )

    def get_success_url(self, submission: Any) -> str:
        if submission.confirmed_at is not None:
            return f"{links.path_to(links.MANAGE, submission)}?did=confirmed"
        return links.path_to(links.SENT, submission)

    def exceeded_together(self) -> timedelta | None:
        """A round has a limit of its own. Addresses have theirs for mail alone: see
        ``confirmation.grant``."""
        per_round = [(app_settings.PLEDGES_PER_ROUND_PER_HOUR, timedelta(hours=1))]
        return limits.exceeded(f"pledge-round:{self.target.pk}", per_round)


def _public_page(sent: str) -> Any:
    """The page a form says it stands on; None unless anybody may see that page."""
    if not (sent.isdecimal() and len(sent) <= LONGEST_PK):
        return None
    return get_page_model().objects.live().public().filter(pk=int(sent)).first()
