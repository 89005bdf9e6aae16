"""Who sent something: network address, account, and keyed hashes instead of raw values."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from wagtail_mentoring.conf import app_settings

UNKNOWN_ADDRESS = "unknown"
LONGEST_HOST = 253


def remote_addr(request: HttpRequest) -> str:
    """The address the connection came from; right unless a proxy stands in front."""
    return request.META.get("REMOTE_ADDR", "")


def client_ip(request: HttpRequest) -> str:
    """A visitor's network address, as the site's ``CLIENT_IP`` function tells it.

    Where there is none, as behind a proxy on a socket file, all visitors share the limits of one
    network: with none at all a program could post without end.
    """
    return import_string(app_settings.CLIENT_IP)(request) or UNKNOWN_ADDRESS


def hash_key(value: str, purpose: str) -> str:
    """64 hex digits that stand for ``value`` and cannot be reversed without our key."""
    secret = app_settings.HASH_KEY or settings.SECRET_KEY
    salt = f"wagtail_mentoring.{purpose}"
    data = value.encode("utf-8", "replace")
    return salted_hmac(salt, data, secret=secret, algorithm="sha256").hexdigest()


def email_key(email: str) -> str:
    """The hash of an e-mail address, the same for every way of writing its case and its host."""
    email = _with_plain_host(email.strip().lower())
    return hash_key(email, "email") if email else ""


def _with_plain_host(email: str) -> str:
    """Mail to a host written with wide or invisible letters goes to the host without them."""
    box, at, host = email.rpartition("@")
    if len(host) > LONGEST_HOST:
        return email
    try:
        return f"{box}{at}{host.encode('idna').decode('idna')}"
    except UnicodeError:
        return email


def text_hash(text: str) -> str:
    """The hash by which a text sent twice is recognised."""
    return hash_key(text, "text")


def network_key(address: str) -> str:
    """The hash of a network address; of IPv6 the first 64 bits, which one household shares.

    What is no address, as one with a port behind it, is as good as none: it would be another
    network with each request.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return hash_key(UNKNOWN_ADDRESS, "ip")
    if parsed.version == 6:
        mapped = parsed.ipv4_mapped
        address = str(mapped or ipaddress.ip_network((int(parsed), 64), strict=False))
    else:
        address = str(parsed)
    return hash_key(address, "ip")


def network_of(request: HttpRequest) -> str:
    """The hash of the network that a request came from."""
    return network_key(client_ip(request))


def account_name(user: Any) -> str:
    """The full name of an account, never its login name; empty if it has none."""
    get_full_name = getattr(user, "get_full_name", None)
    return " ".join(str(get_full_name() or "").split())[:80] if get_full_name else ""


def account_email(user: Any) -> str:
    """The e-mail address of an account; empty if it has none."""
    field = getattr(user, "get_email_field_name", None)
    return str(getattr(user, field(), "") or "")[:254] if field else ""


def staff_accounts() -> Any:
    """The accounts that may enter the Wagtail admin."""
    may_enter = Permission.objects.filter(
        codename="access_admin", content_type__app_label="wagtailadmin"
    )
    granted = Q(groups__permissions__in=may_enter) | Q(user_permissions__in=may_enter)
    accounts = get_user_model()._default_manager
    return accounts.filter(granted | Q(is_superuser=True), is_active=True)


def signed_in(request: HttpRequest) -> Any:
    """The account behind a request, or None. Makes the answer vary by cookie."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
