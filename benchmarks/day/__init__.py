"""`huddle bench day`: our engine and its peers on the same days, each plan judged by the check."""
