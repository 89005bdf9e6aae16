"""Settings of the test run.

``DATABASE_URL`` chooses the database (SQLite in memory by default);
``WAGTAIL_PAGE_MODEL=basepage.BasePage`` runs the tests on a site with its own base page.
"""

import os
import tempfile
from pathlib import Path

import dj_database_url

SWAPPED_PAGE_MODEL = os.environ.get("WAGTAIL_PAGE_MODEL")

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.urls"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = tempfile.mkdtemp(prefix="mentoring-test-media-")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "mentoring@site.example"
WAGTAIL_SITE_NAME = "Test site"
WAGTAILADMIN_BASE_URL = "http://testserver"

if SWAPPED_PAGE_MODEL:
    WAGTAIL_PAGE_MODEL = SWAPPED_PAGE_MODEL
    PAGE_APPS = ["wagtail.test.basepage"]
    TEST_ARTICLE_MODEL = "guides.Guide"
    TEST_INDEX_MODEL = "guides.GuideIndex"
else:
    PAGE_APPS = ["wagtail_mentoring.pages"]
    TEST_ARTICLE_MODEL = "wagtail_mentoring_pages.ArticlePage"
    TEST_INDEX_MODEL = "wagtail_mentoring_pages.ArticleIndexPage"

INSTALLED_APPS = [
    "tests.guides",
    "wagtail_mentoring",
    *PAGE_APPS,
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.api.v2",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
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
    "rest_framework",
    "django.contrib.sitemaps",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.config(default="sqlite://:memory:")}
