import Cryptography
import Identity
import Wire

/// A party at which people prove who they are, and which tells us who they are: VNeID in one of its profiles, or another. Each
/// is one file that knows how that party speaks; what it says ends in one type, and what goes wrong in one error.
package protocol Upstream: Sendable {
    /// What comes back in the browser, as this party writes it.
    /// - Parameter query: still encoded, without its "?".
    /// - Returns: `nil` for what no answer of it looks like.
    func callback(_ query: String) -> UpstreamCallback?

    /// The address that the browser is sent to.
    /// - Parameter demand: what the login has to be.
    /// - Throws: `FederationError` where the party can't be asked, or is known to give no such login.
    func begin(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String

    /// Redeems what a callback brought, and checks all that comes back.
    /// - Parameters:
    ///   - demand: what `begin` was asked for; a lesser answer is none.
    ///   - begunAt: when the browser was sent.
    func complete(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> VerifiedIdentity
}

extension Upstream {
    package func callback(_ query: String) -> UpstreamCallback? {
        (try? FormParameters(query: query)).flatMap { UpstreamCallback($0) }
    }
}

/// How we are registered with such a party; of it comes what speaks with the party.
package protocol UpstreamSettings: Sendable {
    var clientID: String { get }
    var clientSecret: String { get }
    /// The address of our callback.
    var redirectURI: String { get }
    /// That, and wherever else answers come back.
    var redirectURIs: [String] { get }
    /// The highest level that a sign-in there can be asked for.
    var highestLevel: AuthenticationLevel { get }

    /// Whether the party seals what it says to a key of ours.
    var sealsEnvelopes: Bool { get }

    /// - Parameters:
    ///   - fetcher: the way out to the party.
    ///   - keys: the private keys that it may have sealed to, as they are now.
    func upstream(_ fetcher: any Fetcher, keys: @escaping @Sendable () -> [RSAPrivateKey]) -> any Upstream

    /// The way by the party's app on the person's own phone; `nil` where there is none.
    func app(_ fetcher: any Fetcher) -> (any Upstream)?
}
