"""Models as a tablet reads them."""

from __future__ import annotations

from base64 import b64decode

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.recommendations.kept_models import kept_models
from server.recommendations.models import ModelPart
from shared.recommendation import Model


def loaded(session: Session) -> Model:
    """The model in use."""
    parts = {part.hash: b64decode(part.data) for part in session.scalars(select(ModelPart))}
    return Model.of(kept_models(session)[0].manifest, parts)
