from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class WagtailMentoringPagesConfig(AppConfig):
    name = "wagtail_mentoring.pages"
    label = "wagtail_mentoring_pages"
    verbose_name = _("Mentoring pages")
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        if not apps.is_installed("wagtail_mentoring"):
            raise ImproperlyConfigured(
                'Add "wagtail_mentoring" to INSTALLED_APPS: its page types rest on it.'
            )
        super().import_models()
