import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file


@pytest.fixture
def read(client):
    """The parsed page at an address."""

    def get(page_or_path, status=200):
        address = page_or_path if isinstance(page_or_path, str) else page_or_path.url
        response = client.get(address)
        assert response.status_code == status, response
        return BeautifulSoup(response.content, "html.parser")

    return get


@pytest.fixture
def image(db):
    file: ImageFile = get_test_image_file(size=(640, 480))
    return get_image_model().objects.create(title="A boat", file=file)


@pytest.fixture
def write(article):
    """Gives an article a body or sources, as ``(type, value)`` pairs, and publishes it."""

    def set_streams(page=article, **streams):
        for name, items in streams.items():
            setattr(page, name, json.dumps([{"type": kind, "value": v} for kind, v in items]))
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return set_streams
