"""The public side of comments: posting, replying on a page of its own, and permalinks."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wagtail_mentoring.comments import operations, own_views
from wagtail_mentoring.comments.forms import CommentForm
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.models import ReaderComment, Subscription
from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.spam.pipeline import asks_nobody_else
from wagtail_mentoring.submissions import identity, readers
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.submissions.ticket_views import ticket_url
from wagtail_mentoring.submissions.views import SubmissionView
from wagtail_mentoring.text import comment_html

POSTED_MAX_AGE = 86_400
FORM_TEMPLATE = "wagtail_mentoring/comments/form.html"


def purpose_of(page: Any) -> str:
    """What tickets of the form under ``page`` are for."""
    return f"comment:{page.pk}"


def form_context(page: Any, request: HttpRequest | None = None) -> dict[str, Any]:
    """What the bare form needs besides the form itself; the same for every visitor."""
    back = urlencode({"next": f"{page.get_url(request)}#respond"})
    login = app_settings.LOGIN_URL
    return {
        "not_me_url": f"{reverse('wagtail_mentoring:not_me')}?{back}",
        "login_url": f"{login}{'&' if '?' in login else '?'}{back}" if login else "",
        "asks_nobody_else": asks_nobody_else(),
        "form_page": page,
        "post_url": reverse("wagtail_mentoring:post_comment", args=[page.pk]),
        "ticket_url": ticket_url(purpose_of(page)),
    }


def new_form(public: PublicDiscussion, **kwargs: Any) -> CommentForm:
    """The form as the site's settings want it."""
    return CommentForm(
        discussion=public.discussion, ask_website=public.settings.ask_website, **kwargs
    )


class PostCommentView(SubmissionView):
    """Takes a comment."""

    form_class = CommentForm
    takes_preview = True
    form_template_name = FORM_TEMPLATE
    template_name = "wagtail_mentoring/comments/form_page.html"

    @cached_property
    def public(self) -> PublicDiscussion:
        return PublicDiscussion.of(self.target)

    def get_target(self) -> Any:
        discussion = PublicDiscussion.find(self.kwargs["page_id"])
        return discussion.page if discussion else None

    def get_closed_message(self) -> str:
        if not self.public.is_open():
            return _("This discussion is closed.")
        if self.user is None and self.public.is_for_members:
            return _("Only readers who are signed in may respond here.")
        return ""

    def get_purpose(self) -> str:
        return purpose_of(self.target)

    def get_form_url(self) -> str:
        return f"{self.target.get_url(self.request)}#respond"

    def get_heading(self) -> str:
        return _("Your response to “%(title)s”") % {"title": self.target.title}

    def get_form(self, data: QueryDict) -> CommentForm:
        self.reader = self.get_reader(data)
        return new_form(self.public, data=data, user=self.user, reader=self.reader)

    def get_reader(self, data: QueryDict) -> Any:
        """The reader known on this device, unless another address was typed."""
        reader = None if self.user else readers.remembered(self.request)
        typed = data.get("email", "").strip()
        is_other = reader and typed and identity.email_key(typed) != reader.email_key
        return None if is_other else reader

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        written = context["form"].cleaned_data
        preview = comment_html(written["body"]) if context["is_preview"] else ""
        return {
            **form_context(self.target, self.request),
            "public": self.public,
            "answered": written.get("parent"),
            "preview": preview,
            **super().get_context_data(**context),
        }

    def submit(self, form: Any, origin: Origin) -> ReaderComment:
        names = ("name", "email", "website", "body", "parent", "subscribe")
        fields = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        return operations.submit(self.target, origin=origin, public=self.public, **fields)

    def get_sent_response(self, submission: Any) -> HttpResponse:
        response = super().get_sent_response(submission)
        own_views.remember(self.request, response, submission, self.public.settings)
        return response

    def get_success_url(self, submission: Any) -> str:
        return own_views.posted_url(submission)


@never_cache
@require_safe
def reply(request: HttpRequest, page_id: int, comment_id: int) -> HttpResponse:
    """The form on a page of its own, below the comment it answers; holds nothing of the visitor."""
    public = PublicDiscussion.find(page_id)
    if public is None or not public.is_open():
        raise Http404(_("This page takes no responses."))
    comments = public.published().responses()
    answered = get_object_or_404(comments, pk=comment_id)
    context = {
        **form_context(public.page, request),
        "public": public,
        "answered": answered,
        "form": new_form(public, initial={"parent": answered.pk}),
        "form_template_name": FORM_TEMPLATE,
        "heading": _("Reply to %(name)s") % {"name": answered.name},
        "back_url": answered.get_absolute_url(),
    }
    return render(request, PostCommentView.template_name, context)


@never_cache
@require_safe
def posted(request: HttpRequest) -> HttpResponse:
    """Tells in plain words what became of a comment just sent."""
    comment = _posted_comment(request.GET.get("response", ""))
    page = comment.discussion.page
    subscription = Subscription.objects.filter(comment=comment).select_related("reader").first()
    reader = subscription and subscription.reader
    context = {
        "comment": comment,
        "is_published": comment.state == ReaderComment.State.PUBLISHED,
        "is_removed": comment.state == ReaderComment.State.REMOVED,
        "subscription": subscription,
        # Whether others confirmed the address that was typed is nobody else's business.
        "is_confirmed": reader is not None and reader == readers.remembered(request),
        "changeable_until": own_views.changeable_until(request, comment),
        "page_url": page.get_url(request) if page and page.live else None,
        "page_title": comment.discussion.page_title,
    }
    response = render(request, "wagtail_mentoring/comments/posted.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _posted_comment(token: str) -> ReaderComment:
    try:
        pk = signing.loads(token, salt=own_views.POSTED_SALT, max_age=POSTED_MAX_AGE)
    except signing.BadSignature:
        raise Http404(_("This link is not valid any more.")) from None
    comments = ReaderComment.objects.select_related("discussion__page", "site")
    return get_object_or_404(comments, pk=pk)


@never_cache
@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Leads to a comment on the page of the thread where it stands now."""
    comment = get_object_or_404(ReaderComment.objects.public(), pk=comment_id)
    public = PublicDiscussion.find(comment.discussion.page_id)
    url = public.page.get_url(request) if public else None
    if public is None or url is None:
        raise Http404(_("The page of this response is not here."))
    number = public.page_of(comment) if comment.kind == ReaderComment.Kind.COMMENT else 1
    query = f"?comments={number}" if number > 1 else ""
    return HttpResponseRedirect(f"{url}{query}#{comment.anchor}")


@never_cache
@require_safe
def find(request: HttpRequest, page_id: int) -> HttpResponse:
    """Leads to the comment of a page that has a number as its anchor."""
    number = request.GET.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404(_("No response has this number."))
    comments = ReaderComment.objects.public().filter(discussion__page=page_id)
    imported = comments.filter(imported_id=int(number)).first()
    found = imported or get_object_or_404(comments, pk=int(number))
    return HttpResponseRedirect(found.get_absolute_url())
