"""Who can sign in to the demo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Login:
    username: str
    password: str
    first_name: str
    last_name: str
    groups: tuple[str, ...] = ()
    superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.username}@ashcombe.example"


LOGINS = (
    Login("editor", "editor-demo", "Ottilie", "Brandt", ("Editors",)),
    Login("moderator", "moderator-demo", "Kwabena", "Asare", ("Moderators", "Comment moderators")),
    Login("administrator", "administrator-demo", "Wren", "Halloran", superuser=True),
)
