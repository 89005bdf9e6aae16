"""What is to happen once the transaction has been committed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction


def after_commit(func: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Call ``func`` after commit; an error there is logged, and harms nobody.

    Django's own robust hooks fail over the name of a partial before they can log anything.
    """

    @wraps(func)
    def call() -> None:
        func(*args, **kwargs)

    transaction.on_commit(call, robust=True)
