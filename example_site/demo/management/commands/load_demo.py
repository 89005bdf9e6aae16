"""Loads the demo content, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from example_site.demo.loader import accounts, comments, pages, pledges
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.notices import operations as notices
from wagtail_mentoring.pages.models import ArticleIndexPage
from wagtail_mentoring.pledges import digests


class Command(BaseCommand):
    help = "Loads articles, responses, pledges and logins. Run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if ArticleIndexPage.objects.exists():
            self.stdout.write("The demo content is there already.")
            return
        self.stdout.write("Loading the demo content ...")
        with transaction.atomic():
            accounts.load()
            pages.load_authors()
            pledges.load_rounds()
            pages.load()
            comments.load()
            pledges.load()
            now = timezone.now()
            # It happened in the past: who is told of it by the hour or the weekday has been told.
            notices.run(now)
            digests.run(now)
            OutgoingMail.objects.update(state=OutgoingMail.State.SENT, sent_at=now, address="")
