"""The compiled API: frozen values, built once from a document."""
