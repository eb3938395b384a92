import Identity
import JOSE
import Wire

/// The provider's keys (RFC 7517 §5): fetched for the first token, seldom again for one that names a key which isn't among
/// them, and once in a while, so that a key that was withdrawn doesn't count for ever.
actor ProviderKeys {
    private let issuer: Wire.URI
    private let clock: any WallClock
    private let fetcher: any Fetcher
    private var kept: (set: JWKSet, at: Instant)?

    init(_ issuer: Wire.URI, _ clock: any WallClock, _ fetcher: any Fetcher) {
        self.issuer = issuer
        self.clock = clock
        self.fetcher = fetcher
    }

    /// Those that may have signed a token.
    /// - Throws: `.unreachable`, or `.badAnswer`, where they can't be had.
    func keys(for token: UnverifiedJWT) async throws(HueSFailure) -> JWKSet {
        let now = clock.now
        if let kept, now < kept.at + HueSLimits.keyLife {
            if now < kept.at + HueSLimits.keyRetry || kept.set.contains(keyNamedBy: token) { return kept.set }
        }
        let metadata = try await object(issuer.text + "/.well-known/openid-configuration")
        guard metadata["issuer"]?.string?.hasSameBytes(as: issuer.text) == true,
            let address = metadata["jwks_uri"]?.string, let set = try? JWKSet(try await object(address))
        else { throw .badAnswer }
        kept = (set, now)
        return set
    }

    private func object(_ address: String) async throws(HueSFailure) -> JSONObject {
        guard let url = try? Wire.URI(address) else { throw .badAnswer }
        let response: FetchResponse
        do throws(FetchError) { response = try await fetcher.fetch(FetchRequest(url: url)) } catch {
            throw .unreachable
        }
        guard response.status == 200, let object = try? JSONReader.readObject(response.body) else { throw .badAnswer }
        return object
    }
}
