"""Who is signed in at the console, as its pages need her."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import UserMixin

from server.actors import PUBLISHING_ROLES, Actor
from server.promotions import permissions
from server.promotions.permissions import Action

ROLE_NAMES = {
    "marketer": "Marketer",
    "approver": "Approver",
    "administrator": "Administrator",
    "reader": "Reader · looks only",
}


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A staff member with an open session; `token` is what her cookie carries, and it can be revoked."""

    actor: Actor
    token: str

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def role_name(self) -> str:
        return ROLE_NAMES.get(self.actor.role, self.actor.role.capitalize())

    @property
    def initials(self) -> str:
        """One or two letters for the round badge."""
        words = self.actor.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def may(self, action: Action) -> bool:
        """True if her role may do so with promotions."""
        return permissions.may(action, self.actor.role)

    @property
    def may_change(self) -> bool:
        """True if she may change what is no promotion: enrol, revoke, guides; others see no such button."""
        return self.actor.role in PUBLISHING_ROLES
