"""SHA-256 without the rest: ``hashlib`` loads OpenSSL a second time, which a cold check at a gate would wait for.

The standard library takes the same short cut in ``random``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256
    except ImportError:  # another implementation of Python
        from hashlib import sha256

__all__ = ["sha256"]
