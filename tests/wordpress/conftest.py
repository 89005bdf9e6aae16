import json

import pytest
from django.core.management import call_command

from tests.wordpress.exports import export


@pytest.fixture
def write(tmp_path):
    """Writes an export to a file and gives its path."""

    def write(*parts, data=None, name="export.xml"):
        path = tmp_path / name
        path.write_bytes(export(*parts) if data is None else data)
        return path

    return write


@pytest.fixture
def imported(index, write, capsys):
    """Imports parts of an export below the index; gives the report."""

    def run(*parts, data=None, parent=None, **options):
        path = write(*parts, data=data)
        try:
            call_command(
                "mentoring_import_wordpress",
                str(path),
                parent=str((parent or index).pk),
                json=True,
                **options,
            )
        except SystemExit as end:
            assert end.code == 3
        return json.loads(capsys.readouterr().out)

    return run
