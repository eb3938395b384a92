import JOSE
import Synchronization

/// The keys that the provider signs with now: one immutable value behind one reference, which is swapped as a whole.
///
/// Whoever signs or verifies takes `current` once for what it does, so that one answer is made of one set of keys.
package final class KeyRing: Sendable {
    private let keys: Mutex<SigningKeys>

    package init(_ keys: SigningKeys) { self.keys = Mutex(keys) }

    package var current: SigningKeys { keys.withLock { $0 } }

    /// Signs with other keys from now on. What the old ones have signed is verified as long as the new set publishes
    /// them.
    package func replace(with keys: SigningKeys) {
        self.keys.withLock { $0 = keys }
    }
}
