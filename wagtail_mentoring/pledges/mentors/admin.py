"""Mentors in the Wagtail admin: contact data under its own permission, invitations, CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views import snippets

from wagtail_mentoring.pledges.mentors import csv_import
from wagtail_mentoring.pledges.mentors.operations import can_be_invited, invite, set_email
from wagtail_mentoring.pledges.models import Mentor

CONTACT_PERMISSIONS = ("view_mentorcontact", "change_mentorcontact")
CHANGE_CONTACT = "wagtail_mentoring.change_mentorcontact"
NAMESPACE = "mentoring_mentors"


def may_see_contact(user: Any) -> bool:
    return any(user.has_perm(f"wagtail_mentoring.{name}") for name in CONTACT_PERMISSIONS)


def contact_permissions() -> QuerySet[Permission]:
    """For the form in which groups get their permissions."""
    app = Permission.objects.filter(content_type__app_label="wagtail_mentoring")
    return app.filter(codename__in=CONTACT_PERMISSIONS)


class MentorForm(WagtailAdminModelForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Never shown. Nothing is sent there but an invitation, until the mentor agrees."
            " Whoever gets another address has to be asked anew."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "email" in self.fields and self.instance.pk:
            self.fields["email"].initial = self.instance.email

    def save(self, commit: bool = True) -> Any:
        mentor = super().save(commit)
        if commit and "email" in self.fields:
            set_email(mentor, self.cleaned_data["email"], user=self.for_user)
        return mentor


class MentorIndexView(snippets.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        columns = super().columns
        if may_see_contact(self.request.user):
            columns.append(Column("email", label=_("E-mail"), accessor="email"))
        return columns

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if may_import(self.request.user):
            url = reverse(f"{NAMESPACE}:import")
            buttons.append(Button(_("Import from CSV"), url=url, icon_name="upload", priority=40))
        return buttons


class MentorEditView(snippets.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_be_invited(self.object):
            url = reverse(f"{NAMESPACE}:invite", args=[self.object.pk])
            buttons.append(Button(_("Invite by e-mail"), url=url, icon_name="mail", priority=5))
        return buttons


def may_import(user: Any) -> bool:
    needed = ("add_mentor", "change_mentor", "change_mentorcontact")
    return all(user.has_perm(f"wagtail_mentoring.{name}") for name in needed)


def may_invite(user: Any) -> bool:
    return bool(user.has_perm("wagtail_mentoring.change_mentor"))


class MentorAdminView(WagtailAdminTemplateMixin, TemplateView):
    """A page of its own about mentors, for those who may do what it is for."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self, user: Any) -> bool:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        mentors = {"url": reverse(f"{NAMESPACE}:list"), "label": _("Mentors")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, mentors, here]


class InviteView(MentorAdminView):
    """Asks once more, then queues the invitation."""

    template_name = "wagtail_mentoring/admin/invite_mentor.html"
    page_title = gettext_lazy("Invite by e-mail")
    header_icon = "mail"

    def is_allowed(self, user: Any) -> bool:
        return may_invite(user)

    @cached_property
    def mentor(self) -> Mentor:
        mentors = Mentor.objects.select_related("contact")
        return get_object_or_404(mentors, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.mentor.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"mentor": self.mentor, "can_be_invited": can_be_invited(self.mentor)}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if invite(self.mentor, user=request.user):
            messages.success(request, _("%s is invited.") % self.mentor)
        else:
            messages.warning(request, NOT_INVITED % self.mentor)
        return redirect(f"{NAMESPACE}:edit", self.mentor.pk)


NOT_INVITED = gettext_lazy(
    "%s was not invited: there is no address, or they have answered, or they were invited today, or"
    " three times already."
)


class InviteBulkAction(SnippetBulkAction):
    display_name = gettext_lazy("Invite by e-mail")
    action_type = "mentoring_invite"
    aria_label = gettext_lazy("Invite the selected mentors by e-mail")
    template_name = "wagtail_mentoring/admin/invite_mentors.html"
    models = [Mentor]

    def check_perm(self, obj: Mentor) -> bool:
        return may_invite(self.request.user) and can_be_invited(obj)

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Mentor], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        return sum(invite(mentor, user=user) for mentor in objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext(
            "%(count)d mentor is invited.", "%(count)d mentors are invited.", num_parent_objects
        )
        return message % {"count": num_parent_objects}


def what_was_stored(added: int, changed: int) -> str:
    """In two sentences, since either number has a plural of its own."""
    new = ngettext("Added %(count)d mentor.", "Added %(count)d mentors.", added)
    known = ngettext(
        "Brought %(count)d mentor up to date.", "Brought %(count)d mentors up to date.", changed
    )
    return f"{new % {'count': added}} {known % {'count': changed}}"


class ImportView(MentorAdminView):
    """All lines are good and go in, or none does and every mistake is shown with its line."""

    template_name = "wagtail_mentoring/admin/import_mentors.html"
    page_title = gettext_lazy("Import mentors from CSV")
    header_icon = "upload"

    def is_allowed(self, user: Any) -> bool:
        return may_import(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"form": csv_import.FileForm(), "columns": csv_import.COLUMNS}
        return super().get_context_data(**{**own, **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = csv_import.FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.refuse(form=form)
        table = csv_import.read(form.cleaned_data["file"])
        if table.errors:
            return self.refuse(form=form, errors=table.errors)
        added, changed = csv_import.store(table.rows, user=request.user)
        messages.success(request, what_was_stored(added, changed))
        return redirect(f"{NAMESPACE}:list")

    def refuse(self, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=400)


class MentorViewSet(snippets.SnippetViewSet):
    model = Mentor
    icon = "group"
    menu_label = gettext_lazy("Mentors")
    menu_item_is_registered = True
    url_namespace = NAMESPACE
    base_url_path = "mentoring/mentors"
    copy_view_enabled = False
    index_view_class = MentorIndexView
    edit_view_class = MentorEditView
    list_display = [
        "name",
        "role",
        Column("get_consent_display", label=gettext_lazy("Hears from us"), sort_key="consent"),
        BooleanColumn("is_public", label=gettext_lazy("Offered in the form"), sort_key="is_public"),
    ]
    list_filter = ["is_public", "consent"]
    search_fields = ["name", "role"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("role"),
            FieldPanel("photo"),
            FieldPanel("biography"),
            FieldPanel("talents"),
            FieldPanel("is_public"),
            MultiFieldPanel(
                [
                    FieldPanel("email", permission=CHANGE_CONTACT),
                    FieldPanel("language"),
                    FieldPanel("rhythm"),
                ],
                heading=gettext_lazy("How they hear from us"),
            ),
        ],
        base_form_class=MentorForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mentor]:
        return Mentor.objects.select_related("contact")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("import/", ImportView.as_view(), name="import"),
            path("invite/<int:pk>/", InviteView.as_view(), name="invite"),
        ]
