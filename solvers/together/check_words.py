"""Findings of the checker of the whole: each is a breach, for none of it may ever be."""

from __future__ import annotations

from models.finding import Finding, FindingKind


def breach(rule: str, about: tuple[str, ...], sentence: str) -> Finding:
    """Return what is wrong with an answer."""
    return Finding(rule=rule, kind=FindingKind.BREACH, about=about, sentence=sentence)
