"""Keys by role: public records, private halves, and the folder that keeps them.

``public``   roles, algorithms, key identifiers, the record of a public key, what must never be shared
``private``  the seam ``Signer`` and keys held in this process
``folder``   private keys encrypted at rest; a key that waits for its holder

Verifiers read public records only, so this package pulls in nothing but ``public``.
"""

from kpcs.proof.keys.public import (
    ED25519,
    ESP256,
    X25519,
    KeyState,
    PublicKey,
    Role,
    key_id,
    refuse_shared,
)

__all__ = ["ED25519", "ESP256", "X25519", "KeyState", "PublicKey", "Role", "key_id", "refuse_shared"]
