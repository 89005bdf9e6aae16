"""From the form to a confirmed pledge: "Check your inbox", and the page where one says yes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_mentoring.pledges import confirmation, links, operations
from wagtail_mentoring.pledges.mails import contact_for
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.pledges.private import PrivateView
from wagtail_mentoring.pledges.private_forms import OutcomeForm


class SentView(PrivateView):
    """ "Check your inbox". Looks the same whether or not an e-mail went out."""

    purpose = links.SENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(
            "sent",
            _("Check your inbox"),
            address=_masked(self.pledge.email),
            form_url=_form_url(self.pledge),
            contact=contact_for(self.pledge),
            was_sent_again="again" in request.GET,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pledge = self.pledge
        if pledge.progress == Pledge.Progress.UNCONFIRMED and not pledge.needs_release:
            confirmation.send(pledge, timezone.now())
        return HttpResponseRedirect(f"{request.path}?again=1")


def _form_url(pledge: Pledge) -> str:
    return reverse("wagtail_mentoring:post_pledge", args=[pledge.round.slug])


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
            heading = _("This pledge is not here any more")
            return self.show("forgotten", heading, form_url=_form_url(pledge))
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
