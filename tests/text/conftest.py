import pytest
from django.test import override_settings


@pytest.fixture(params=["bleach", "nh3"])
def engine(request):
    with override_settings(WAGTAIL_MENTORING={"HTML_CLEANER": request.param}):
        yield request.param
