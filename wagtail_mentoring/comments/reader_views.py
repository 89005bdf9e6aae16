"""The pages behind the links in e-mail to readers: confirming an address, and no more e-mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from wagtail_mentoring.comments import subscriptions
from wagtail_mentoring.comments.models import Subscription
from wagtail_mentoring.mail import tokens
from wagtail_mentoring.sitesettings.contact import site_contact
from wagtail_mentoring.submissions import readers


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReaderView(View):
    """The link is the key. GET and HEAD show, since scanners follow links in mail; POST acts."""

    http_method_names = ["get", "head", "post", "options"]
    purpose = ""
    max_age: timedelta | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.find(kwargs["token"])
        if found is None:
            heading = _("This link is not valid any more")
            response = self.show(
                "link_not_valid",
                heading,
                status=404,
                goes_stale=self.max_age is not None,
                contact=site_contact(Site.find_for_request(request)),
            )
        else:
            self.subscription = found
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def find(self, token: str) -> Subscription | None:
        try:
            pk, version = tokens.read(self.purpose, token, self.max_age)
        except tokens.InvalidToken:
            return None
        rows = Subscription.objects.select_related("reader", "comment__discussion__page")
        return rows.filter(pk=pk, reader__version=version).first()

    def show(self, template: str, heading: str, status: int = 200, **context: Any) -> HttpResponse:
        name = f"wagtail_mentoring/comments/{template}.html"
        return render(self.request, name, {"heading": heading, **context}, status=status)

    @property
    def title(self) -> str:
        return self.subscription.comment.discussion.page_title


class ConfirmView(ReaderView):
    """Whoever opens the link owns the address; this device is then known as theirs."""

    purpose = "comment-confirm"
    max_age = timedelta(days=14)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        comment = self.subscription.comment
        is_done = self.subscription.is_the_owners
        heading = _("Your address is confirmed") if is_done else _("Is this address yours?")
        return self.show(
            "confirm_reader",
            heading,
            title=self.title,
            comment=comment,
            comment_url=comment.get_absolute_url(),
            is_done=is_done,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return self.get(request)  # no other site makes a visitor known here as somebody else
        if "not_me" in request.POST:
            subscriptions.disown(self.subscription)
            return self.show("disowned", _("Thank you for telling us"))
        subscriptions.confirm(self.subscription, wants_replies="replies" in request.POST)
        self.subscription.reader.refresh_from_db()
        response = self.get(request)
        readers.remember(request, response, self.subscription.reader)
        return response


class UnsubscribeView(ReaderView):
    """Also the target of a mail program's own button (RFC 8058), which posts without asking."""

    purpose = "comment-unsubscribe"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show("unsubscribe", _("No more e-mail about answers?"), title=self.title)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "all" in request.POST:
            subscriptions.end_all(self.subscription.reader)
        else:
            subscriptions.end(self.subscription)
        return self.show("unsubscribed", _("You get no more of these e-mails"), title=self.title)
