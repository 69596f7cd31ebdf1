"""Measurements: over HTTP against a bare uvicorn (`http`), and in process (`engine`)."""
