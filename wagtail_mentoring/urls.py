"""Public addresses: ``path("mentoring/", include("wagtail_mentoring.urls"))``."""

from django.urls import URLPattern, URLResolver, path

from wagtail_mentoring.comments import own_views, reader_views, report_views
from wagtail_mentoring.comments import views as comments
from wagtail_mentoring.comments.feeds import CommentsFeed
from wagtail_mentoring.pledges import confirm_views, private
from wagtail_mentoring.pledges import views as pledges
from wagtail_mentoring.pledges.mentors import views as mentors
from wagtail_mentoring.submissions.ticket_views import NotMeView, ticket

app_name = "wagtail_mentoring"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ticket/", ticket, name="ticket"),
    path("comments/feed/", CommentsFeed(), name="comments_feed"),
    path("comments/<int:page_id>/feed/", CommentsFeed(), name="page_comments_feed"),
    path("comments/posted/", comments.posted, name="comment_posted"),
    path("comments/<int:page_id>/", comments.PostCommentView.as_view(), name="post_comment"),
    path("comments/<int:page_id>/find/", comments.find, name="find_comment"),
    path("comments/<int:page_id>/reply/<int:comment_id>/", comments.reply, name="reply"),
    path("comment/<int:comment_id>/change/", own_views.ChangeView.as_view(), name="change_comment"),
    path(
        "comment/<int:comment_id>/withdraw/",
        own_views.WithdrawView.as_view(),
        name="withdraw_comment",
    ),
    path("not-me/", NotMeView.as_view(), name="not_me"),
    path(
        "readers/confirm/<str:token>/",
        reader_views.ConfirmView.as_view(),
        name="confirm_reader",
    ),
    path(
        "readers/unsubscribe/<str:token>/",
        reader_views.UnsubscribeView.as_view(),
        name="unsubscribe_reader",
    ),
    path("comments/<int:page_id>/reported/", report_views.reported, name="comment_reported"),
    path("comment/<int:comment_id>/", comments.permalink, name="comment"),
    path(
        "comment/<int:comment_id>/report/",
        report_views.ReportView.as_view(),
        name="report_comment",
    ),
    path("pledges/sent/<str:token>/", confirm_views.SentView.as_view(), name="pledge_sent"),
    path(
        "pledges/confirm/<str:token>/", confirm_views.ConfirmView.as_view(), name="confirm_pledge"
    ),
    path("pledges/manage/<str:token>/", private.ManageView.as_view(), name="manage_pledge"),
    path("pledges/manage/<str:token>/erase/", private.EraseView.as_view(), name="erase_pledge"),
    path("pledges/thanks/<str:token>/", private.ThanksView.as_view(), name="pledge_thanks"),
    path(
        "pledges/manage/<str:token>/pledge.ics",
        private.CalendarView.as_view(),
        name="pledge_calendar",
    ),
    path("mentors/stop/<str:token>/", mentors.StopView.as_view(), name="mentor_stop"),
    path("mentors/<str:token>/", mentors.MentorPageView.as_view(), name="mentor"),
    path(
        "mentors/<str:token>/<uuid:pledge>/",
        mentors.MentorPledgeView.as_view(),
        name="mentor_pledge",
    ),
    path("pledges/my/links/", private.LinksView.as_view(), name="pledge_links"),
    path("pledges/<slug:round>/", pledges.PostPledgeView.as_view(), name="post_pledge"),
]
