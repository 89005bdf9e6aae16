"""Erasing and handing out reach every column that can hold something of a person.

A new model or column fails the first test until somebody has said here what it is.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.log_actions import log

from tests.factories import ReaderCommentFactory
from tests.privacy.conftest import ADA
from wagtail_mentoring.comments.models import ReaderComment, ReaderReport
from wagtail_mentoring.pledges.models import (
    ConsentRecord,
    MentorContact,
    MentorNote,
    Pledge,
    Story,
)
from wagtail_mentoring.privacy.operations import erase_person
from wagtail_mentoring.privacy.person import SECRET, Person
from wagtail_mentoring.spam.models import Judgement, SpamRule
from wagtail_mentoring.submissions.models import Reader

SUBMISSION = {
    *("name", "email", "email_key", "user", "text", "text_hash", "ip_key", "user_agent"),
    *("nonce", "verdict"),
}
PERSONAL: dict[str, set[str]] = {
    "ReaderComment": SUBMISSION | {"body_html", "website"},
    "Pledge": SUBMISSION | {"plan", "thanks", "mentor_name"},
    "Story": SUBMISSION,
    "MentorNote": SUBMISSION,
    "Reader": {"email_key", "name", "email"},
    "ReaderReport": {"text", "user", "ip_key"},
    "Mentor": {"name", "slug", "role", "biography"},
    "MentorContact": {"email", "email_key"},
    "ConsentRecord": {"email_key"},
    "OutgoingMail": {"address"},
    "SpamRule": {"pattern", "note"},
    "Judgement": {"sender", "hosts"},
}
"""What can tell who somebody is, or is theirs."""

CODES = {
    *("state", "previous_state", "language", "kind", "path", "thread", "arrived", "progress"),
    *("erased_from", "outcome", "shown_as", "mentor_sees", "consent", "rhythm", "reason"),
    *("purpose", "wording", "last_error", "message_id", "action", "public_id", "event"),
    *("human", "human_before", "learnt", "codes", "fingerprint", "features", "told", "nonce"),
}
"""Words of the program's own, random numbers, and hashes of single words."""

NOT_OF_VISITORS = {
    *("MentoringSettings", "Discussion", "Author", "Category", "MailWording", "PledgeRound"),
    *("Talent", "CronRun", "ImportRun", "ImportedItem", "DailyCount", "LearnedLayer"),
    *("PledgeEvent", "Feedback", "ArticleIndexPage", "ArticlePage", "GiveBackPage"),
    "RateCount",  # hashed network addresses, for an hour
    *("ModeratorPreference", "ModeratorNotice"),  # an account's own, deleted with it
}
"""What editors write, and numbers."""


def telling_columns(model: Any) -> set[str]:
    """Columns that can hold words, and those that lead to an account."""
    wordy = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, (*wordy, models.UUIDField))
        or (field.is_relation and field.related_model._meta.label == settings.AUTH_USER_MODEL)
    }


def test_every_column_is_known_to_be_personal_or_not():
    unknown = {}
    for label in ("wagtail_mentoring", "wagtail_mentoring_pages"):
        if not apps.is_installed(label.replace("_pages", ".pages")):
            continue
        for model in apps.get_app_config(label).get_models():
            if model.__name__ in NOT_OF_VISITORS:
                continue
            left = telling_columns(model) - CODES - PERSONAL.get(model.__name__, set())
            if left:
                unknown[model.__name__] = left
    assert unknown == {}


def marked(model: type[models.Model], column: str) -> Any:
    """A value that can be found again, and fits."""
    field: Any = model._meta.get_field(column)
    if isinstance(field, models.JSONField):
        return [f"marker-{column}"] if column == "hosts" else {"reasons": f"marker-{column}"}
    return f"marker-{model.__name__}-{column}"[: field.max_length or 50].lower()


def fill(rows: models.QuerySet, *, but: tuple[str, ...] = ()) -> None:
    """Put a marker into each personal column but those by which a person is found."""
    found_by = {"email", "email_key", "user", "address", "pattern", *but}
    columns = PERSONAL[rows.model.__name__] - found_by
    assert rows.exists()
    rows.update(**{column: marked(rows.model, column) for column in columns})


@pytest.fixture
def marked_person(everything, django_user_model):
    """Ada, in every personal column of every table, and in Wagtail's log."""
    person = Person(ADA)
    (account,) = person.accounts
    others = ReaderCommentFactory(discussion=everything.discussion)
    ReaderReport.objects.create(comment=others, user=account, nonce="n", reason="spam")
    pledge = Pledge.objects.get(email=ADA)
    ConsentRecord.objects.create(
        purpose="wall",
        email_key=pledge.email_key,
        pledge=pledge,
        version=1,
        given=True,
        wording="Yes.",
    )
    for rows in (person.comments, person.pledges, person.stories, person.notes, person.mentors):
        fill(rows.model._default_manager.filter(pk__in=[row.pk for row in rows]))
    fill(person.readers)
    fill(person.reports)
    fill(person.spam_rules)
    fill(Judgement.objects.filter(object_id=everything.pk, kind="comment"))
    ReaderComment.objects.filter(pk=everything.pk).update(user=account)
    for rows in (person.comments, person.pledges, person.mentors, person.spam_rules):
        for row in rows:
            log(row, "wagtail.edit", data={"was": "marker-log"})
    return person


def everything_stored() -> str:
    """All rows of all tables but the site's own accounts, as text."""
    rows = [
        list(model._base_manager.values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label != settings.AUTH_USER_MODEL and not model._meta.swapped
    ]
    return json.dumps(rows, cls=DjangoJSONEncoder, default=str, ensure_ascii=False)


def test_erasing_reaches_every_personal_column(marked_person):
    before = everything_stored()
    for name, columns in PERSONAL.items():
        found_by = {"email", "email_key", "user", "address", "pattern"}
        model = apps.get_model("wagtail_mentoring", name)
        for column in columns - found_by:
            value = marked(model, column)
            text = value if isinstance(value, str) else json.dumps(value)[2:-2].split('"')[-1]
            assert text in before, (name, column)
    key = marked_person.key
    erase_person(ADA)
    left = everything_stored()
    for marker in ("marker-", ADA, key):
        assert marker not in left, left[max(0, left.find(marker) - 300) :][:500]


def test_an_export_tells_every_personal_column(marked_person):
    told = json.dumps(marked_person.export(), cls=DjangoJSONEncoder, default=str)
    for name in ("ReaderComment", "Pledge", "Story", "MentorNote", "Reader", "ReaderReport"):
        model = apps.get_model("wagtail_mentoring", name)
        for column in PERSONAL[name] - SECRET - {"email", "user"}:
            assert column in told
            if isinstance(marked(model, column), str):
                assert marked(model, column) in told, (name, column)


def test_a_person_without_an_account_is_found_by_the_address_alone(site, django_user_model):
    """Nor does an empty address find those whose address is forgotten already."""
    ReaderCommentFactory(site=site, email="", email_key="")
    assert Person("nobody@mail.example").counts() == dict.fromkeys(Person("x@y.example").parts(), 0)


def test_all_rooms_are_reached(db):
    """Each personal model is a part of a person, or hangs on one."""
    hangs_on_another = {MentorContact, Judgement}
    parts = {rows.model for rows in Person(ADA).parts().values()}
    for name in PERSONAL:
        model = apps.get_model("wagtail_mentoring", name)
        assert model in parts | hangs_on_another, name
    assert {Reader, SpamRule, Story, MentorNote} <= parts
