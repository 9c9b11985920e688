"""`huddle schema`: the JSON Schema of what goes in and comes out."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from api.command_line.inputs import refusal
from api.documents import DOCUMENTS, schema_of, whole_schema

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def schema(
    document: Annotated[
        str | None,
        typer.Argument(metavar="[DOCUMENT]", help=f"One of {', '.join(DOCUMENTS)}; or all."),
    ] = None,
) -> None:
    """Print the JSON Schema of the documents, with the rate of every soft term."""
    if document is not None and document not in DOCUMENTS:
        raise refusal(
            "DOCUMENT", document, "no such document", f"write one of {', '.join(DOCUMENTS)}"
        )
    described = whole_schema() if document is None else schema_of(document)
    sys.stdout.write(json.dumps(described, indent=2) + "\n")
