"""Who may do what in the Wagtail admin, and on which sites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.base import BaseDjangoAuthPermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy

from wagtail_mentoring.compat import register_permission_policy

SEE_PERSONAL_DATA = "wagtail_mentoring.see_personal_data"
HANDLE_PERSONS = "wagtail_mentoring.handle_persons"
OUTGOING_MAIL = "wagtail_mentoring.OutgoingMail"
MODERATOR_PERMISSIONS = (
    "wagtail_mentoring.moderate_readercomment",
    "wagtail_mentoring.moderate_pledge",
)


class ModerationPolicy(SitePermissionPolicy):
    """For what visitors wrote: nobody adds or deletes it in the admin.

    "moderate" is to publish and to file as spam, "remove" to take off, "edit" to change the words.
    Who may do any of these may also view. A group has a right either everywhere, as an ordinary
    permission, or on some sites, as with Wagtail's own settings. What belongs to no site any more
    is left to those who have the right everywhere.
    """

    ACTIONS = frozenset({"view", "moderate", "edit", "remove"})

    def __init__(self, guarded: str, auth_model: str | None = None) -> None:
        # By their names: the classes, which Wagtail's own method wants, are not there yet. To
        # Wagtail the policy is that of the model with the permissions: before 8.0 it asks for
        # those of the guarded one where there is another.
        BaseDjangoAuthPermissionPolicy.__init__(self, auth_model or guarded)
        self.guarded = guarded
        self.site_field_name, self.site_fk_field_name = "site", "site_id"

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        granting = self._granting(actions)
        return bool(granting) and super().user_has_any_permission(user, granting)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        granting = self._granting(actions)
        has_any = super().user_has_any_permission_for_instance
        return bool(granting) and has_any(user, granting, instance)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        granting = self._granting(actions)
        users = super().users_with_any_permission(granting).distinct()
        return users if granting else users.none()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any
    ) -> QuerySet:
        granting = self._granting(actions)
        users = super().users_with_any_permission_for_instance(granting, instance).distinct()
        return users if granting else users.none()

    def sites_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Site]:
        granting = self._granting(actions)
        sites = super().sites_user_has_any_permission_for
        return sites(user, granting) if granting else Site.objects.none()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        """Wagtail's own would hide from everybody what belongs to no site any more."""
        everything: QuerySet = apps.get_model(self.guarded)._default_manager.all()
        if self.has_everywhere(user, actions):
            return everything
        return everything.filter(site__in=self.sites_user_has_any_permission_for(user, actions))

    def has_everywhere(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether ``user`` may do one of these on every site."""
        names = (
            f"{self.app_label}.{action}_{self.model_name}" for action in self._granting(actions)
        )
        return any(user.has_perm(name) for name in names)

    def _granting(self, actions: Iterable[str]) -> set[str]:
        """The actions whose permissions also give one of these."""
        wanted = self.ACTIONS.intersection(actions)
        return set(self.ACTIONS if "view" in wanted else wanted)


class OutgoingMailPolicy(ModelPermissionPolicy):
    """The outbox is read, and what failed is tried again ("change"). Moderators may do both.

    Mail belongs to no site: moderators of single sites do not see it.
    """

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
discussion_policy = ModerationPolicy(
    "wagtail_mentoring.Discussion", "wagtail_mentoring.ReaderComment"
)
pledge_policy = ModerationPolicy("wagtail_mentoring.Pledge")
story_policy = ModerationPolicy("wagtail_mentoring.Story", "wagtail_mentoring.Pledge")
note_policy = ModerationPolicy("wagtail_mentoring.MentorNote", "wagtail_mentoring.Pledge")
"""Whoever may do something with pledges may do it with their stories and the mentors' notes."""
mail_policy = OutgoingMailPolicy(OUTGOING_MAIL)


def may_see_personal_data(user: Any, submission: Any = None) -> bool:
    """Whether e-mail addresses and full names of visitors may be shown to ``user``.

    Without a ``submission``: those of every site.
    """
    if user.has_perm(SEE_PERSONAL_DATA):
        return True
    return submission is not None and submission.site_id in _sites_with_personal_data(user)


def _sites_with_personal_data(user: Any) -> set[Any]:
    of_ours = ContentType.objects.get_for_model(comment_policy.model).pk
    codename = SEE_PERSONAL_DATA.partition(".")[2]
    return {
        given.site_id
        for given in comment_policy.get_cached_permissions_for_user(user)
        if (given.permission.content_type_id, given.permission.codename) == (of_ours, codename)
    }


def register_policies() -> None:
    """Tell Wagtail which policy guards which model; called once, from ``AppConfig.ready()``."""
    submissions = (comment_policy, pledge_policy, story_policy, note_policy)
    for policy in (*submissions, discussion_policy):
        register_permission_policy(apps.get_model(policy.guarded), policy)
    register_permission_policy(apps.get_model(OUTGOING_MAIL), mail_policy)
