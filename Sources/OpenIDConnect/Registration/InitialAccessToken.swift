import Cryptography
import Identity
import Wire

/// What lets somebody register clients without an administrator (RFC 7591 §1.2, "initial access token"): 256 random bits,
/// Base64url, given out by one. It is shown once; its hash is what we keep.
package struct InitialAccessToken: Sendable {
    package let text: String

    package init(random: any RandomSource) { text = Base64URL.encode(random.bytes(32)) }

    package var hash: InitialAccessTokenHash { InitialAccessTokenHash(ofPresented: text) }
}

package typealias InitialAccessTokenHash = TokenHash<InitialAccessToken>

/// What is kept of an initial access token, besides its hash: it counts for so many clients, and so long.
package struct InitialAccess: Hashable, Sendable {
    /// What administrators and the audit log know it by; no secret.
    package let id: InitialAccessID
    /// For whom it was made: a line for people.
    package let name: String
    /// How many clients may still be registered by it.
    package let usesLeft: Int
    package let end: Instant

    /// How many clients one may be for, and how long it may count: each client is a row for good.
    package static let usesLimit = 1000
    package static let longestLife = Duration.hours(24 * 365)

    package init(id: InitialAccessID, name: String, usesLeft: Int, end: Instant) {
        self.id = id
        self.name = name
        self.usesLeft = usesLeft
        self.end = end
    }

    package func counts(at now: Instant) -> Bool { usesLeft > 0 && now < end }
}

/// `iat-` and ten letters or digits.
package struct InitialAccessID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(random: any RandomSource) { text = Self.prefix + Base32.encode(random.bytes(6)).lowercased() }

    /// Reads one that was written before, or that somebody types.
    package init(_ text: String) { self.text = text }

    package var description: String { text }

    private static let prefix = "iat-"
}
