"""`onrecord explain`: a stance with the words that decided it, for a person."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flows.errors import RunError
from flows.report import displayed
from flows.terminal import shown
from warehouse.query import run_named_query


def explanation(warehouse: Path, stance_id: str) -> str:
    """The sentence with its holder, cue and target marked, the statement around it, the links and the article.

    Raises:
        RunError: the warehouse has no such stance.
    """
    found = run_named_query(warehouse, "why_this_stance", {"stance": stance_id}).to_dicts()
    if not found:
        raise RunError(
            f"{warehouse} has no stance {stance_id}. The column stance_id of current_stance has those that there are."
        )
    (stance,) = found
    return shown("\n".join([_position(stance), "", _marked_sentence(stance), "", *_reasons(stance)]), keep="\n")


def _position(stance: dict[str, Any]) -> str:
    """Who stands where."""
    toward = stance["target_actor_id"] or f"“{stance['target_text']}”, which no actor owns"
    verb = "supports" if stance["polarity"] == "support" else "opposes"
    how = f"{stance['act']}, {stance['modality']}{', negated' if stance['is_negated'] else ''}"
    return f"{stance['holder_actor_id']} {verb} {toward}: {how}; confidence {stance['confidence']:.2f}"


def _marked_sentence(stance: dict[str, Any]) -> str:
    text, offset = stance["sentence_text"] or stance["evidence_text"], stance["sentence_start_char"]
    offset = stance["start_char"] if offset is None else offset
    evidence = (stance["start_char"] - offset, stance["end_char"] - offset)
    spans = [("EVIDENCE", *evidence), *_near(stance["holder_mentions"], "HOLDER", offset, evidence)]
    spans.append(("TARGET", stance["target_start_char"] - offset, stance["target_end_char"] - offset))
    if cue := re.compile(rf"\b{re.escape(stance['cue_text'])}\b").search(text, max(0, evidence[0])):
        spans.append(("CUE", *cue.span()))
    return _with_marks(text, [span for span in spans if 0 <= span[1] < span[2] <= len(text)])


def _near(mentions: list[dict[str, Any]] | None, name: str, offset: int, evidence: tuple[int, int]) -> list[Any]:
    """The mention within the evidence, if there is one."""
    spans = [(name, one["start_char"] - offset, one["end_char"] - offset) for one in mentions or ()]
    return [span for span in spans if evidence[0] <= span[1] and span[2] <= evidence[1]][:1]


def _with_marks(text: str, spans: Iterable[tuple[str, int, int]]) -> str:
    """The text with "[NAME …]" around each span; of two that begin or end together the longer is the outer."""
    marks = [(start, 1, -end, f"[{name} ") for name, start, end in spans]
    marks += [(end, 0, -start, "]") for _, start, end in spans]
    pieces, at = [], 0
    for place, _, _, written in sorted(marks):
        pieces += [text[at:place], written]
        at = place
    return "".join([*pieces, text[at:]])


def _reasons(stance: dict[str, Any]) -> list[str]:
    words = "which judged the whole sentence; both are joined by" if stance["rule"] == "model" else "in the words"
    lines = [f"found by:  {stance['rule']}, {words} “{stance['cue_text']}”"]
    if stance["model_score"] is not None:
        lines.append(f"model:     {stance['model_score']:.0%} sure that it {stance['polarity']}s")
    for side in ("holder", "target"):
        if actor := stance[f"{side}_actor_id"]:
            mentions = stance[f"{side}_mentions"] or ()
            links = "; ".join(f"“{one['text']}” ({one['link_reason']})" for one in mentions)
            lines.append(f"{side}:    {actor}: {links or 'not named in this sentence'}")
    if stance["content_text"]:
        source = stance["source_text"] or "nobody named"
        cue = f" {stance['statement_cue_text']}" if stance["statement_cue_text"] else ""
        lines.append(f"statement: {source}{cue}: {stance['content_text']}")
        lines.append(f"speaker:   {stance['speaker_actor_id'] or 'unknown'}")
    published = f", {stance['published_on']}" if stance["published_on"] else ""
    lines.append(f"article:   {stance['title'] or 'without a title'}{published}")
    lines.append(f"           {displayed(Path(stance['path']))}")
    return lines
