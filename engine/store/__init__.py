"""The store: offices, days, rosters, events, proposals, publications of sites, and the audit.

Every function takes an open connection first (`Database.writing`, `Database.reading`), so that
several make one transaction. What changes something writes its own audit entry in the same
transaction; callers record only what somebody saw, and what they change beside the store.

Locks are taken in one order, so that nobody waits for each other: the site, its days, its rosters,
and at the very end the head of the audit. A transaction that changes several takes them in order.
"""
