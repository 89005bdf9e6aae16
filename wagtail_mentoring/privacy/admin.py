"""The admin page "A person's data": hand it out, or erase it in a second step.

The address travels in posts only: it belongs into no server log.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_mentoring.permissions import HANDLE_PERSONS
from wagtail_mentoring.privacy.forms import KEEP, EraseForm, PersonForm
from wagtail_mentoring.privacy.operations import erase_person
from wagtail_mentoring.privacy.person import Person

LABELS = {
    "comments": gettext_lazy("Responses"),
    "readers": gettext_lazy("Confirmed address"),
    "subscriptions": gettext_lazy("E-mail about answers"),
    "pledges": gettext_lazy("Pledges"),
    "stories": gettext_lazy("Stories"),
    "notes": gettext_lazy("Notes as a mentor"),
    "mentors": gettext_lazy("Listed as a mentor"),
    "reports": gettext_lazy("Reports of what others wrote"),
    "mails": gettext_lazy("E-mail that waits"),
    "consents": gettext_lazy("Records of consent"),
    "spam_rules": gettext_lazy("Spam rules about the address"),
}


@method_decorator(never_cache, name="dispatch")
class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """Looking up, handing out and erasing are three buttons of one page."""

    template_name = "wagtail_mentoring/admin/person.html"
    page_title = gettext_lazy("A person’s data")
    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(HANDLE_PERSONS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PersonForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        person = Person(form.cleaned_data["email"])
        act = request.POST.get("act")
        if act == "export":
            return self.export(person)
        if act == "erase":
            return self.erase(person)
        return self.show(person, EraseForm(initial={"email": person.email}), form)

    def show(self, person: Person, erase_form: EraseForm, form: PersonForm) -> HttpResponse:
        counts = [(LABELS[name], count) for name, count in person.counts().items() if count]
        return self.render_to_response(
            self.get_context_data(
                form=form,
                person=person,
                counts=counts,
                accounts=person.accounts,
                erase_form=erase_form,
            )
        )

    def export(self, person: Person) -> HttpResponse:
        data = json.dumps(person.export(), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        response = HttpResponse(data, content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="person.json"'
        return response

    def erase(self, person: Person) -> HttpResponse:
        form = EraseForm(self.request.POST)
        if not form.is_valid():
            return self.show(person, form, PersonForm({"email": person.email}))
        keep_text = form.cleaned_data["text"] == KEEP
        erase_person(person.email, keep_text=keep_text, user=self.request.user)
        messages.success(self.request, _("Nothing is kept under this address any more."))
        return redirect("mentoring_person")


class PersonMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(HANDLE_PERSONS)


def person_menu_item() -> MenuItem:
    return PersonMenuItem(
        gettext_lazy("A person’s data"),
        reverse("mentoring_person"),
        name="mentoring-person",
        icon_name="user",
        order=730,
    )


def admin_urls() -> list[URLPattern]:
    return [path("mentoring/person/", PersonView.as_view(), name="mentoring_person")]
