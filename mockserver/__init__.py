"""The stand-in: one model of an API, compiled from its OpenAPI document, served with memory."""
