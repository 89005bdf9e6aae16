"""Where a comment stands in its thread, as text that sorts in the order of the thread."""

from __future__ import annotations

PATH_STEP = 8
PATH_LENGTH = 248


def path_step(pk: int) -> str:
    """One level of a path: the key of a comment in eight digits that sort as text."""
    digits = []
    while pk:
        pk, digit = divmod(pk, 36)
        digits.append("0123456789abcdefghijklmnopqrstuvwxyz"[digit])
    return "".join(reversed(digits)).rjust(PATH_STEP, "0")


def path_below(parent_path: str, pk: int) -> str:
    """The path of a reply. Below the deepest level there is, it is put beside its parent."""
    if len(parent_path) + PATH_STEP > PATH_LENGTH:
        parent_path = parent_path[:-PATH_STEP]
    return parent_path + path_step(pk)
