"""Contract tests that know the rules of an API, for our stand-in and for any real server."""
