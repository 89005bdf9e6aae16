"""Images and files: from a copy of the uploads, or from the network when asked for."""

import io
import socket

import pytest
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.wordpress.exports import item, meta
from wagtail_mentoring.wordpress import fetch, media

pytestmark = pytest.mark.django_db
UPLOADED = "https://old.example/wp-content/uploads/2012/03"


def picture(width=40, height=30, kind="PNG"):
    file = io.BytesIO()
    PillowImage.new("RGB", (width, height), "teal").save(file, kind)
    return file.getvalue()


@pytest.fixture(autouse=True)
def _media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def uploads(tmp_path):
    folder = tmp_path / "uploads" / "2012" / "03"
    folder.mkdir(parents=True)
    (folder / "desk.png").write_bytes(picture())
    (folder / "notes.pdf").write_bytes(b"%PDF-1.4 notes")
    (folder / "page.html").write_bytes(b"<script>alert(1)</script>")
    (folder / "fake.png").write_bytes(b"<svg onload=alert(1)>")
    return tmp_path / "uploads"


def attachment(name, number, *parts, **fields):
    return item(
        *parts,
        number=number,
        post_type="attachment",
        status="inherit",
        attachment_url=f"{UPLOADED}/{name}",
        **fields,
    )


POST = item(
    meta("_thumbnail_id", "50"),
    number=1,
    content=f'<img class="wp-image-50" src="{UPLOADED}/desk-20x15.png" alt="A desk">'
    f' <a href="{UPLOADED}/notes.pdf">Notes</a> [gallery ids="50"]',
)
FILES = (
    attachment("desk.png", 50, meta("_wp_attachment_image_alt", "The desk"), title="Desk"),
    attachment("notes.pdf", 51, title="Notes"),
)


def test_images_and_files_come_from_a_copy_of_the_uploads(imported, index, uploads, client):
    report = imported(POST, *FILES, uploads=str(uploads))
    assert report["created"]["images"] == report["created"]["documents"] == 1
    page = index.get_article_model().objects.get()
    image, document = get_image_model().objects.get(), get_document_model().objects.get()
    assert page.lead_image == image
    assert (image.title, document.title) == ("Desk", "Notes")
    kinds = {block["type"]: block["value"] for block in page.body.raw_data}
    assert kinds["image"]["image"] == image.pk
    assert kinds["image"]["alt_text"] == "A desk"
    assert kinds["gallery"]["images"][0]["value"]["alt_text"] == "The desk"
    assert f'<a linktype="document" id="{document.pk}">' in kinds["paragraph"]
    html = client.get(page.url).content.decode()
    assert "mentoring-gallery" in html
    assert 'alt="A desk"' in html


def test_a_second_run_stores_no_file_again(imported, uploads):
    imported(POST, *FILES, uploads=str(uploads))
    assert imported(POST, *FILES, uploads=str(uploads))["created"] == {}
    assert get_image_model().objects.count() == 1


def test_uploads_that_come_later_are_put_in(imported, index, uploads):
    report = imported(POST, *FILES)
    assert not get_image_model().objects.exists()
    assert "media_missing" in {note["code"] for note in report["notes"]}
    report = imported(POST, *FILES, uploads=str(uploads))
    assert report["changed"] == {"pages": 1}
    assert index.get_article_model().objects.get().lead_image is not None


def test_a_dry_run_counts_the_same_files(imported, uploads):
    dry = imported(POST, *FILES, uploads=str(uploads), dry_run=True)
    assert not get_image_model().objects.exists()
    assert dry["created"] == imported(POST, *FILES, uploads=str(uploads))["created"]


@pytest.mark.parametrize("name", ["page.html", "fake.png", "../../../secret.png", "big.png"])
def test_files_that_could_do_harm_are_refused(imported, uploads, name, monkeypatch):
    monkeypatch.setattr(media, "MOST_PIXELS", 5000)
    (uploads.parent / "secret.png").write_bytes(picture())
    (uploads / "2012" / "03" / "big.png").write_bytes(picture(100, 100))
    report = imported(attachment(name, 60), uploads=str(uploads))
    assert not get_image_model().objects.exists()
    assert not get_document_model().objects.exists()
    assert {note["code"] for note in report["notes"]} & {"media_refused", "media_missing"}


def test_nothing_is_fetched_unless_asked_for(imported, monkeypatch):
    def connect(*args, **kwargs):
        raise AssertionError("The network was used.")

    monkeypatch.setattr(socket, "getaddrinfo", connect)
    monkeypatch.setattr(socket.socket, "connect", connect)
    imported(POST, *FILES)
    imported(POST, *FILES, dry_run=True, fetch_media=True)


def test_files_are_fetched_when_asked_for(imported, monkeypatch):
    asked = []

    def get(url):
        asked.append(url)
        return fetch.Fetched(picture() if url.endswith(".png") else b"%PDF", "x/y")

    monkeypatch.setattr(media, "fetch", get)
    imported(POST, *FILES, fetch_media=True)
    assert sorted(asked) == [f"{UPLOADED}/desk.png", f"{UPLOADED}/notes.pdf"]
    assert get_image_model().objects.count() == get_document_model().objects.count() == 1


def test_what_cannot_be_fetched_stays_a_link(imported, index, monkeypatch):
    def get(url):
        raise fetch.Refused("not a public address")

    monkeypatch.setattr(media, "fetch", get)
    report = imported(POST, fetch_media=True)
    assert "media_refused" in {note["code"] for note in report["notes"]}
    (first, *_rest) = index.get_article_model().objects.get().body.raw_data
    assert f'<a href="{UPLOADED}/desk-20x15.png">A desk</a>' in first["value"]
