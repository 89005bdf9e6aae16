"""The one ``WAGTAIL_MENTORING`` setting: a dictionary with typed defaults.

Read values as attributes of :data:`app_settings`::

    from wagtail_mentoring.conf import app_settings
    app_settings.COMMENT_MAX_LENGTH
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

SETTING_NAME = "WAGTAIL_MENTORING"


_LAYERS = (
    *("Decoy", "TicketAge", "Untouched", "KnownPerson", "Newcomer", "Rate", "Repeat", "Rules"),
    *("LinkCount", "Contact", "Disguise", "Markup", "Name", "UnkindWords", "Classifier"),
)
DEFAULT_SPAM_FILTERS: list[dict[str, Any]] = [
    {"NAME": f"wagtail_mentoring.spam.filters.{layer}Filter"} for layer in _LAYERS
]
"""For settings that add a filter: ``[*DEFAULT_SPAM_FILTERS, {"NAME": …}]``."""


@dataclass(frozen=True)
class Defaults:
    """Every key of ``WAGTAIL_MENTORING`` with its type and default."""

    HTML_CLEANER: str = "bleach"
    """What parses visitors' HTML: ``"bleach"``, or ``"nh3"``, which is faster and still maintained.

    The latter needs the extra: ``pip install "wagtail-mentoring[nh3]"``.
    """

    SPAM_FILTERS: list[dict[str, Any]] = field(default_factory=DEFAULT_SPAM_FILTERS.copy)
    """Spam filters in order, each ``{"NAME": dotted path, "OPTIONS": {…}}``.

    All of them judge every message; their points add up.
    """

    COMMENT_MAX_LENGTH: int = 5000
    """Longest comment in characters; a longer one is refused with a message next to the field."""

    TICKET_MAX_AGE: int = 86_400
    """Seconds a form ticket is good for; after that the form is shown once more."""

    HASH_KEY: str = ""
    """Key for the hashes that stand for e-mail and network addresses; empty: from ``SECRET_KEY``.

    Set it, and a change of ``SECRET_KEY`` leaves known readers known.
    """

    CLIENT_IP: str = "wagtail_mentoring.submissions.identity.remote_addr"
    """Dotted path of ``f(request) -> str`` that tells a visitor's network address."""

    PURGE_WITH_COMMENTS: list[str] = field(default_factory=lambda: ["/"])
    """Paths on each site that show responses or their number, like a home page with the latest.

    They are purged from a front-end cache along with the page that was responded to, its parent
    and the feeds. ``{page}`` stands for the number of that page, as the API has it.
    """

    LOGIN_URL: str = ""
    """Address of the page where readers sign in, to which ``?next=`` is added; empty: no link."""

    DELIVER_MAIL: bool = True
    """``False`` keeps all mail in the outbox, as a copy of a live site should."""

    MAIL_TIMEOUT: int = 5
    """Seconds to wait for an answer of the mail server; the mail then stays in the outbox."""

    POSTS_PER_NETWORK_PER_HOUR: int = 240
    """Posts from one network address within an hour before it has to wait."""

    PLEDGES_PER_ROUND_PER_HOUR: int = 500
    """Posts to one round's form within an hour, from wherever they come."""

    PLEDGE_KINDS: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The site's own words for kinds of giving back, as ``{"knowledge": {"label": "Teach us"}}``.

    Each may have ``label``, ``hint`` and ``example``; the keys stay, since statistics rest on them.
    """

    VOUCH_FOR_MEMBER: str = "wagtail_mentoring.pledges.members.nobody"
    """Dotted path of ``f(user) -> bool``: whether the e-mail address of this account is proven.

    Such a member's pledge needs no confirmation by e-mail.
    """

    IMPORT_PAGE_TYPES: dict[str, str] = field(default_factory=dict)
    """Page types for what is imported from WordPress, where several are allowed: type of post to
    ``"app.Model"``, as ``{"post": "blog.Article", "page": "blog.Guide"}``; ``""`` is for any type.
    """

    CONFIRM_MAILS_PER_ADDRESS: int = 3
    """Confirmation mails ever sent to an address that never confirmed."""


class AppSettings:
    """Attribute access to the setting, falling back to :class:`Defaults`."""

    def __init__(self) -> None:
        self._values: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._values is None:
            defaults = Defaults()
            self._values = {f.name: getattr(defaults, f.name) for f in fields(Defaults)}
            self._values.update(getattr(settings, SETTING_NAME, None) or {})
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"{SETTING_NAME} has no key {name!r}.") from None

    def reload(self, *, setting: str, **kwargs: Any) -> None:
        """Forget what was read when a test changes the setting."""
        if setting == SETTING_NAME:
            self._values = None


app_settings = AppSettings()
setting_changed.connect(app_settings.reload)
