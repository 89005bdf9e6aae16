"""Erases all that is kept of a person."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wagtail_mentoring.privacy.forms import valid_address
from wagtail_mentoring.privacy.operations import erase_person
from wagtail_mentoring.privacy.person import Person


class Command(BaseCommand):
    help = (
        "Erases everything that is kept under an e-mail address: comments, subscriptions, pledges,"
        " stories, notes, mails, mentors, and their traces in the audit log. It cannot be undone."
        " User accounts are left to the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--keep-text", action="store_true", help="leave the words of comments, under no name"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count what there is")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        email = valid_address(options["email"])
        if options["dry_run"]:
            counts = Person(email).counts()
        else:
            counts = erase_person(email, keep_text=options["keep_text"])
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        word = "Would erase" if options["dry_run"] else "Erased"
        found = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        self.stdout.write(f"{word}: {found or 'nothing is kept under this address'}.")
