"""All that is kept of a person, for whoever asks about themselves."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from wagtail_mentoring.privacy.forms import valid_address
from wagtail_mentoring.privacy.person import Person


class Command(BaseCommand):
    help = "Prints as JSON everything that is kept under an e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--json", action="store_true", help="on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person(valid_address(options["email"]))
        indent = None if options["json"] else 2
        text = json.dumps(person.export(), cls=DjangoJSONEncoder, indent=indent, ensure_ascii=False)
        self.stdout.write(text)
