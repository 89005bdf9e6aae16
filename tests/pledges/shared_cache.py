"""A shared cache in front of a site, as a CDN is one: it keeps whole pages until it is told."""

from urllib.parse import urlsplit

from wagtail.contrib.frontend_cache.backends import BaseBackend

copies = {}
"""Kept responses by path and query string."""


class SharedCache:
    """Middleware that keeps every page that may be kept, for everybody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        address = request.get_full_path()
        if request.method == "GET" and address in copies:
            return copies[address]
        response = self.get_response(request)
        if request.method == "GET" and self.may_be_kept(response):
            copies[address] = response
        return response

    def may_be_kept(self, response):
        is_public = not {"no-store", "private"} & set(response.get("Cache-Control", "").split(", "))
        return response.status_code == 200 and is_public and not response.cookies


class Purging(BaseBackend):
    """What Wagtail tells to forget is forgotten."""

    def __init__(self, params):
        super().__init__(params)

    def purge(self, url):
        parts = urlsplit(url)
        copies.pop(parts.path + (f"?{parts.query}" if parts.query else ""), None)
