from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.compat import page_model_is_swapped

NEEDED_BY_MODELS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "taggit",
    "wagtail",
    "wagtail.admin",
    "wagtail.contrib.routable_page",
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.images",
)


class WagtailMentoringConfig(AppConfig):
    name = "wagtail_mentoring"
    label = "wagtail_mentoring"
    verbose_name = _("Mentoring")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """Refuse settings with which the models would break in a way that explains nothing."""
        for name in NEEDED_BY_MODELS:
            if not apps.is_installed(name):
                raise ImproperlyConfigured(
                    f"wagtail_mentoring needs {name!r}: add it to INSTALLED_APPS."
                )
        if page_model_is_swapped() and apps.is_installed("wagtail_mentoring.pages"):
            raise ImproperlyConfigured(
                'Remove "wagtail_mentoring.pages" from INSTALLED_APPS: with WAGTAIL_PAGE_MODEL,'
                " article pages are built from the mixins on your own base page."
            )
        super().import_models()

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from wagtail_mentoring import checks, jobs, permissions  # noqa: F401
        from wagtail_mentoring.articles import signals as article_signals
        from wagtail_mentoring.comments import mails as comment_mails
        from wagtail_mentoring.comments import operations as comments
        from wagtail_mentoring.comments import signals
        from wagtail_mentoring.notices import mails as notices
        from wagtail_mentoring.pledges import cache, digests, mails, publication, tasks
        from wagtail_mentoring.pledges.mentors import mails as mentor_mails
        from wagtail_mentoring.privacy import retention
        from wagtail_mentoring.spam.feedback import tell_due
        from wagtail_mentoring.spam.operations import learn_job
        from wagtail_mentoring.submissions import limits, samples

        # Snippets come with the URLs; in a shell or a worker, too, a photo must not seem unused.
        ReferenceIndex.register_model(self.get_model("Author"))
        ReferenceIndex.register_model(self.get_model("Mentor"))
        permissions.register_policies()
        signals.connect()
        article_signals.connect()
        jobs.register("rate_counts", limits.purge_job)
        jobs.register("spam", learn_job)
        jobs.register("spam_feedback", tell_due, calls_out=True)
        cache.connect()
        comment_mails.register()
        mails.register()
        mentor_mails.register()
        tasks.register()
        digests.register()
        notices.register()
        retention.register()
        comment, pledge = comments.message_of_stored, publication.message_of_stored
        samples.lend(self.get_model("ReaderComment"), comment, "mentoring_comments:inspect")
        samples.lend(self.get_model("Pledge"), pledge, "mentoring_pledges:inspect")
        samples.lend(self.get_model("Story"), pledge, "mentoring_pledges:inspect", "pledge_id")
        samples.lend(self.get_model("MentorNote"), pledge, "mentoring_notes:inspect")
