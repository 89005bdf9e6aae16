"""The inbox of the demo: the e-mail it "sent", readable in the browser."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NEWEST = 30


def read_mail(path: Path) -> dict[str, Any]:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    text = message.get_body(("plain", "html"))
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "date": message["Date"].datetime if message["Date"] else None,
        "text": text.get_content() if text else "",
    }


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest messages first; a real site sends them and has no such page."""
    folder = Path(settings.EMAIL_FILE_PATH)
    newest = sorted(folder.glob("*.eml"), reverse=True)[:NEWEST]
    context = {"messages_sent": [read_mail(path) for path in newest], "folder": folder}
    return render(request, "demo/inbox.html", context)
