"""What happens after commit."""

import pytest
from django.db import transaction

from wagtail_mentoring.commits import after_commit


def fail(word):
    raise ValueError(word)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_error_after_commit_is_logged_and_harms_nobody(caplog):
    done = []
    with transaction.atomic():
        after_commit(fail, "broken")
        after_commit(done.append, "next")
    assert done == ["next"]
    assert "broken" in caplog.text
