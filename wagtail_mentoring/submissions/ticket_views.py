"""What a form learns of whoever fills it in: a ticket, who they are here; and "not you?"."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wagtail_mentoring.submissions import identity, readers, tickets
from wagtail_mentoring.submissions.admin import inbox
from wagtail_mentoring.submissions.forms import TICKET, account_fields

KNOWS_READERS = "comment:"
"""Forms that a reader who confirmed an address need not fill in whole."""


def ticket_url(purpose: str) -> str:
    """Where the script of a form fetches its ticket."""
    return f"{reverse('wagtail_mentoring:ticket')}?for={purpose}"


@never_cache
@require_safe
def ticket(request: HttpRequest) -> JsonResponse:
    """A ticket for the form named by ``?for=``, who is signed in, and what waits for them here.

    ``needs`` names what an account leaves open, so that the form still asks for it.
    """
    purpose = request.GET.get("for", "")
    if not tickets.is_purpose(purpose):
        return JsonResponse({"error": _("There is no such form.")}, status=400)
    user = identity.signed_in(request)
    reader = None
    if user is None and purpose.startswith(KNOWS_READERS):
        reader = readers.remembered(request)
    answer: dict[str, Any] = {"ticket": tickets.issue(purpose, user and user.pk)}
    answer["writing_as"] = writing_as(user, reader)
    answer["waiting_here"] = inbox.waiting_here(user, purpose) if user else None
    return JsonResponse(answer)


def writing_as(user: Any, reader: Any = None) -> dict[str, Any] | None:
    """What a form tells somebody whom we know about themselves; None for anybody else."""
    if user is None and reader is None:
        return None
    known = account_fields(user, reader)
    name = known.get("name", "")
    return {
        "name": name,
        "greeting": _("Welcome back, %(name)s.") % {"name": name} if reader and name else "",
        "needs": [field for field in ("name", "email") if field not in known],
    }


class NotMeView(View):
    """Leads from "not you?" back to the form as nobody in particular.

    GET asks, POST signs out and forgets the reader; a ticket of the page is its CSRF token.
    """

    http_method_names = ["get", "head", "post", "options"]

    @method_decorator([csrf_exempt, never_cache])
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.user = identity.signed_in(request)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        reader = None if self.user else readers.remembered(request)
        context = {
            "writing_as": writing_as(self.user, reader),
            "next_url": safe_next(request),
            "ticket": tickets.issue("not-me", self.user and self.user.pk),
        }
        return render(request, "wagtail_mentoring/submissions/not_me.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        ticket = tickets.read(request.POST.get(TICKET, ""), "not-me", self.user and self.user.pk)
        if not ticket.is_valid:
            return self.get(request)
        if self.user is not None:
            logout(request)
        response = HttpResponseRedirect(safe_next(request))
        readers.forget(response)
        return response


def safe_next(request: HttpRequest) -> str:
    """Where ``next`` leads, if that is on this host; else the site's first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if is_ours else "/"
