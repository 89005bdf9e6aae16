"""One discussion's own rules; and the discussions whose page was deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from wagtail_mentoring.comments import discussions
from wagtail_mentoring.comments.admin.queue import comment_queue, deleted_pages
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import CommentableMixin, Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.permissions import discussion_policy
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.admin.listing import ALL

Policy = Discussion.Policy


def list_url(**filters: Any) -> str:
    """The inbox with everything that these filters leave, as ``discussion=3``."""
    query = "".join(f"&{name}={value}" for name, value in filters.items())
    return f"{comment_queue.url('index')}?state={ALL}{query}"


class DiscussionForm(forms.Form):
    policy = forms.ChoiceField(
        label=gettext_lazy("This discussion is"), choices=Policy.choices, widget=forms.RadioSelect
    )
    moderation = forms.ChoiceField(
        label=gettext_lazy("Moderation"),
        choices=[
            ("", gettext_lazy("as the site's settings say")),
            *MentoringSettings.Moderation.choices,
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class AttachForm(forms.Form):
    page: Any = forms.ModelChoiceField(
        label=gettext_lazy("Page"),
        queryset=None,
        help_text=gettext_lazy("It must take responses, and have none of its own."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["page"]
        field.queryset = get_page_model().objects.all()
        field.widget = AdminPageChooser()

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"].specific
        if not isinstance(page, CommentableMixin):
            raise forms.ValidationError(_("This page takes no responses."))
        return page


class DiscussionFormView(WagtailAdminTemplateMixin, FormView):
    """A form about one discussion, for those who moderate on its site."""

    header_icon = "comment"
    discussion: Discussion

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not discussion_policy.user_has_permission(request.user, "moderate"):
            raise PermissionDenied
        self.discussion = self.get_discussion()
        if not self.may_moderate(self.discussion):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_moderate(self, discussion: Discussion) -> bool:
        user = self.request.user
        may = discussion_policy.user_has_permission_for_instance(user, "moderate", discussion)
        return bool(may)

    def get_discussion(self) -> Discussion:
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        return self.discussion.page_title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        inbox = {"url": comment_queue.url("index"), "label": _("Reader comments")}
        here = {"label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, inbox, {"url": "", **here}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"discussion": self.discussion, "media": context["form"].media}


class SettingsView(DiscussionFormView):
    """How one page's discussion differs from the site's rules."""

    form_class = DiscussionForm
    template_name = "wagtail_mentoring/admin/discussion.html"
    page_title = gettext_lazy("Discussion")

    @cached_property
    def page(self) -> Any:
        page = get_object_or_404(get_page_model(), pk=self.kwargs["page_id"]).specific
        if not isinstance(page, CommentableMixin):
            raise Http404(_("This page takes no responses."))
        return page

    def get_discussion(self) -> Discussion:
        """Not saved while nobody has commented: looking changes nothing."""
        found = Discussion.objects.filter(page=self.page.pk).first() or Discussion()
        found.remember(self.page)
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"policy": self.discussion.policy, "moderation": self.discussion.moderation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        public = PublicDiscussion.of(self.page)
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "is_open": public.is_open(),
            "is_public": public.is_public,
            "counts": self.get_counts(),
            "list_url": list_url(page=self.page.pk),
            "site_settings": public.settings,
            "submit_button_label": _("Save"),
            "submit_button_active_label": _("Saving…"),
        }

    def get_counts(self) -> list[tuple[Any, int]]:
        """How many responses there are in each state."""
        rows = ReaderComment.objects.filter(discussion=self.discussion.pk).order_by()
        counts = dict(rows.values_list("state").annotate(Count("pk")))
        return [(state.label, counts.get(state.value, 0)) for state in ReaderComment.State]

    def form_valid(self, form: Any) -> HttpResponse:
        discussions.change_policy(self.page, user=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The discussion’s rules are saved."))
        return redirect(settings_url(self.page))


class DetachedView(IndexView):
    """Discussions whose page was deleted: nothing of what readers wrote is lost."""

    model = Discussion
    permission_policy = discussion_policy
    any_permission_required = ["view"]
    page_title = gettext_lazy("Responses to deleted pages")
    header_icon = "comment"
    index_url_name = "mentoring_detached"
    index_results_url_name = "mentoring_detached_results"
    default_ordering = "-detached_at"
    paginate_by = 50
    is_searchable = False
    add_url_name = None
    edit_url_name = None

    @cached_property
    def columns(self) -> list[Column]:
        return [
            DetachedColumn("page_title", label=_("Page"), sort_key="page_title"),
            Column("page_url", label=_("Its address was")),
            Column("comment_count", label=_("Responses")),
            DateColumn("detached_at", label=_("Deleted"), sort_key="detached_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Discussion]:
        return deleted_pages(self.request.user).annotate(comment_count=Count("comments"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        inbox = {"url": comment_queue.url("index"), "label": _("Reader comments")}
        return [*self.breadcrumbs_items, inbox, {"url": "", "label": self.page_title}]


class DetachedColumn(Column):
    """The title the page had, leading to its responses; and the way to another page."""

    cell_template_name = "wagtail_mentoring/admin/cells/detached.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        may_attach = discussion_policy.user_has_permission_for_instance(user, "moderate", instance)
        attach_url = reverse("mentoring_attach", args=[instance.pk])
        return super().get_cell_context_data(instance, parent_context) | {
            "list_url": list_url(discussion=instance.pk),
            "attach_url": attach_url if may_attach else "",
        }


class AttachView(DiscussionFormView):
    """Puts the responses of a deleted page under another one."""

    form_class = AttachForm
    template_name = "wagtailadmin/generic/form.html"
    page_title = gettext_lazy("Attach to a page")

    def get_discussion(self) -> Discussion:
        return get_object_or_404(Discussion, pk=self.kwargs["pk"], page=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "submit_button_label": _("Attach"),
            "submit_button_active_label": _("Attaching…"),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        page = form.cleaned_data["page"]
        target = Discussion()
        target.remember(page)
        if not self.may_moderate(target):
            raise PermissionDenied
        try:
            attached = discussions.attach(self.discussion, page, user=self.request.user)
        except discussions.HasResponses:
            form.add_error("page", _("This page has responses of its own. Choose another."))
            return self.form_invalid(form)
        if attached:
            messages.success(self.request, _("The responses now stand under “%s”.") % page.title)
        else:
            messages.warning(self.request, _("Somebody else has attached them meanwhile."))
        return redirect("mentoring_detached")


def settings_url(page: Any) -> str:
    """The page for the rules of one discussion."""
    return reverse("mentoring_discussion", args=[page.pk])


class DetachedMenuItem(MenuItem):
    """Only where there is something to see."""

    def is_shown(self, request: HttpRequest) -> bool:
        may_view = discussion_policy.user_has_permission(request.user, "view")
        return bool(may_view and deleted_pages(request.user).exists())


def detached_menu_item() -> MenuItem:
    return DetachedMenuItem(
        gettext_lazy("Responses to deleted pages"),
        reverse("mentoring_detached"),
        name="mentoring-detached",
        icon_name="comment",
        order=720,
    )


def admin_urls() -> list[URLPattern]:
    listing = DetachedView.as_view
    return [
        path("mentoring/discussions/", listing(), name="mentoring_detached"),
        path(
            "mentoring/discussions/results/",
            listing(results_only=True),
            name="mentoring_detached_results",
        ),
        path(
            "mentoring/discussions/page/<int:page_id>/",
            SettingsView.as_view(),
            name="mentoring_discussion",
        ),
        path("mentoring/discussions/<int:pk>/", AttachView.as_view(), name="mentoring_attach"),
    ]
