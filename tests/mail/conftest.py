import socket

import django
import pytest
from aiosmtpd.controller import Controller

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.registry import MailContent


@pytest.fixture
def kind():
    """A kind of mail; set ``kind.content`` to what it should say, None, or an error to raise."""

    class Kind:
        name = "test_mail"
        content = MailContent("Hello", "A word.\n", reply_to="people@site.example")
        loaded: list[int] = []

        def load(self, object_id):
            self.loaded.append(object_id)
            if isinstance(self.content, Exception):
                raise self.content
            return self.content

    kind = Kind()
    kind.loaded = []
    registry.register(kind.name, kind.load)
    yield kind
    registry.unregister(kind.name)


class Inbox:
    """An SMTP handler that keeps what it accepts; ``answer`` is what it says to a message."""

    def __init__(self):
        self.envelopes = []
        self.answer = "250 OK"
        self.recipient_answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def smtp_settings(port):
    if django.VERSION >= (6, 1):
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": "127.0.0.1", "port": port}
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
    }


def point_mail_at(settings, port):
    for name, value in smtp_settings(port).items():
        setattr(settings, name, value)


@pytest.fixture
def smtp(settings):
    """A real mail server on this machine, to which Django sends."""
    inbox = Inbox()
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    point_mail_at(settings, port)
    yield inbox
    controller.stop()


@pytest.fixture
def silent_smtp(settings):
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        point_mail_at(settings, server.getsockname()[1])
        yield server


@pytest.fixture
def no_smtp(settings):
    """A port on which nobody listens."""
    point_mail_at(settings, free_port())
