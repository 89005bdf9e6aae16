"""The only place that looks at the versions of Wagtail and Django."""

from __future__ import annotations

from typing import Any

from django import VERSION as DJANGO_VERSION
from django.apps import apps
from django.conf import settings
from django.core import mail
from wagtail import VERSION as WAGTAIL_VERSION


def get_page_model_name() -> str:
    """The base page model as ``"app.Model"``; a site may swap it since Wagtail 8.0."""
    return getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page")


def get_page_model() -> Any:
    """The base page model itself."""
    return apps.get_model(get_page_model_name(), require_ready=False)


def page_model_is_swapped() -> bool:
    """Whether the site has its own base page model."""
    return get_page_model_name() != "wagtailcore.Page"


def register_permission_policy(model: Any, policy: Any) -> None:
    """Tell Wagtail 8.0 and later which policy guards ``model``; earlier ones ask the view."""
    if WAGTAIL_VERSION >= (8, 0):
        from wagtail.permissions import register_permission_policy as register

        register(model, policy)


def get_mail_connection(timeout: int) -> Any:
    """A connection to the mail server that gives up after ``timeout`` seconds."""
    connection = mail.mailers.default if DJANGO_VERSION >= (6, 1) else mail.get_connection()
    if hasattr(connection, "timeout"):  # the file and console backends have none
        connection.timeout = timeout
    return connection
