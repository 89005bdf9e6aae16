"""Logins, and what their groups may do beyond writing pages."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from example_site.demo.people import LOGINS

RIGHTS = {
    "Editors": ("add_author", "change_author"),
    "Comment moderators": (
        "access_admin",
        "moderate_readercomment",
        "edit_readercomment",
        "remove_readercomment",
        "moderate_pledge",
        "remove_pledge",
        "see_personal_data",
        "add_mentor",
        "change_mentor",
        "add_pledgeround",
        "change_pledgeround",
        "change_mentoringsettings",
    ),
}


def load() -> None:
    for name, rights in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(codename__in=rights))
    for login in LOGINS:
        user = get_user_model().objects.create_user(
            login.username,
            login.email,
            login.password,
            first_name=login.first_name,
            last_name=login.last_name,
            is_staff=login.superuser,
            is_superuser=login.superuser,
        )
        user.groups.set(Group.objects.filter(name__in=login.groups))
