"""Who may do what in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from wagtail_mentoring.compat import register_permission_policy

SEE_PERSONAL_DATA = "wagtail_mentoring.see_personal_data"
MODERATOR_PERMISSIONS = (
    "wagtail_mentoring.moderate_readercomment",
    "wagtail_mentoring.moderate_pledge",
)


class ModerationPolicy(ModelPermissionPolicy):
    """For what visitors wrote: nobody adds or deletes it in the admin.

    "moderate" is to publish and to file as spam, "remove" to take off, "edit" to change the words.
    Who may do any of these may also view.
    """

    ACTIONS = frozenset({"view", "moderate", "edit", "remove"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return any(
            super(ModerationPolicy, self).user_has_permission(user, granted)
            for granted in self._granted_by(action)
        )

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        granting = {granted for action in actions for granted in self._granted_by(action)}
        return super().users_with_any_permission(granting)

    def _granted_by(self, action: str) -> tuple[str, ...]:
        if action == "view":
            return tuple(self.ACTIONS)
        return (action,) if action in self.ACTIONS else ()


class OutgoingMailPolicy(ModelPermissionPolicy):
    """The outbox is read, and what failed is tried again ("change"). Moderators may do both."""

    ACTIONS = frozenset({"view", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action not in self.ACTIONS:
            return False
        has_permission = super().user_has_permission
        return (
            any(user.has_perm(permission) for permission in MODERATOR_PERMISSIONS)
            or has_permission(user, action)
            or (action == "view" and has_permission(user, "change"))
        )


comment_policy = ModerationPolicy("wagtail_mentoring.ReaderComment")
pledge_policy = ModerationPolicy("wagtail_mentoring.Pledge")
mail_policy = OutgoingMailPolicy("wagtail_mentoring.OutgoingMail")


def may_see_personal_data(user: Any, submission: Any = None) -> bool:
    """Whether e-mail addresses and full names of visitors may be shown to ``user``."""
    return user.has_perm(SEE_PERSONAL_DATA)


def register_policies() -> None:
    """Tell Wagtail which policy guards which model; called once, from ``AppConfig.ready()``."""
    for policy in (comment_policy, pledge_policy, mail_policy):
        register_permission_policy(apps.get_model(policy._model_or_name), policy)
