import Cryptography
import Synchronization

/// The keys that VNeID seals to now, the newest first: one immutable value behind one reference, as those that sign (`KeyRing`).
package final class EnvelopeKeyRing: Sendable {
    private let keys = Mutex<[EnvelopeKey]>([])

    package init() {}

    package var current: [EnvelopeKey] { keys.withLock { $0 } }

    package func replace(with keys: [EnvelopeKey]) { self.keys.withLock { $0 = keys } }
}

/// A private key by which VNeID seals to us (profile `quirks` of Documentation/VNEID.md), opened.
package struct EnvelopeKey: Sendable {
    package let number: Int64
    package let key: RSAPrivateKey

    package init(number: Int64, key: RSAPrivateKey) {
        self.number = number
        self.key = key
    }
}
