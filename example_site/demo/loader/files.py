"""Where the content of the demo lies, and how pictures get into Wagtail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

CONTENT = Path(__file__).resolve().parent.parent / "content"


def read_json(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def picture(name: str, description: str) -> Any:
    """The picture ``content/pictures/<name>.png`` as an image of the Wagtail library."""
    image_model = get_image_model()
    title = name.replace("-", " ").capitalize()
    found = image_model.objects.filter(title=title).first()
    if found:
        return found
    with (CONTENT / "pictures" / f"{name}.png").open("rb") as file:
        return image_model.objects.create(
            title=title, description=description, file=ImageFile(file, name=f"{name}.png")
        )


def described_picture(value: str) -> Any:
    """From ``name | what it shows``, as the content files have it."""
    name, _, description = value.partition(" | ")
    return picture(name, description)
