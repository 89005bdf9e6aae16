"""The only cookies of ours: signed, unreadable to scripts, set by a person's own POST.

They reach no page of the site but ours below ``mentoring/``, so that pages from a shared cache
stay the same for everybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def set_cookie(
    request: HttpRequest, response: HttpResponse, name: str, value: Any, max_age: timedelta
) -> None:
    """Have the browser keep ``value``, anything that JSON can hold."""
    response.set_cookie(
        name,
        signing.dumps(value, salt=_salt(name), compress=True),
        max_age=max_age,
        path=_path(),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def read_cookie(request: HttpRequest, name: str, max_age: timedelta) -> Any:
    """What the browser kept; None if that is nothing, too old or not from us."""
    if name not in request.COOKIES:
        return None
    try:
        return signing.loads(request.COOKIES[name], salt=_salt(name), max_age=max_age)
    except signing.BadSignature:
        return None


def forget_cookie(response: HttpResponse, name: str) -> None:
    response.delete_cookie(name, path=_path(), samesite="Lax")


def _salt(name: str) -> str:
    return f"wagtail_mentoring.cookie.{name}"


def _path() -> str:
    """Where the site has put our addresses, as ``/mentoring/``."""
    return reverse("wagtail_mentoring:ticket").removesuffix("ticket/")
