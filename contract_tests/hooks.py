"""Schemathesis hooks: uploads become real pictures of the media types that a document declares.

`SCHEMATHESIS_HOOKS=contract_tests.hooks st run openapi.yaml --url http://localhost:8080`

A multipart property is served by the media types of its `encoding.<property>.contentType`; a
raw body by its own. A wildcard in the document, such as image/*, stands for every media type
registered here. No wildcard is registered itself: Schemathesis would take it for image/tiff
too, and would send "image/*" as the type of a part.
"""

import schemathesis

from contract_tests.pictures import MEDIA_TYPES, pictures

for media_type in MEDIA_TYPES:
    schemathesis.openapi.media_type(media_type, pictures([media_type]))
