"""Measurements: over HTTP against a bare uvicorn (`http`), and in process (`engine`)."""

import os
import platform


def conditions(request_lines: str) -> str:
    """Return the line that ends a report."""
    python = platform.python_version()
    return f"\nRequest lines: {request_lines}; {os.cpu_count()} cores; Python {python}."
