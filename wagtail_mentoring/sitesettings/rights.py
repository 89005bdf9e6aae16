"""Groups that may moderate: made on request, and given rights on single sites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import GroupSitePermission, Site

MODERATORS = (
    "moderate_readercomment",
    "edit_readercomment",
    "remove_readercomment",
    "moderate_pledge",
    "edit_pledge",
    "remove_pledge",
)
PER_SITE = ("view_readercomment", "view_pledge", *MODERATORS, "see_personal_data")


def rights(codenames: Iterable[str]) -> QuerySet[Permission]:
    """Permissions of ours by their codenames."""
    ours = Permission.objects.filter(content_type__app_label="wagtail_mentoring")
    return ours.filter(codename__in=codenames).order_by("content_type__model", "pk")


def create_moderators(name: str, sites: Iterable[Site] = (), *, user: Any = None) -> Group | None:
    """A group that moderates on these sites, or on all; None if the name is taken.

    Its members do not see e-mail addresses: that is another right, given on its own.
    """
    with transaction.atomic():
        group, is_new = Group.objects.get_or_create(name=name)
        if not is_new:
            return None
        enter = Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        )
        group.permissions.add(enter)
        chosen = list(sites)
        granted = list(rights(MODERATORS))
        if not chosen:
            group.permissions.add(*granted)
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=group, site=site, permission=permission)
            for site in chosen
            for permission in granted
        )
        log(group, "wagtail.create", user=user)
    return group


class SiteRightsForm(forms.Form):
    """What a group may do on single sites: a panel of Wagtail's page for groups."""

    template_name = "wagtail_mentoring/admin/site_rights.html"

    def __init__(self, *args: Any, instance: Group | None = None, **kwargs: Any) -> None:
        kwargs["prefix"] = "mentoring_rights"
        super().__init__(*args, **kwargs)
        self.group = instance
        given = self._given()
        sites = list(Site.objects.order_by("-is_default_site", "site_name", "hostname"))
        for site in sites if len(sites) > 1 or given else []:
            self.fields[self._field(site.pk)] = forms.ModelMultipleChoiceField(
                queryset=rights(PER_SITE),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=str(site),
                initial=[permission for key, permission in given if key == site.pk],
            )

    def as_admin_panel(self) -> str:
        """Nothing where there is one site only: there the ordinary permissions say it all."""
        if not self.fields:
            return ""
        context = {"heading": _("Mentoring on single sites"), "form": self}
        return render_to_string(self.template_name, context)

    def save(self) -> None:
        given = self._given()
        wanted = {
            (site.pk, permission.pk)
            for site in Site.objects.all()
            for permission in self.cleaned_data.get(self._field(site.pk), ())
        }
        for site_id, permission_id in given - wanted:
            self._rows().filter(site=site_id, permission=permission_id).delete()
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=self.group, site_id=site_id, permission_id=permission_id)
            for site_id, permission_id in wanted - given
        )

    def _rows(self) -> QuerySet[GroupSitePermission]:
        return GroupSitePermission.objects.filter(group=self.group, permission__in=rights(PER_SITE))

    def _given(self) -> set[tuple[Any, Any]]:
        """Pairs of site and permission."""
        if self.group is None or self.group.pk is None:
            return set()
        return set(self._rows().values_list("site_id", "permission_id"))

    @staticmethod
    def _field(site_id: Any) -> str:
        return f"site_{site_id}"
