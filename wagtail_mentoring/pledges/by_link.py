"""Pages behind the links in e-mail. The link is the key: no session, no cookie, nothing outside."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wagtail_mentoring.mail.tokens import ExpiredToken, InvalidToken


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class LinkView(View):
    """GET and HEAD show, since scanners follow links in mail; POST acts."""

    http_method_names = ["get", "head", "post", "options"]
    needs_token = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.answer(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            if self.needs_token:
                self.open(kwargs.get("token", ""))
        except ExpiredToken:
            return self.expired()
        except InvalidToken:
            return self.invalid()
        return self.act(request, *args, **kwargs)

    def act(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Do what the method says, now that the link is known to be good."""
        return super().dispatch(request, *args, **kwargs)

    def open(self, token: str) -> None:
        """Find what the link is for; may raise ExpiredToken or InvalidToken."""
        raise NotImplementedError

    def expired(self) -> HttpResponse:
        return self.show("link_expired", _("This link has expired"), status=410)

    def invalid(self) -> HttpResponse:
        return self.show("link_not_valid", _("This link is not valid"), status=404)

    def show(
        self, template: str, heading: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        name = f"wagtail_mentoring/pledges/{template}.html"
        context |= {"heading": heading, "links_url": reverse("wagtail_mentoring:pledge_links")}
        return render(self.request, name, context, status=status)
