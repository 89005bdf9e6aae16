"""Settings of the example site.

Everything that a demo needs and nothing that a real site would have to keep secret.
``DEMO_FOLDER`` moves the database, pictures, mail and cache elsewhere; ``DEBUG=1`` turns on
Django's debug pages.
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("DEMO_FOLDER") or HERE.parent / "var").resolve()
VAR.mkdir(parents=True, exist_ok=True)


def kept_secret(path: Path) -> str:
    """The secret key of this copy of the demo, made at the first start."""
    try:
        with path.open("x") as file:
            file.write(get_random_secret_key())
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = kept_secret(VAR / "secret-key")
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]

INSTALLED_APPS = [
    "example_site.demo",
    "example_site.home",
    "wagtail_mentoring",
    "wagtail_mentoring.pages",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.api.v2",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "django.contrib.sitemaps",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# The two cache middlewares keep whole pages: an article with responses and forms under it is
# the same for every visitor, sets no cookie and is served without touching the database.
MIDDLEWARE = [
    "example_site.middleware.content_security_policy",
    "example_site.middleware.shared_cache_only",
    "django.middleware.cache.UpdateCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "example_site.middleware.FetchForVisitors",
]
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview panel of the Wagtail admin is a frame

ROOT_URLCONF = "example_site.urls"
WSGI_APPLICATION = "example_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "demo.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# On files, so that every process (several workers, the cron command) sees a purge.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
    },
}
CACHE_MIDDLEWARE_SECONDS = 600
WAGTAILFRONTENDCACHE = {
    "pages": {"BACKEND": "example_site.cache.PageCacheBackend"},
}

EMAIL_BACKEND = "example_site.mail.EmlFileBackend"
EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = "The Return Post <mentoring@ashcombe.example>"
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
WAGTAIL_USER_TIME_ZONES = ["Europe/London", "Europe/Berlin", "UTC"]  # some others no browser knows
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [HERE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

WAGTAIL_MENTORING = {"HTML_CLEANER": "nh3"}

WAGTAIL_SITE_NAME = "The Return Post"
# The command ``demo`` notes the port it serves, for links into the admin, the cron command's, too.
DEMO_ADDRESS_FILE = VAR / "address"
try:
    WAGTAILADMIN_BASE_URL = DEMO_ADDRESS_FILE.read_text()
except FileNotFoundError:
    WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx"]
# Nothing is fetched from elsewhere, not even in the admin.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False

CSP_PUBLIC = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    # Editors may embed films; their players live in frames.
    "frame-src": "'self' https://www.youtube-nocookie.com https://www.youtube.com"
    " https://player.vimeo.com",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
# Wagtail's own admin prints inline scripts and styles, also into previews.
CSP_ADMIN = {
    **CSP_PUBLIC,
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "base-uri": "'self'",
}
CSP_ADMIN_PREFIX = "/admin/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "wagtail_mentoring": {"handlers": ["console"], "level": "INFO"},
    },
}
