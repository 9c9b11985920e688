"""The options side by side: one column for each way to go, one row for each figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from api.render.certificate import bounded
from api.render.screen import Screen
from api.render.words import clock_words, percent
from models.proposal import Kpis, Option, Proposal

_FIGURES: Sequence[tuple[str, Callable[[Kpis], object]]] = (
    ("seen today", lambda kpis: kpis.seen),
    ("of them by video", lambda kpis: kpis.by_video),
    ("of them at another site", lambda kpis: kpis.other_site),
    ("another day", lambda kpis: kpis.other_day),
    ("to be decided", lambda kpis: kpis.manual),
    ("calls", lambda kpis: kpis.calls),
    ("minutes moved", lambda kpis: kpis.minutes_moved),
    ("other provider", lambda kpis: kpis.provider_changes),
    ("overtime minutes", lambda kpis: kpis.overtime_minutes),
    ("longest wait", lambda kpis: kpis.longest_wait),
    ("held slots used", lambda kpis: kpis.held_slots_used),
    ("duty changes", lambda kpis: kpis.duty_changes),
    ("called in", lambda kpis: kpis.called_in),
    ("sent to another site", lambda kpis: kpis.transfers),
    ("breaks missed", lambda kpis: kpis.missed_breaks),
    ("minutes without cover", lambda kpis: kpis.coverage_gap_minutes),
    ("finish", lambda kpis: clock_words(kpis.finish)),
)
_ALWAYS = {"seen today", "calls", "finish"}


def show_options(proposal: Proposal, screen: Screen) -> None:
    """Write every option of a proposal; one that breaks a rule says that it cannot be published."""
    options = proposal.options
    if not options:
        return
    screen.heading("Options")
    titles = [
        f"{option.title} (this plan)" if proposal.profile in option.profiles else option.title
        for option in options
    ]
    rows = []
    for label, figure in _FIGURES:
        values = [str(figure(option.kpis)) for option in options]
        if label in _ALWAYS or any(value not in {"0", ""} for value in values):
            rows.append([label, *values])
    breaches = [len(option.violations) for option in options]
    if any(breaches):
        rows.append(["rules broken", *map(str, breaches)])
    rows.append(
        ["cost at the office's rates", *(f"{option.cost_at_default_rates:,}" for option in options)]
    )
    rows.append(["from best, at most", *map(_gap, options)])
    rows.append(["publishable", *("yes" if option.publishable else "NO" for option in options)])
    screen.table(["", *titles], rows)


def _gap(option: Option) -> str:
    if option.certificate is None:
        return ""
    return percent(option.certificate.gap) if bounded(option.certificate) else "not known"
