"""Answers as an office reads them: tables on a terminal, plain lines in a pipe."""
