"""Which actor ids of different documents are one actor, as far as names alone tell."""

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict

import polars as pl

from transforms.reference import AliasKind, Reference
from warehouse.contract import TABLES, AliasReason, polars_schema


def alias_rules(actor_ids: Iterable[str], reference: Reference) -> pl.DataFrame:
    """Columns actor_id, canonical_actor_id and reason, for the actors whose name is a spelling of a known actor's.

    Names are compared without case, accents and punctuation. Actors that are known under their own id have no row.
    """
    known = {_plain(alias.text): alias for alias in reference.aliases.values() if alias.kind in _NAMES}
    rows = []
    for actor_id in actor_ids:
        kind, _, name = actor_id.partition(":")
        alias = known.get(_plain(name))
        if actor_id in reference.actors or alias is None or not _may_be_one(kind, alias.actor_id):
            continue
        reason = AliasReason.SPELLING if alias.kind is AliasKind.SPELLING else AliasReason.ALIAS
        rows.append((actor_id, alias.actor_id, reason))
    return pl.DataFrame(
        rows, schema={"actor_id": pl.String, "canonical_actor_id": pl.String, "reason": pl.String}, orient="row"
    )


def reference_actors(actor_ids: Iterable[str], reference: Reference) -> pl.DataFrame:
    """Staged columns of dim_actor for those of the actors that the reference data knows."""
    known = (reference.actors[actor_id] for actor_id in actor_ids if actor_id in reference.actors)
    rows = [asdict(actor) | {"in_reference": True} for actor in known]
    return pl.DataFrame(rows, schema=polars_schema(TABLES["dim_actor"], staged=True))


_NAMES = frozenset((AliasKind.NAME, AliasKind.ACRONYM, AliasKind.SPELLING))


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)).split())


def _may_be_one(kind: str, known_actor_id: str) -> bool:
    """A person is never an organisation; organisations, groups and countries may be taken for each other."""
    return (kind == "person") == known_actor_id.startswith("person:")
