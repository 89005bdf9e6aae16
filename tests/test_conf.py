import ast
from dataclasses import fields
from pathlib import Path

import pytest
from django.test import override_settings

from wagtail_mentoring import conf
from wagtail_mentoring.conf import Defaults, app_settings


def test_a_missing_setting_falls_back_to_its_default():
    assert app_settings.HTML_CLEANER == "bleach"


def test_a_changed_setting_is_seen_at_once():
    with override_settings(WAGTAIL_MENTORING={"COMMENT_MAX_LENGTH": 12}):
        assert app_settings.COMMENT_MAX_LENGTH == 12
    assert app_settings.COMMENT_MAX_LENGTH == 5000


def test_an_unknown_setting_is_named_in_the_error():
    with pytest.raises(AttributeError, match="NO_SUCH_KEY"):
        app_settings.NO_SUCH_KEY  # noqa: B018


def test_every_setting_is_explained_where_it_is_defined():
    (defaults,) = (
        node
        for node in ast.parse(Path(conf.__file__).read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "Defaults"
    )
    body = defaults.body[1:]
    names = [node.target.id for node in body[::2]]
    explanations = [node.value.value for node in body[1::2]]
    assert names == [field.name for field in fields(Defaults)]
    assert len(explanations) == len(names)
    assert all(text.strip().endswith(".") for text in explanations)
