"""Lets Wagtail purge the pages that Django's cache middleware keeps."""

from typing import Any

from django.core.cache import cache
from wagtail.contrib.frontend_cache.backends import BaseBackend


class PageCacheBackend(BaseBackend):
    """Forgets every page when one changes: on a small site that is cheap and never wrong."""

    def __init__(self, params: dict[str, Any] | None = None) -> None:
        super().__init__(params or {})

    def purge(self, url: str) -> None:
        cache.clear()

    def purge_batch(self, urls: list[str]) -> None:
        if urls:
            cache.clear()
