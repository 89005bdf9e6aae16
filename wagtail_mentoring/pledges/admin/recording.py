"""Two forms for editors: a pledge made on paper, and how a pledge went."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Site

from wagtail_mentoring.permissions import pledge_policy
from wagtail_mentoring.pledges.admin.queue import pledge_queue
from wagtail_mentoring.pledges.forms import plain_name
from wagtail_mentoring.pledges.history import UNDECIDED
from wagtail_mentoring.pledges.models import Mentor, Pledge, PledgeKind, PledgeRound
from wagtail_mentoring.pledges.recording import record_outcome, record_paper
from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.forms import LongTextField, NameField

Outcome = Pledge.Outcome


class OutcomeFields(forms.Form):
    """How it went. What others are to see still passes the moderators."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it go?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    story = LongTextField(
        label=gettext_lazy("What happened, in their words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wall_consent = forms.BooleanField(
        label=gettext_lazy("They agreed to have it shown on the site"), required=False
    )
    mentor_consent = forms.BooleanField(
        label=gettext_lazy("They agreed that the mentor hears of it"), required=False
    )


class PaperForm(OutcomeFields):
    round = forms.ModelChoiceField(label=gettext_lazy("Round"), queryset=PledgeRound.objects.all())
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PledgeKind.choices)
    mentor = forms.ModelChoiceField(
        label=gettext_lazy("Mentor"), queryset=Mentor.objects.all(), required=False
    )
    mentor_name = NameField(
        label=gettext_lazy("or their name"),
        max_length=80,
        required=False,
        validators=[plain_name],
    )
    text = LongTextField(
        label=gettext_lazy("What they promised"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = NameField(
        label=gettext_lazy("Their name"), max_length=80, required=False, validators=[plain_name]
    )
    shown_as = forms.ChoiceField(
        label=gettext_lazy("How others see the name"),
        choices=Pledge.ShownAs.choices,
        initial=Pledge.ShownAs.SOMEONE,
    )
    made_on = forms.DateField(
        label=pgettext_lazy("a day", "Made on"), widget=AdminDateInput, initial=timezone.localdate
    )
    due_on = forms.DateField(label=gettext_lazy("Due"), widget=AdminDateInput, required=False)

    field_order = [
        *("round", "kind", "mentor", "mentor_name", "text", "name", "shown_as"),
        *("made_on", "due_on", "outcome", "story", "wall_consent", "mentor_consent"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.required = False
        outcome.choices = [("", _("Not told yet")), *Outcome.choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("mentor") and cleaned.get("mentor_name"):
            self.add_error("mentor_name", _("Choose from the list or type a name, not both."))
        made_on, due_on = cleaned.get("made_on"), cleaned.get("due_on")
        if made_on and made_on > timezone.localdate():
            self.add_error("made_on", _("Choose today or a day before."))
        if made_on and due_on and due_on < made_on:
            self.add_error("due_on", _("A pledge is due after it was made."))
        if not cleaned.get("outcome") and cleaned.get("story"):
            self.add_error("outcome", _("Say how it went, or leave the story for later."))
        return cleaned


class RecordingView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form in which an editor writes something down for somebody else."""

    permission_policy: Any = pledge_policy
    permission_required = "moderate"
    template_name = "wagtail_mentoring/admin/recording.html"
    header_icon = "mentoring"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        listing = {"url": pledge_queue.url("index"), "label": _("Pledges")}
        return [*super().get_breadcrumbs_items(), listing, here]

    def done(self, pledge: Pledge) -> HttpResponse:
        messages.success(self.request, _("Written down."))
        return redirect(pledge_queue.url_of(pledge))


class PaperView(RecordingView):
    form_class = PaperForm
    page_title = gettext_lazy("A pledge made on paper")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not pledge_queue.may(request.user, "moderate", Pledge(site=self.site)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def site(self) -> Site | None:
        return Site.find_for_request(self.request)

    def get_initial(self) -> dict[str, Any]:
        return {"round": PledgeRound.objects.first()}

    def form_valid(self, form: PaperForm) -> HttpResponse:
        values = dict(form.cleaned_data)
        user = self.request.user
        return self.done(record_paper(values.pop("round"), user=user, site=self.site, **values))


class OutcomeView(RecordingView):
    form_class = OutcomeFields
    page_title = gettext_lazy("How it went")

    @cached_property
    def pledge(self) -> Pledge:
        open_ones = pledge_queue.queryset().filter(progress__in=UNDECIDED)
        return get_object_or_404(open_ones, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not pledge_queue.may(request.user, "moderate", self.pledge):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.pledge)

    def form_valid(self, form: OutcomeFields) -> HttpResponse:
        if not record_outcome(self.pledge, user=self.request.user, **form.cleaned_data):
            form.add_error(None, history.already(None))
            return self.form_invalid(form)
        return self.done(self.pledge)


def recording_urls() -> list[URLPattern]:
    return [
        path("mentoring/paper-pledge/", PaperView.as_view(), name="mentoring_paper_pledge"),
        path(
            "mentoring/pledges/<int:pk>/outcome/",
            OutcomeView.as_view(),
            name="mentoring_record_outcome",
        ),
    ]


def paper_url() -> str:
    return reverse("mentoring_paper_pledge")
