"""The pages on which writers change a response of theirs or take it back.

A signed cookie, set when the response was sent, says whose browser it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wagtail_mentoring.comments import own
from wagtail_mentoring.comments.forms import WordsForm
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.base import TicketStatus
from wagtail_mentoring.submissions import cookies, identity, limits, readers, tickets
from wagtail_mentoring.submissions.forms import TICKET
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.submissions.tickets import Ticket
from wagtail_mentoring.submissions.views import wait_notice

COOKIE = "mentoring_own"
LONGEST = timedelta(days=1)
MOST = 10
POSTED_SALT = "wagtail_mentoring.comment_posted"


def remember(
    request: HttpRequest, response: HttpResponse, comment: ReaderComment, settings: Any
) -> None:
    """Let this browser change what it has just sent, if the site wants that."""
    if settings.edit_minutes:
        kept = [*remembered(request), comment.pk][-MOST:]
        lasting = timedelta(minutes=settings.edit_minutes)
        cookies.set_cookie(request, response, COOKIE, kept, lasting)


def remembered(request: HttpRequest) -> list[int]:
    """The keys of what this browser sent lately."""
    return cookies.read_cookie(request, COOKIE, LONGEST) or []


def changeable_until(request: HttpRequest, comment: ReaderComment) -> datetime | None:
    """Until when this browser may change or withdraw ``comment``; None if it may not."""
    if comment.pk not in remembered(request):
        return None
    until = own.changeable_until(comment, MentoringSettings.for_site(comment.site))
    return until if until and timezone.now() < until else None


def posted_url(comment: ReaderComment) -> str:
    """The page that tells a writer what became of a response."""
    token = signing.dumps(comment.pk, salt=POSTED_SALT)
    return f"{reverse('wagtail_mentoring:comment_posted')}?response={token}"


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class OwnView(View):
    """For the browser that sent the response; its ticket stands in for the CSRF token."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        mine = ReaderComment.objects.filter(pk__in=remembered(request))
        comments = mine.select_related("discussion__page", "site")
        self.comment = get_object_or_404(comments, pk=kwargs["comment_id"])
        self.settings = MentoringSettings.for_site(self.comment.site)
        self.purpose = f"own:{self.comment.pk}"
        self.user = identity.signed_in(request)
        if not own.is_changeable(self.comment, self.settings):
            return self.too_late()
        return super().dispatch(request, *args, **kwargs)

    def has_ticket(self) -> bool:
        token = self.request.POST.get(TICKET, "")
        return tickets.read(token, self.purpose, self.user and self.user.pk).is_valid

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "comment": self.comment,
            "ticket": tickets.issue(self.purpose, self.user and self.user.pk),
            "back_url": posted_url(self.comment),
        }
        return render(
            self.request, f"wagtail_mentoring/comments/{template}.html", context, status=status
        )

    def too_late(self) -> HttpResponse:
        """Says so, and gives back what was typed."""
        return self.show("too_late", status=409, typed=self.request.POST.get("body", ""))

    def done(self) -> HttpResponse:
        return HttpResponseRedirect(posted_url(self.comment))


class ChangeView(OwnView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show("change", form=WordsForm({"body": self.comment.text}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WordsForm(request.POST)
        if not form.is_valid() or not self.has_ticket():
            return self.show("change", status=400 if form.errors else 200, form=form)
        if window := limits.exceeded_by_network(identity.network_of(request)):
            response = self.show("change", status=429, form=form, notice=wait_notice(window))
            response["Retry-After"] = str(limits.retry_after(window))
            return response
        body = form.cleaned_data["body"]
        changed = own.change(
            self.comment, body=body, origin=self.get_origin(), settings=self.settings
        )
        return self.done() if changed else self.too_late()

    def get_origin(self) -> Origin:
        return Origin(
            user=self.user,
            reader=None if self.user else readers.remembered(self.request),
            language=self.comment.language or get_language() or "",
            ticket=Ticket(TicketStatus.VALID),
        )


class WithdrawView(OwnView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show("withdraw")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_ticket():
            return self.show("withdraw")
        withdrawn = own.withdraw(self.comment, settings=self.settings)
        return self.done() if withdrawn else self.too_late()
