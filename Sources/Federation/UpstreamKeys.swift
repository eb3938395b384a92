import Identity
import JOSE
import Wire

/// The keys that VNeID signs with: cached, and fetched again when a token names one that we don't know, at most once
/// in a while, so that forged `kid`s can't make us a load generator.
actor UpstreamKeys {
    private let fetcher: any Fetcher
    private var known: (keys: JWKSet, at: Instant)?
    private var lastRefetch: Instant?

    static let lifetime = Duration.hours(1)
    /// The least time between two fetches for an unknown `kid`.
    static let refetchInterval = Duration.seconds(30)

    init(fetcher: any Fetcher) {
        self.fetcher = fetcher
    }

    /// The token, once its signature is verified by a key of the set at `address`.
    func verify(
        _ token: UnverifiedJWT, keysAt address: URI, at now: Instant
    ) async throws(FederationError) -> VerifiedJWT {
        let cached = try await keys(at: address, now: now)
        if let verified = try? token.verified(by: cached.keys) { return verified }
        guard !cached.isFresh, !cached.keys.contains(keyNamedBy: token),
            !now.isWithin(Self.refetchInterval, of: max(cached.at, lastRefetch ?? cached.at))
        else { throw .untrustworthy(.signature) }
        // Noted before the wait, so that of many callers at once one fetches.
        lastRefetch = now
        let fetched = try await fetch(address, now: now)
        do { return try token.verified(by: fetched) } catch { throw .untrustworthy(.signature) }
    }

    private func keys(
        at address: URI, now: Instant
    ) async throws(FederationError) -> (keys: JWKSet, at: Instant, isFresh: Bool) {
        if let known, now.isWithin(Self.lifetime, of: known.at) { return (known.keys, known.at, false) }
        return (try await fetch(address, now: now), now, true)
    }

    private func fetch(_ address: URI, now: Instant) async throws(FederationError) -> JWKSet {
        let json = try await fetcher.json(from: address, flaw: .keys)
        guard let keys = try? JWKSet(json) else { throw .untrustworthy(.keys) }
        known = (keys, now)
        return keys
    }
}
