import Identity
import JOSE

/// What can be said of a key without opening it.
package struct KeyListing: Sendable {
    package let id: String
    package let algorithm: SignatureAlgorithm
    package let createdAt: Instant
    package let file: String
}
