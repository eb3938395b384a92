import Cryptography
import Identity
import Wire

/// VNeID through the national portal: an OpenID Provider whose claims have Vietnamese names (profile `oidc` of
/// Documentation/VNEID.md). It turns a callback into a `VerifiedIdentity`, or says why not.
package struct OpenIDProfile: Upstream {
    private let party: OpenIDParty

    /// - Parameter redirectURI: where answers come back, if not at the callback of browsers.
    package init(_ settings: OpenIDProfileSettings, redirectURI: String? = nil, fetcher: any Fetcher) {
        party = OpenIDParty(
            OpenIDRegistration(
                issuer: settings.issuer, clientID: settings.clientID,
                authentication: .secretByPost(settings.clientSecret),
                redirectURI: redirectURI ?? settings.redirectURI, scopes: ["openid"]),
            fetcher: fetcher)
    }

    /// The address that the browser is sent to.
    /// - Parameter demand: passed on as `acr_values` (`LoA1` or `LoA2`), `max_age` and `prompt`.
    package func begin(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String {
        try await party.address(login, demand, acrValues: Self.acrValues(demand), at: now)
    }

    /// The same request, left with VNeID behind the browser's back.
    /// - Returns: the id of its transaction.
    func transaction(
        at endpoint: URI, _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String {
        try await party.transaction(at: endpoint, login, demand, acrValues: Self.acrValues(demand), at: now)
    }

    private static func acrValues(_ demand: UpstreamDemand) -> [String] {
        [(demand.level ?? .two) >= .two ? "LoA2" : "LoA1"]
    }

    /// - Parameter demand: what `begin` was asked for; a lower answer than `LoA2`, where that was asked, is none.
    package func complete(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> VerifiedIdentity {
        let answer = try await party.redeem(callback, of: login, demand, begunAt: begunAt, at: now)
        let claims = answer.claims["LoaiTaiKhoan"] == nil ? try await party.userInfo(answer) : answer.claims
        let identity = try VNeIDClaims.identity(claims, authenticatedAt: answer.authenticatedAt)
        if let level = demand.level, identity.authenticationLevel < min(level, .two) { throw .levelTooLow }
        return identity
    }
}

/// What the profile needs to know of our registration with VNeID.
package struct OpenIDProfileSettings: UpstreamSettings {
    package let issuer: String
    package let clientID: String
    package let clientSecret: String
    /// The address of our callback.
    package let redirectURI: String
    /// How VNeID's app is reached; `nil` where that wasn't agreed.
    package let appLink: VNeIDAppLink?

    package init(
        issuer: String, clientID: String, clientSecret: String, redirectURI: String, appLink: VNeIDAppLink? = nil
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI
        self.appLink = appLink
    }

    package var redirectURIs: [String] { [redirectURI] + (appLink.map { [$0.returnURI] } ?? []) }

    package func app(_ fetcher: any Fetcher) -> (any Upstream)? {
        appLink.map { VNeIDApp($0, self, fetcher: fetcher) }
    }

    /// `LoA2` is the highest that is asked for.
    package var highestLevel: AuthenticationLevel { .two }

    package var sealsEnvelopes: Bool { false }

    package func upstream(_ fetcher: any Fetcher, keys: @escaping @Sendable () -> [RSAPrivateKey]) -> any Upstream {
        OpenIDProfile(self, fetcher: fetcher)
    }
}
