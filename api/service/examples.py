"""Requests to try: they name example days, so that they are short and work as they stand."""

from __future__ import annotations

from typing import Any

_BY_NAME: dict[str, Any] = {"scenario": "md-out-small-pc", "deadline": 5.0}

_MONTH: dict[str, Any] = {"scenario": "clinic-month", "deadline": 5.0}

EXAMPLES: dict[str, dict[str, Any]] = {
    "ResolveRequest": {
        "example-day": {
            "summary": "An example day as it stands: its physician is out all day",
            "value": _BY_NAME,
        },
        "one-more-event": {
            "summary": "The same, and an assistant comes late; as few calls as can be",
            "value": _BY_NAME
            | {
                "events": [{"type": "late", "person": "ma-1", "until": "10:00"}],
                "now": "06:50",
                "profile": "fewest-calls",
            },
        },
    },
    "WhatIfRequest": {
        "two-variants": {
            "summary": "Would the day look different with an assistant more out?",
            "value": _BY_NAME
            | {
                "variants": [
                    {"name": "as-it-is"},
                    {"name": "ma-1-out", "events": [{"type": "absent", "person": "ma-1"}]},
                ]
            },
        }
    },
    "WhyRequest": {
        "moved": {
            "summary": "Why does this visit not stay as it was booked?",
            "value": _BY_NAME | {"visit": "a-102"},
        }
    },
    "WhyNotRequest": {
        "other-provider": {
            "summary": "Why is it not with dr-bell at 16:30?",
            "value": _BY_NAME | {"wish": {"visit": "a-105", "provider": "dr-bell", "at": "16:30"}},
        }
    },
    "ConflictRequest": {
        "nobody-called": {
            "summary": "Can the day be held without calling anybody?",
            "value": _BY_NAME | {"wishes": [{"no_calls": True}]},
        }
    },
    "HelpRequest": {
        "what-would-help": {"summary": "What would help today?", "value": _BY_NAME},
    },
    "FrontierRequest": {
        "seen-and-called": {"summary": "What do calls buy?", "value": _BY_NAME},
    },
    "RosterBuildRequest": {
        "example-month": {"summary": "An example month, from nothing", "value": _MONTH},
    },
    "RosterRepairRequest": {
        "example-month": {
            "summary": "An example month as it stands: an assistant is out for three days",
            "value": _MONTH,
        },
        "fairest": {
            "summary": "The same, shared out as evenly as can be, without the other ways to go",
            "value": _MONTH | {"lean": "fairest", "options": False},
        },
    },
    "RosterCheckRequest": {
        "as-published": {
            "summary": "What an absence breaks in the published roster",
            "value": {"scenario": "clinic-month"},
        },
    },
    "RosterAbsenceRequest": {
        "example-month": {
            "summary": "A nurse is out for two days: the roster, then the two booked days",
            "value": {"scenario": "nurse-out", "deadline": 5.0},
        },
    },
    "EventIn": {
        "absent": {
            "summary": "Somebody is away all day",
            "value": {"type": "absent", "person": "dr-lee", "reported": "06:45"},
        },
        "answered": {
            "summary": "A patient was called, and nobody answered",
            "value": {"type": "call-outcome", "appointment": "a-102", "outcome": "no-answer"},
        },
    },
    "AskProposal": {
        "fewest-calls": {
            "summary": "Solve the day as it stands, with as few calls as can be",
            "value": {"profile": "fewest-calls", "deadline": 5.0},
        },
    },
    "Publish": {
        "whole": {"summary": "All of it", "value": {}},
        "part": {"summary": "The changes of two visits", "value": {"accepted": ["a-102", "a-105"]}},
    },
    "RosterEventIn": {
        "absent": {
            "summary": "Somebody is out for three days",
            "value": {
                "type": "absent",
                "person": "rn-ames",
                "from": "2026-12-07",
                "to": "2026-12-09",
            },
        },
        "declined": {
            "summary": "Somebody was asked to work a shift, and said no",
            "value": {
                "type": "call-outcome",
                "person": "ma-gray",
                "date": "2026-12-08",
                "shift_types": ["early"],
                "outcome": "reached-declined",
            },
        },
    },
    "AskRosterProposal": {
        "fairest": {
            "summary": "Solve the roster as it stands, shared out as evenly as can be",
            "value": {"lean": "fairest", "deadline": 5.0},
        },
    },
    "PublishRoster": {
        "whole": {"summary": "All of it", "value": {}},
        "part": {
            "summary": "The change of one cell",
            "value": {"accepted": [{"person": "ma-gray", "date": "2026-12-03"}]},
        },
    },
    "WebhookIn": {
        "there": {"summary": "Tell this address", "value": {"url": "https://example.org/huddle"}},
    },
    "KeyIn": {
        "front-desk": {
            "summary": "A key for half a year that publishes at one site",
            "value": {
                "label": "front-desk",
                "scope": "publish",
                "sites": ["small-pc"],
                "days": 183,
            },
        },
        "reports": {
            "summary": "A key that reads at every site",
            "value": {"label": "reports", "scope": "read", "sites": None, "days": 30},
        },
    },
    "KeyRotation": {
        "a-week": {"summary": "The old one opens for a week more", "value": {"overlap": 7}},
    },
    "FanOutAsked": {
        "two-sites": {
            "summary": "A day as it stands, and another with somebody out",
            "value": [
                {"site": "north", "date": "2026-11-23"},
                {
                    "site": "west",
                    "date": "2026-11-23",
                    "variant": {
                        "name": "dr-lee-out",
                        "events": [{"type": "absent", "person": "dr-lee"}],
                    },
                },
            ],
        },
    },
    "Retention": {
        "half-a-year": {"summary": "Keep each day for half a year", "value": {"days": 183}},
    },
    "PurgeIn": {
        "as-set": {"summary": "What is older than the site keeps it", "value": {}},
        "before": {"summary": "Every day before this one", "value": {"before": "2026-10-01"}},
    },
    "CheckRequest": {
        "empty-plan": {
            "summary": "A plan that leaves every visit out",
            "value": {
                "scenario": "md-out-small-pc",
                "plan": {"office": "small-pc", "date": "2026-11-23"},
            },
        }
    },
}
"""By request: examples by name, as OpenAPI writes them."""
