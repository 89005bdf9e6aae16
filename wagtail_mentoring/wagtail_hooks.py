"""What the Wagtail admin is told about. Registrations only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import Button

from wagtail_mentoring.articles.admin import AuthorViewSet, CategoryViewSet
from wagtail_mentoring.comments.admin import discussions, places
from wagtail_mentoring.comments.admin import report as activity
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.admin.views import CommentViewSet
from wagtail_mentoring.mail.admin.outbox import OutgoingMailViewSet
from wagtail_mentoring.mail.admin.wording import MailWordingViewSet, SendTestItem
from wagtail_mentoring.pledges.admin import views as pledges
from wagtail_mentoring.pledges.admin.notes import NoteViewSet, note_queue
from wagtail_mentoring.pledges.admin.queue import pledge_queue, story_queue
from wagtail_mentoring.pledges.admin.recording import recording_urls
from wagtail_mentoring.pledges.admin.report import report_menu_item, report_urls
from wagtail_mentoring.pledges.admin.snippets import RoundViewSet
from wagtail_mentoring.pledges.mentors.admin import (
    InviteBulkAction,
    MentorViewSet,
    contact_permissions,
)
from wagtail_mentoring.privacy.admin import admin_urls as person_urls
from wagtail_mentoring.privacy.admin import person_menu_item
from wagtail_mentoring.sitesettings.admin import admin_urls as settings_urls
from wagtail_mentoring.sitesettings.rights import SiteRightsForm
from wagtail_mentoring.spam.admin.rules import RuleViewSet
from wagtail_mentoring.spam.admin.views import filter_menu_item, filter_urls
from wagtail_mentoring.submissions.admin import inbox
from wagtail_mentoring.submissions.admin.bulk import bulk_actions
from wagtail_mentoring.submissions.admin.preferences import PreferencePanel
from wagtail_mentoring.wordpress.redirects import redirect_old_address


class MentoringGroup(ModelViewSetGroup):
    menu_label = _("Mentoring")
    menu_icon = "mentoring"
    menu_order = 210
    items = (
        CommentViewSet,
        pledges.PledgeViewSet,
        NoteViewSet,
        RoundViewSet,
        MentorViewSet,
        AuthorViewSet,
        CategoryViewSet,
        OutgoingMailViewSet,
        MailWordingViewSet,
        RuleViewSet,
    )


@hooks.register("register_admin_viewset")
def register_viewsets() -> MentoringGroup:
    return MentoringGroup()


for queue in (comment_queue, pledge_queue, story_queue, note_queue):
    for action in bulk_actions(queue):
        hooks.register("register_bulk_action", action)


hooks.register("register_bulk_action", InviteBulkAction)


@hooks.register("register_permissions")
def register_contact_permissions() -> Any:
    return contact_permissions()


@hooks.register("register_reports_menu_item")
def register_give_back_report() -> MenuItem:
    return report_menu_item()


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    return [*report_urls(), *recording_urls()]


for queue in (comment_queue, pledge_queue, note_queue):
    inbox.register(queue)


@hooks.register("register_account_settings_panel")
def register_account_settings_panel(request: HttpRequest, user: Any, profile: Any) -> Any:
    return PreferencePanel(request, user, profile)


@hooks.register("register_admin_urls")
def register_spam_urls() -> list[URLPattern]:
    return filter_urls()


@hooks.register("register_reports_menu_item")
def register_spam_filter() -> MenuItem:
    return filter_menu_item()


@hooks.register("register_admin_urls")
def register_settings_urls() -> list[URLPattern]:
    return settings_urls()


@hooks.register("register_admin_urls")
def register_discussion_urls() -> list[URLPattern]:
    return discussions.admin_urls()


@hooks.register("register_admin_urls")
def register_activity_urls() -> list[URLPattern]:
    return activity.report_urls()


@hooks.register("register_reports_menu_item")
def register_activity_report() -> MenuItem:
    return activity.report_menu_item()


@hooks.register("register_reports_menu_item")
def register_detached() -> MenuItem:
    return discussions.detached_menu_item()


@hooks.register("register_admin_urls")
def register_person_urls() -> list[URLPattern]:
    return person_urls()


@hooks.register("register_reports_menu_item")
def register_person() -> MenuItem:
    return person_menu_item()


@hooks.register("construct_homepage_panels")
def add_home_panel(request: HttpRequest, panels: list[Any]) -> None:
    places.add_waiting_panel(request.user, panels)


@hooks.register("construct_wagtail_userbar")
def add_userbar_item(request: HttpRequest, items: list[Any], page: Any) -> None:
    places.add_userbar_item(request.user, items, page)


@hooks.register("before_delete_page")
def warn_of_deletion(request: HttpRequest, page: Any) -> None:
    places.warn_of_deletion(request, [page])


@hooks.register("before_bulk_action")
def count_kept(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    places.count_kept(action_type, objects, action)


@hooks.register("after_bulk_action")
def tell_of_kept(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    places.tell_of_kept(request, action)


@hooks.register("register_group_permission_panel")
def register_site_rights() -> type[SiteRightsForm]:
    return SiteRightsForm


@hooks.register("register_snippet_action_menu_item")
def add_test_mail_item(model: Any) -> SendTestItem:
    return SendTestItem()


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "wagtail_mentoring/admin/icons/mentoring.svg"]


@hooks.register("construct_homepage_summary_items")
def add_summary_items(request: HttpRequest, items: list[Any]) -> None:
    items.append(places.WaitingSummaryItem(request))
    items.append(pledges.WaitingSummaryItem(request))


@hooks.register("register_page_listing_more_buttons")
def page_listing_buttons(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return places.page_listing_buttons(page, user)


@hooks.register("register_page_header_buttons")
def page_header_buttons(
    page: Any, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    return places.page_header_buttons(page, user)


@hooks.register("before_serve_page")
def before_serve_page(page: Any, request: HttpRequest, *args: Any) -> HttpResponse | None:
    return redirect_old_address(request)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for name, label, message in (
        ("publish", _("Publish"), _("Published")),
        ("mark_spam", _("Mark as spam"), _("Marked as spam")),
        ("remove", _("Remove"), _("Removed")),
        ("edit", _("Edit"), _("Words changed")),
        ("keep", _("Keep"), _("Kept as it is, though reported")),
        ("undo", _("Undo"), _("Last decision undone")),
        ("recorded", _("Record"), _("Written down by an editor")),
        ("release", _("Release"), _("Released: the first e-mail may go out")),
        ("report", _("Report"), _("Back in the queue, since a reader reported it")),
        ("changed", _("Change"), _("Changed by its writer")),
        ("withdraw", _("Take back"), _("Taken back by its writer")),
        ("import", _("Import"), _("Imported from WordPress")),
        ("discussion", _("Change discussion"), _("Changed the rules of its discussion")),
        ("attach", _("Attach responses"), _("Attached the responses of a deleted page")),
        ("reopened", _("Reopened"), _("Waits again, since its writer marked it by mistake")),
        ("reported", _("Report"), _("Waits again, since the mentor reported it")),
        ("erase", _("Erase"), _("Erased: all that tells who it was")),
        ("contact", _("Contact data"), _("Contact data changed")),
        ("invite", _("Invite"), _("Invited by e-mail")),
        ("mentor_agreed", _("Agreed"), _("Agreed to hear from us")),
        ("mentor_declined", _("Declined"), _("Declined to hear from us")),
        ("mentor_stopped", _("Stopped"), _("Stopped our e-mail")),
        ("wishes", _("Wishes"), _("Wishes changed by the mentor")),
        ("photo", _("Photo"), _("Photo given by the mentor")),
    ):
        actions.register_action(f"wagtail_mentoring.{name}", label, message)
