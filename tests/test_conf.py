import pytest
from django.test import override_settings

from wagtail_mentoring.conf import app_settings


def test_a_missing_setting_falls_back_to_its_default():
    assert app_settings.HTML_CLEANER == "bleach"


def test_a_changed_setting_is_seen_at_once():
    with override_settings(WAGTAIL_MENTORING={"COMMENT_MAX_LENGTH": 12}):
        assert app_settings.COMMENT_MAX_LENGTH == 12
    assert app_settings.COMMENT_MAX_LENGTH == 5000


def test_an_unknown_setting_is_named_in_the_error():
    with pytest.raises(AttributeError, match="NO_SUCH_KEY"):
        app_settings.NO_SUCH_KEY  # noqa: B018
