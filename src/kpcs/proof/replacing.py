"""Replacing a file so that a reader, or the next start after a power cut, sees the old one or the new one
whole."""

import os


def replace_file(path: str | os.PathLike[str], data: bytes, *, mode: int = 0o644) -> None:
    """Write ``data`` beside ``path``, flush it to the disk, and rename it into place (POSIX rename is
    atomic).

    Raises OSError (disk full, no permission); ``path`` is then as it was and nothing is left beside it.
    """
    target = os.fspath(path)
    folder = os.path.dirname(target) or "."
    beside = f"{target}.{os.getpid()}.new"
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
