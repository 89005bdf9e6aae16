"""Which kinds of e-mail there are, and how the content of each is made."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template import Context, Engine, TemplateDoesNotExist
from django.utils import translation
from django.utils.functional import lazy
from django.utils.text import capfirst

from wagtail_mentoring.mail import wording
from wagtail_mentoring.text import single_line


@dataclass(frozen=True)
class MailContent:
    """An e-mail, ready to be sent to whom its row says."""

    subject: str
    body: str
    html: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    sender_name: str = ""


Loader = Callable[[int], "MailContent | None"]
Example = Callable[[str], "MailContent"]


@dataclass(frozen=True)
class Kind:
    """A kind of mail. One with an example is offered to editors, who may change its words."""

    load: Loader
    title: Any = ""
    example: Example | None = None


_kinds: dict[str, Kind] = {}

filled: Any = lazy(operator.mod, str)
"""``filled(_("%(name)s answered you"), {"name": …})`` is translated when the mail is, and not when
it is written down, as with ``%``."""


def register(kind: str, load: Loader, *, title: Any = "", example: Example | None = None) -> None:
    """Tell how mail of a kind is made; call it from ``AppConfig.ready()``.

    ``load(object_id)`` is called at the moment of sending. It returns None when the mail has lost
    its meaning; the mail is then skipped. ``example(language)`` makes one about invented people,
    for editors who change the wording; ``title`` says what the mail is, as lists show it.
    """
    _kinds[kind] = Kind(load, title, example)


def editable() -> dict[str, Kind]:
    """The kinds whose wording editors may change."""
    return {name: kind for name, kind in _kinds.items() if kind.example}


def unregister(kind: str) -> None:
    """Forget a kind, as tests do."""
    _kinds.pop(kind, None)


def is_registered(kind: str) -> bool:
    return kind in _kinds


def title_of(kind: str) -> str:
    """What mail of a kind is; one without a title, or no longer known, goes by its name."""
    known = _kinds.get(kind)
    return (str(known.title) if known else "") or capfirst(kind.replace("_", " "))


def load(kind: str, object_id: int) -> MailContent | None:
    """The content of one mail as things stand now."""
    try:
        loader = _kinds[kind].load
    except KeyError:
        raise LookupError(f"No kind of mail is registered as {kind!r}.") from None
    return loader(object_id)


def example(kind: str, language: str) -> MailContent:
    """An example of a kind that editors may change."""
    make = _kinds[kind].example
    assert make is not None
    return make(language)


def render(
    template_base: str,
    context: Mapping[str, Any],
    *,
    subject: str,
    reply_to: str,
    language: str,
    headers: Mapping[str, str] | None = None,
    sender_name: str = "",
    placeholders: Mapping[str, str] | None = None,
) -> MailContent:
    """Content from the templates ``wagtail_mentoring/mail/<template_base>.txt`` and ``.html``.

    The latter may be missing. Everything is put into ``language``, or into the site's own;
    ``subject`` may be a lazy translation, with values by :data:`filled`. The text part is not
    escaped: it is not HTML. An editor's wording for the kind of the same name replaces subject,
    opening and sign-off; ``placeholders`` may stand in it, as ``{site}``.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        words = wording.find(template_base, translation.get_language(), placeholders or {})
        name = f"wagtail_mentoring/mail/{template_base}"
        values = {
            "language": translation.get_language(),
            **context,
            "wording": words,
            "subject": single_line(words.subject or str(subject)),
        }
        engine = Engine.get_default()
        body = engine.get_template(f"{name}.txt").render(Context(values, autoescape=False))
        try:
            html = str(engine.get_template(f"{name}.html").render(Context(values)))
        except TemplateDoesNotExist:
            html = ""
    return MailContent(
        subject=values["subject"],
        body=body.strip() + "\n",
        html=html.strip(),
        reply_to=reply_to,
        headers=headers or {},
        language=language,
        sender_name=sender_name,
    )
