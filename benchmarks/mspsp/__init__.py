"""MSPSP: activities that need several skills at once, planned as a day and judged twice."""
