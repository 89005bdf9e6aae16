"""People with every mix of rights, one thing of each kind, and a look at the whole database."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import GroupSitePermission, Site

from tests.conftest import user_with
from tests.factories import (
    AuthorFactory,
    DiscussionFactory,
    MentorContactFactory,
    PledgeFactory,
    ReaderCommentFactory,
    StoryFactory,
    UserFactory,
    as_base_page,
)
from wagtail_mentoring.articles.models import Category
from wagtail_mentoring.comments.paths import path_below
from wagtail_mentoring.mail.models import MailWording, OutgoingMail
from wagtail_mentoring.permissions import comment_policy
from wagtail_mentoring.pledges.models import MentorNote, Pledge
from wagtail_mentoring.spam.models import SpamRule

MODERATION = (
    *("moderate_readercomment", "edit_readercomment", "remove_readercomment"),
    *("moderate_pledge", "edit_pledge", "remove_pledge", "see_personal_data"),
)
MOVES_WITH_EVERY_VISIT = {
    *("sessions.Session", "contenttypes.ContentType", "auth.Permission"),
    "wagtailadmin.EditingSession",  # Wagtail's own: who else has the editor open
}


@pytest.fixture
def other_site(site):
    return Site.objects.create(hostname="other.example", root_page=site.root_page)


@pytest.fixture
def roles(site, other_site):
    """``anonymous`` is nobody; the two moderators have the same rights, each on one site."""

    def moderator_of(where: Site, username: str) -> Any:
        user = user_with(username=username)
        ours = comment_policy.model._meta.app_label
        rights = user.groups.get().permissions.model.objects.filter(
            content_type__app_label=ours, codename__in=MODERATION
        )
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=user.groups.get(), site=where, permission=right)
            for right in rights
        )
        return user

    return {
        "anonymous": None,
        "editor": user_with(username="editor"),
        "viewer": user_with("view_readercomment", "view_pledge", username="viewer"),
        "elsewhere": moderator_of(other_site, "elsewhere"),
        "moderator": moderator_of(site, "moderator-here"),
        "superuser": UserFactory(username="superuser", is_staff=True, is_superuser=True),
    }


@pytest.fixture
def things(site, article):
    """One of each kind, all on the default site, by the name of its model."""
    discussion = DiscussionFactory(page=as_base_page(article), page_title="Giving back", site=site)
    detached = DiscussionFactory(page=None, page_title="Deleted", site=site)
    comment = ReaderCommentFactory(discussion=discussion, site=site)
    comment.path = path_below("", comment.pk)
    comment.save()
    contact = MentorContactFactory()
    pledge = PledgeFactory(
        site=site,
        mentor=contact.mentor,
        progress=Pledge.Progress.FINISHED,
        outcome=Pledge.Outcome.DONE,
        confirmed_at=timezone.now(),
        finished_at=timezone.now(),
        wall_consent_at=timezone.now(),
    )
    note = MentorNote.objects.create(
        pledge=pledge, site=site, name="Ines", text="How kind.", is_shareable=True
    )
    return {
        "article": article,
        "site": site,
        "discussion": detached,
        "readercomment": comment,
        "pledge": pledge,
        "open pledge": PledgeFactory(
            site=site, round=pledge.round, progress=Pledge.Progress.OPEN, text="Write to Ines."
        ),
        "story": StoryFactory(pledge=pledge, site=site),
        "mentornote": note,
        "pledgeround": pledge.round,
        "mentor": contact.mentor,
        "author": AuthorFactory(),
        "category": Category.objects.create(name="Thanks", slug="thanks"),
        "mailwording": MailWording.objects.create(kind="pledge_confirm", opening="Hello"),
        "spamrule": SpamRule.objects.create(kind="email", pattern="pest@mail.example"),
        "outgoingmail": OutgoingMail.objects.create(
            kind="pledge_receipt", object_id=pledge.pk, address="a@mail.example", state="failed"
        ),
    }


def whole_database() -> dict[str, str]:
    """A fingerprint of each table, but of those that a mere visit may touch."""
    return {
        model._meta.label: hashlib.sha256(
            repr(list(model._base_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in MOVES_WITH_EVERY_VISIT and not model._meta.swapped
    }


def changed_tables(before: dict[str, str]) -> list[str]:
    after = whole_database()
    return [label for label in after if after[label] != before[label]]
