import Identity
import JOSE

/// What can be said of a key without opening it.
package struct KeyListing: Sendable {
    package let id: String
    package var keyID: KeyID { KeyID(id) }
    package let algorithm: SignatureAlgorithm
    package let createdAt: Instant
    /// `nil` for a document that the states don't know: it signs nothing and isn't published.
    package let state: KeyState?
}
