"""Exports, read as spreadsheets read them: no cell of theirs is a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.pledges.models import MentorNote, Pledge, Story

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
FORMULAS = ["=1+1", "\t=1+1", "  \uff1d1+1", 'a"\n=cmd|"/c calc"!A1;+2']
LISTS = ("mentoring_comments:index", "mentoring_pledges:index", "mentoring_notes:index")
REPORTS = ("mentoring_comment_activity", "mentoring_pledge_report")


@pytest.fixture(params=FORMULAS)
def planted(request, client, roles, things):
    """A formula in everything that visitors fill in."""
    words = {"name": request.param[:80], "text": request.param}
    for model in (ReaderComment, Pledge, Story, MentorNote):
        model._default_manager.update(**words)
    Pledge.objects.filter(mentor=None).update(mentor_name=request.param[:80])
    client.force_login(roles["superuser"])


def read(client: Any, name: str, kind: str) -> bytes:
    response = client.get(reverse(name), {"state": "all", "export": kind})
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize("name", [*LISTS, *REPORTS])
def test_no_cell_is_a_formula(client, planted, name):
    text = read(client, name, "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    torn = re.split(r"[;\t\r\n]", text)  # as where a semicolon parts cells
    for cell in [*cells, *torn]:
        assert not cell.lstrip(" \u00a0").startswith(SIGNS), repr(cell)
    book = openpyxl.load_workbook(io.BytesIO(read(client, name, "xlsx")))
    types = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in types
