"""The page on which a reader reports a response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wagtail_mentoring.comments.forms import ReportForm
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.reporting import report
from wagtail_mentoring.submissions import identity, limits, tickets
from wagtail_mentoring.submissions.forms import TICKET

POSTS_PER_HOUR = 20
"""From one network."""
ONE_HOUR = timedelta(hours=1)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReportView(View):
    """The form holds a ticket, which stands in for the CSRF token; the page is not cached."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        comments = ReaderComment.objects.public().responses()
        self.comment = get_object_or_404(comments, pk=kwargs["comment_id"])
        self.purpose = f"report:{self.comment.pk}"
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(ReportForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReportForm(request.POST)
        user = identity.signed_in(request)
        ticket = tickets.read(request.POST.get(TICKET, ""), self.purpose, user and user.pk)
        if not form.is_valid() or not ticket.is_valid:
            return self.show(form, status=400 if form.errors else 200)
        ip_key = identity.network_of(request)
        if not limits.allow(f"report:{ip_key}", POSTS_PER_HOUR, ONE_HOUR):
            response = self.show(form, status=429, wait=True)
            response["Retry-After"] = str(limits.retry_after(ONE_HOUR))
            return response
        nonce = ticket.nonce or ""
        report(self.comment, **form.cleaned_data, nonce=nonce, user=user, ip_key=ip_key)
        page_id = self.comment.discussion.page_id
        return HttpResponseRedirect(reverse("wagtail_mentoring:comment_reported", args=[page_id]))

    def show(self, form: ReportForm, status: int = 200, **context: Any) -> HttpResponse:
        user = identity.signed_in(self.request)
        context |= {
            "form": form,
            "comment": self.comment,
            "ticket": tickets.issue(self.purpose, user and user.pk),
            "back_url": self.comment.get_absolute_url(),
        }
        template = "wagtail_mentoring/comments/report.html"
        return render(self.request, template, context, status=status)


@never_cache
@require_safe
def reported(request: HttpRequest, page_id: int) -> HttpResponse:
    """Says that the report has arrived; nothing about what becomes of the response."""
    public = PublicDiscussion.find(page_id)
    context = {
        "page_url": public.page.get_url(request) if public else None,
        "page_title": public.page.title if public else "",
    }
    return render(request, "wagtail_mentoring/comments/reported.html", context)
