"""Mentors' photos in the site's image library, and when they go from it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, ReferenceIndex

from wagtail_mentoring.pledges.models import Mentor

GIVEN = "wagtail_mentoring.photo"


def give(mentor: Mentor, file: UploadedFile) -> None:
    """Show what the mentor sent from now on."""
    photo = get_image_model().objects.create(title=mentor.name, file=file)
    _put(mentor, photo)
    log(mentor, GIVEN, data={"photo": str(photo.pk)})


def take_away(mentor: Mentor) -> None:
    """Show no photo of the mentor any more."""
    _put(mentor, None)


def _put(mentor: Mentor, photo: AbstractImage | None) -> None:
    """In the place of the one so far, which goes if the mentor had sent it and nobody uses it.

    Other photos stay: an editor has put them into the library, and may need them again.
    """
    earlier, mentor.photo = mentor.photo, photo
    mentor.save(update_fields=["photo"])
    if earlier is not None and _was_given(mentor, earlier):
        delete_if_unused(earlier, mentor)


def _was_given(mentor: Mentor, photo: AbstractImage) -> bool:
    given = ModelLogEntry.objects.for_instance(mentor).filter(action=GIVEN)
    return bool(given.filter(data__photo=str(photo.pk)).exists())


def delete_if_unused(photo: AbstractImage, mentor: Mentor) -> None:
    """Delete a photo that was the mentor's, unless it is used elsewhere."""
    ReferenceIndex.create_or_update_for_object(mentor)  # may not have heard of the change yet
    if not ReferenceIndex.get_references_to(photo).exists():
        photo.delete()
