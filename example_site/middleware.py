"""Headers that every answer of the example site carries, and its cache of pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.cache import FetchFromCacheMiddleware

View = Callable[[HttpRequest], HttpResponse]


def as_header(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def content_security_policy(get_response: View) -> View:
    """Strict on public pages, with Wagtail's inline scripts allowed in its admin."""
    public, admin = as_header(settings.CSP_PUBLIC), as_header(settings.CSP_ADMIN)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        in_admin = request.path.startswith(settings.CSP_ADMIN_PREFIX)
        response.headers.setdefault("Content-Security-Policy", admin if in_admin else public)
        return response

    return middleware


def shared_cache_only(get_response: View) -> View:
    """Tells browsers to ask again, where Django's cache middleware gave them minutes.

    Wagtail can purge a shared cache when a response is published, but not a visitor's browser.
    """
    seconds = settings.CACHE_MIDDLEWARE_SECONDS

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Cache-Control") == f"max-age={seconds}":
            response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
            del response.headers["Expires"]
        return response

    return middleware


class FetchForVisitors(FetchFromCacheMiddleware):
    """Django's own, which would show editors the page from the cache where they want a preview:
    Wagtail makes up a request to the public address for it."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if getattr(request, "is_dummy", False):
            return None
        return super().process_request(request)
