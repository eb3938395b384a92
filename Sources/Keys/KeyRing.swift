import JOSE
import Synchronization

/// The keys that the provider signs with now: one immutable value behind one reference, which is swapped as a whole.
///
/// Whoever signs or verifies takes `current` once for what it does, so that one answer is made of one set of keys.
package final class KeyRing: Sendable {
    private let keys: Mutex<SigningKeys>
    /// Says to other processes that the secrets are open here, for as long as somebody may use them.
    private let use: FolderLock?

    package init(_ keys: SigningKeys, use: FolderLock? = nil) {
        self.keys = Mutex(keys)
        self.use = use
    }

    package var current: SigningKeys { keys.withLock { $0 } }

    /// Signs with other keys from now on. What the old ones have signed is verified as long as the new set publishes
    /// them.
    package func replace(with keys: SigningKeys) {
        self.keys.withLock { $0 = keys }
    }
}
