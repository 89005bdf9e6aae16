"""The way of a visitor's post, shared by comments and pledges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.forms import Textarea
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wagtail_mentoring.submissions import identity, limits, tickets
from wagtail_mentoring.submissions.forms import TICKET, TYPED, SubmissionForm
from wagtail_mentoring.submissions.models import Submission
from wagtail_mentoring.submissions.operations import NonceSpent, Origin
from wagtail_mentoring.submissions.ticket_views import ticket_url, writing_as
from wagtail_mentoring.text import single_line

MALFORMED = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)


def wait_notice(window: timedelta) -> str:
    """Asks to send it again once ``window``, whose limit the visitor's network reached, is over."""
    minutes = minutes_left(window)
    return ngettext(
        "A great deal has been sent from your network. Please send this again in a minute.",
        "A great deal has been sent from your network. "
        "Please send this again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def crowd_notice(window: timedelta) -> str:
    """The same where all visitors together reached it."""
    minutes = minutes_left(window)
    return ngettext(
        "A great many people have sent this form. Please send yours again in a minute.",
        "A great many people have sent this form. Please send yours again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def minutes_left(window: timedelta) -> int:
    """Until the next window begins, rounded up."""
    return -(-limits.retry_after(window) // 60)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class SubmissionView(View):
    """Takes a form sent from a page that may have come out of a shared cache.

    Subclasses set ``form_class`` and ``form_template_name`` (a template with the bare form) and
    write the methods that raise ``NotImplementedError``. Nothing a person typed gets lost: every
    refusal shows the same form again, filled in. The ticket, bound to form and account, stands in
    for the CSRF token; without a valid one the form is shown once more, with one button to send it.
    """

    http_method_names = ["get", "head", "post", "options"]
    form_class: type[SubmissionForm]
    form_template_name: str
    template_name = "wagtail_mentoring/submissions/form_page.html"
    unavailable_template_name = "wagtail_mentoring/submissions/unavailable.html"
    takes_preview = False
    """Whether a button named ``preview`` shows what was typed before it is sent."""

    target: Any
    user: Any
    reader: Any = None
    """Who confirmed an address on this device; only some forms ask."""

    # What a subclass says

    def get_target(self) -> Any:
        """What the form belongs to (a page, a round), or None if there is no such thing."""
        raise NotImplementedError

    def get_closed_message(self) -> str:
        """Why ``self.target`` takes nothing now; empty if it does."""
        return ""

    def get_purpose(self) -> str:
        """What tickets of this form are for, e.g. ``"comment:12"``."""
        raise NotImplementedError

    def get_form_url(self) -> str:
        """Where the form is; a GET of the post address leads there."""
        raise NotImplementedError

    def get_heading(self) -> str:
        """The heading of the page that shows the form again."""
        raise NotImplementedError

    def submit(self, form: SubmissionForm, origin: Origin) -> Submission:
        """Store it with the room's operation; may raise ``NonceSpent``."""
        raise NotImplementedError

    def get_success_url(self, submission: Submission) -> str:
        """The page that tells in plain words what happened."""
        raise NotImplementedError

    def get_form(self, data: QueryDict) -> SubmissionForm:
        return self.form_class(data, user=self.user)

    def get_sent_response(self, submission: Submission) -> HttpResponse:
        """The answer to a form that was taken."""
        return HttpResponseRedirect(self.get_success_url(submission))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return context

    # What happens to a request

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.target = self.get_target()
        if self.target is None:
            raise Http404(_("This page is no longer here."))
        return HttpResponseRedirect(self.get_form_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            data = request.POST.copy()
        except MALFORMED as error:
            status = 413 if isinstance(error, RequestDataTooBig) else 400
            message = _(
                "What arrived could not be read, or was too large. Go back in your browser: your"
                " words should still be there, to be shortened and sent again."
            )
            return self.unavailable(message, status)
        self.user = identity.signed_in(request)
        self.target = self.get_target()
        if self.target is None:
            return self.unavailable(_("This page is no longer here."), 404, data)
        if closed := self.get_closed_message():
            return self.unavailable(closed, 403, data)
        return self.take(data)

    def take(self, data: QueryDict) -> HttpResponse:
        """Decide about a readable post to an open form."""
        form = self.get_form(data)
        ticket = tickets.read(data.get(TICKET, ""), self.get_purpose(), self.user and self.user.pk)
        try:
            return self.decide(form, ticket)
        except NonceSpent:
            notice = _("You sent another text with this form before. Send this one, too?")
            return self.show(form, None, heading=self.get_heading(), notice=notice, on_step=True)
        except OperationalError:
            notice = _("We could not store this just now. Please send it again in a minute.")
            return self.show(form, ticket, heading=self.get_heading(), notice=notice, status=503)

    def decide(self, form: SubmissionForm, ticket: tickets.Ticket) -> HttpResponse:
        ip_key = identity.network_of(self.request)
        if window := limits.exceeded_by_network(ip_key):
            return self.wait(form, ticket, window, wait_notice(window))
        if not form.is_valid():
            return self.show(form, ticket, heading=self.get_heading(), status=400)
        if self.takes_preview and "preview" in form.data:
            heading = _("How it will look")
            return self.show(form, ticket, heading=heading, on_step=True, is_preview=True)
        if not ticket.is_valid:
            return self.show(form, ticket, heading=_("One more step: send it"), on_step=True)
        if window := self.exceeded_together():
            return self.wait(form, ticket, window, crowd_notice(window))
        return self.get_sent_response(self.submit(form, self.get_origin(form, ticket, ip_key)))

    def get_origin(self, form: SubmissionForm, ticket: tickets.Ticket, ip_key: str) -> Origin:
        return Origin(
            user=self.user,
            reader=self.reader,
            ip_key=ip_key,
            user_agent=single_line(self.request.META.get("HTTP_USER_AGENT", "")),
            language=get_language() or "",
            decoy=str(form.decoy.value() or ""),
            untouched=form.data.get(TYPED) == "no",
            ticket=ticket,
        )

    def exceeded_together(self) -> timedelta | None:
        """The window whose limit all visitors together have reached; only complete posts count."""
        return None

    # Answers

    def wait(
        self, form: SubmissionForm, ticket: tickets.Ticket, window: timedelta, notice: str
    ) -> HttpResponse:
        """429: too much from this network, or of this form."""
        response = self.show(form, ticket, heading=self.get_heading(), notice=notice, status=429)
        response["Retry-After"] = str(limits.retry_after(window))
        return response

    def show(
        self,
        form: SubmissionForm,
        ticket: tickets.Ticket | None,
        *,
        heading: str,
        notice: str = "",
        status: int = 200,
        on_step: bool = False,
        is_preview: bool = False,
    ) -> HttpResponse:
        """The same form, filled in, on a page of its own; with a fresh ticket unless ``ticket``
        is still good."""
        form.is_valid()
        if ticket is None or not ticket.is_valid:
            user_id = self.user and self.user.pk
            form.replace(TICKET, tickets.issue(self.get_purpose(), user_id, on_step=on_step))
        context = self.get_context_data(
            form=form,
            form_template_name=self.form_template_name,
            ticket_url=ticket_url(self.get_purpose()),
            writing_as=writing_as(self.user, self.reader),
            is_preview=is_preview,
            heading=heading,
            notice=notice,
            on_step=on_step,
            back_url=self.get_form_url(),
        )
        return render(self.request, self.template_name, context, status=status)

    def unavailable(self, message: str, status: int, data: QueryDict | None = None) -> HttpResponse:
        """A page that says why this cannot be sent and gives back what was typed."""
        typed = [data[name] for name in self.long_fields() if data.get(name)] if data else []
        context = {"message": message, "typed": typed}
        return render(self.request, self.unavailable_template_name, context, status=status)

    def long_fields(self) -> list[str]:
        """The fields whose text is worth giving back when the form itself is gone."""
        fields = self.form_class.base_fields.items()
        return [name for name, field in fields if isinstance(field.widget, Textarea)]
