"""``make demo``: prepares the example site, says where everything is, and serves it."""

from __future__ import annotations

import socket
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from example_site.demo.people import LOGINS

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Prepares the example site, loads its content once, and serves it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="only prepare, do not serve")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not no_serve:
            refuse_taken_port(port)
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0)
        set_address(port)
        call_command("load_demo", stdout=self.stdout)
        call_command("mentoring_run_due", "--json", stdout=StringIO())
        self.stdout.write(signpost(port))
        if not no_serve:
            # With DEBUG off, as on a real site, --insecure lets Django serve the static files.
            call_command("runserver", f"{HOST}:{port}", use_reloader=False, insecure_serving=True)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another: make demo PORT=8001"
            ) from None


def set_address(port: int) -> None:
    """Links in e-mail lead to the port that is served, those into the admin, too."""
    Site.objects.filter(is_default_site=True).update(hostname=HOST, port=port)
    Site.clear_site_root_paths_cache()
    settings.WAGTAILADMIN_BASE_URL = f"http://{HOST}:{port}"
    settings.DEMO_ADDRESS_FILE.write_text(settings.WAGTAILADMIN_BASE_URL)


def signpost(port: int) -> str:
    logins = "\n".join(f"    {who.username:<14} {who.password}" for who in LOGINS)
    return f"""
  The site       http://{HOST}:{port}/
  Wagtail admin  http://{HOST}:{port}/admin/
  Its logins
{logins}
  Mail lands in  {settings.EMAIL_FILE_PATH}
  or read it at  http://{HOST}:{port}/demo-inbox/
  Everything is kept in {settings.EMAIL_FILE_PATH.parent}; delete that folder to start afresh.
"""
