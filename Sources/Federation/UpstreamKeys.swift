import Identity
import JOSE
import Wire

/// The keys that VNeID signs with: cached, and fetched again when a token names one that we don't know, at most once
/// in a while, so that forged `kid`s can't make us a load generator.
struct UpstreamKeys: Sendable {
    private let fetcher: any Fetcher
    private let cache = UpstreamCache<JWKSet>()

    init(fetcher: any Fetcher) {
        self.fetcher = fetcher
    }

    /// The token, once its signature is verified by a key of the set at `address`.
    func verify(
        _ token: UnverifiedJWT, keysAt address: URI, at now: Instant
    ) async throws(FederationError) -> VerifiedJWT {
        let fetch: UpstreamCache<JWKSet>.Fetch = { [fetcher] () async throws(FederationError) in
            let json = try await fetcher.json(from: address, flaw: .keys)
            guard let keys = try? JWKSet(json) else { throw .untrustworthy(.keys) }
            return keys
        }
        let cached = try await cache.value(at: now, fetch)
        if let verified = try? token.verified(by: cached.value) { return verified }
        guard !cached.isFresh, !cached.value.contains(keyNamedBy: token),
            let keys = try await cache.renewed(at: now, fetch)
        else { throw .untrustworthy(.signature) }
        do { return try token.verified(by: keys) } catch { throw .untrustworthy(.signature) }
    }
}
