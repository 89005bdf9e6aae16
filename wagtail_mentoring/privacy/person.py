"""Everything that is kept under one e-mail address, across the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import ModelLogEntry

from wagtail_mentoring.comments.models import ReaderComment, ReaderReport, Subscription
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import ConsentRecord, Mentor, MentorNote, Pledge, Story
from wagtail_mentoring.spam.models import Judgement, SpamRule
from wagtail_mentoring.submissions.identity import email_key
from wagtail_mentoring.submissions.models import Reader

SECRET = frozenset({"email_key", "ip_key", "text_hash", "nonce", "public_id", "version"})
"""Columns that tell a person nothing; some of them open doors."""

PARTS = (
    *("comments", "readers", "subscriptions", "pledges", "stories"),
    *("notes", "mentors", "reports", "mails", "consents", "spam_rules"),
)


class Person:
    """What belongs to whoever has this address, or an account with it."""

    def __init__(self, email: str) -> None:
        self.email = email.strip()
        self.key = email_key(self.email)

    @cached_property
    def accounts(self) -> list[Any]:
        """Accounts with this address. They belong to the site: we neither hold nor erase them."""
        model = get_user_model()
        return list(self._under(model._default_manager.all(), model.get_email_field_name()))

    @cached_property
    def _mine(self) -> Q:
        return Q(email_key=self.key) | Q(email__iexact=self.email) | Q(user__in=self.accounts)

    @property
    def comments(self) -> QuerySet[ReaderComment]:
        return ReaderComment.objects.filter(self._mine)

    @property
    def readers(self) -> QuerySet[Reader]:
        return Reader.objects.filter(email_key=self.key)

    @property
    def subscriptions(self) -> QuerySet[Subscription]:
        return Subscription.objects.filter(reader__in=self.readers)

    @property
    def pledges(self) -> QuerySet[Pledge]:
        return Pledge.objects.filter(self._mine).exclude(progress=Pledge.Progress.ERASED)

    @property
    def stories(self) -> QuerySet[Story]:
        return Story.objects.filter(pledge__in=self.pledges)

    @property
    def mentors(self) -> QuerySet[Mentor]:
        return Mentor.objects.filter(contact__email_key=self.key)

    @property
    def notes(self) -> QuerySet[MentorNote]:
        """Written as a mentor, or received from one."""
        return MentorNote.objects.filter(self._mine | Q(pledge__mentor__in=self.mentors))

    @property
    def reports(self) -> QuerySet[ReaderReport]:
        """Of what others wrote, made while signed in; a report asks for no address."""
        return ReaderReport.objects.filter(user__in=self.accounts)

    @property
    def mails(self) -> QuerySet[OutgoingMail]:
        return self._under(OutgoingMail.objects.all(), "address")

    @property
    def consents(self) -> QuerySet[ConsentRecord]:
        return ConsentRecord.objects.filter(email_key=self.key)

    @property
    def spam_rules(self) -> QuerySet[SpamRule]:
        """Moderators' rules about this very address."""
        return self._under(SpamRule.objects.filter(kind=SpamRule.Kind.EMAIL), "pattern")

    @property
    def judgements(self) -> QuerySet[Judgement]:
        """What the spam filter remembers of their messages: hashes, and where they came from."""
        mine = Q(kind="comment", object_id__in=self.comments.values("pk"))
        mine |= Q(kind="pledge", object_id__in=self.pledges.values("pk"))
        mine |= Q(kind="story", object_id__in=self.stories.values("pk"))
        return Judgement.objects.filter(
            mine | Q(kind="note", object_id__in=self.notes.values("pk"))
        )

    def _under(self, rows: QuerySet, field: str) -> QuerySet:
        """Those with the address in a column, however its host is written there."""
        box = self.email.partition("@")[0]
        alike = rows.filter(**{f"{field}__istartswith": f"{box}@"}).values_list("pk", field)
        return rows.filter(pk__in=[pk for pk, each in alike if email_key(each) == self.key])

    def parts(self) -> dict[str, QuerySet]:
        """Everything by its name."""
        return {name: getattr(self, name) for name in PARTS}

    def counts(self) -> dict[str, int]:
        """How much there is of each."""
        return {name: rows.count() for name, rows in self.parts().items()}

    def export(self) -> dict[str, Any]:
        """All of it, ready for JSON, with what was decided about it and when."""
        return {
            "email": self.email,
            "accounts": [account.get_username() for account in self.accounts],
            **{name: [_told(row) for row in rows] for name, rows in self.parts().items()},
            "history": list(self._history()),
        }

    def _history(self) -> Iterator[dict[str, Any]]:
        for name in ("comments", "pledges", "stories", "notes", "mentors"):
            rows = getattr(self, name)
            for entry in log_entries(rows).order_by("timestamp"):
                yield {"of": name, "id": entry.object_id, "action": entry.action} | {
                    "at": entry.timestamp,
                    "data": entry.data,
                }


def log_entries(rows: QuerySet) -> QuerySet[ModelLogEntry]:
    """Entries of Wagtail's audit log about these rows."""
    keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
    of_model = ContentType.objects.get_for_model(rows.model)
    return ModelLogEntry.objects.filter(content_type=of_model, object_id__in=keys)


def _told(row: Any) -> dict[str, Any]:
    """The columns of a row that say something to its owner."""
    told = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in SECRET
    }
    if isinstance(row, ReaderComment):
        told |= {"page_title": row.discussion.page_title, "page_url": row.discussion.page_url}
    if isinstance(row, Mentor):
        told["email"] = row.email
    return {name: value for name, value in told.items() if value not in (None, "", {})}
