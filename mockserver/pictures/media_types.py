"""The media types of pictures and the file name extensions that stand for them."""

# The first extension of a media type is the one that is written.
_EXTENSIONS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/bmp": (".bmp", ".dib"),
    "image/svg+xml": (".svg",),
    "image/vnd.wap.wbmp": (".wbmp",),
    "image/x-xbitmap": (".xbm",),
    "image/tiff": (".tiff", ".tif"),
    "image/avif": (".avif",),
    "image/jp2": (".jp2", ".j2k", ".jpx"),
    "image/x-icon": (".ico",),
    "image/vnd.adobe.photoshop": (".psd",),
}

_MEDIA_TYPES = {
    extension: media_type
    for media_type, extensions in _EXTENSIONS.items()
    for extension in extensions
}


def extension(media_type: str) -> str:
    """The usual extension of a picture's media type, with its dot; "" for an unknown one.

    Case and parameters of the media type do not matter.
    """
    bare = media_type.partition(";")[0].strip().lower()
    return _EXTENSIONS.get(bare, ("",))[0]


def media_type_of(name: str) -> str | None:
    """The media type that a file name or an extension stands for; None for an unknown one.

    "photo.JPG", ".jpg" and "jpg" mean the same.
    """
    return _MEDIA_TYPES.get("." + name.rpartition(".")[2].lower())
