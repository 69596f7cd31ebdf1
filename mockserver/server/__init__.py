"""The edge: HTTP in and out, with Connexion in the path."""
