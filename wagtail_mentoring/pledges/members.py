"""Members whose address the site answers for: they need not confirm it."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.submissions import identity


def nobody(user: Any) -> bool:
    """The default: no address is taken as proven."""
    return False


def is_vouched(user: Any, email: str) -> bool:
    """Whether ``email`` is the address of this member's account, and the site answers for it."""
    is_own = user is not None and identity.email_key(email) == identity.email_key(
        identity.account_email(user)
    )
    return is_own and bool(email) and bool(import_string(app_settings.VOUCH_FOR_MEMBER)(user))
