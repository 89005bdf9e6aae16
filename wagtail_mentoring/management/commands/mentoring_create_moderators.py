"""Makes a group of moderators; nothing else does without being asked."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from wagtail_mentoring.sitesettings.rights import create_moderators


class Command(BaseCommand):
    help = (
        "Makes a group whose members publish, edit and remove reader comments and pledges, but see"
        " no e-mail addresses. People are added to it in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="Moderators of reader comments")
        parser.add_argument(
            "--site",
            action="append",
            default=[],
            metavar="HOST[:PORT]",
            help="a site they look after; may be given several times; all sites if left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_unfit(options["name"])
        sites = [_find(address) for address in options["site"]]
        if create_moderators(options["name"], sites) is None:
            raise CommandError(f"There is a group {options['name']!r} already.")
        self.stdout.write(f"Made the group {options['name']!r}.")


def _refuse_unfit(name: str) -> None:
    try:
        Group(name=name).clean_fields()
    except ValidationError as error:
        raise CommandError(f"--name: {' '.join(error.messages)}") from error


def _find(address: str) -> Site:
    host, _colon, port = address.partition(":")
    sites = Site.objects.filter(hostname=host)
    if port:
        sites = sites.filter(port=int(port)) if port.isdecimal() else sites.none()
    if sites.count() != 1:
        known = ", ".join(f"{site.hostname}:{site.port}" for site in Site.objects.all())
        raise CommandError(f"--site {address!r} names no single site; there are {known}.")
    return sites.get()
