"""Which kinds of e-mail there are, and how the content of each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template import Context, Engine, TemplateDoesNotExist
from django.utils import translation

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


Loader = Callable[[int], "MailContent | None"]

_loaders: dict[str, Loader] = {}


def register(kind: str, load: Loader) -> None:
    """Tell how mail of a kind is made; call it from ``AppConfig.ready()``.

    ``load(object_id)`` is called at the moment of sending. It returns None when the mail has lost
    its meaning; the mail is then skipped.
    """
    _loaders[kind] = load


def unregister(kind: str) -> None:
    """Forget a kind, as tests do."""
    _loaders.pop(kind, None)


def is_registered(kind: str) -> bool:
    return kind in _loaders


def load(kind: str, object_id: int) -> MailContent | None:
    """The content of one mail as things stand now."""
    try:
        loader = _loaders[kind]
    except KeyError:
        raise LookupError(f"No kind of mail is registered as {kind!r}.") from None
    return loader(object_id)


def render(
    template_base: str,
    context: Mapping[str, Any],
    *,
    subject: str,
    reply_to: str,
    language: str,
    headers: Mapping[str, str] | None = None,
) -> MailContent:
    """Content from the templates ``wagtail_mentoring/mail/<template_base>.txt`` and ``.html``.

    The latter may be missing. Everything is put into ``language``; ``subject`` may be a lazy
    translation. The text part is not escaped: it is not HTML.
    """
    with translation.override(language or None):
        name = f"wagtail_mentoring/mail/{template_base}"
        values = {
            "language": translation.get_language(),
            **context,
            "subject": single_line(str(subject)),
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
    )
