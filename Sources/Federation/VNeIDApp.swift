import Identity
import Wire

/// VNeID's app on the person's own phone, app to app: the request goes to VNeID behind the browser's back, and the browser to a
/// universal link that holds nothing but the id of the transaction which came of it. The app's answer comes by a return link,
/// and is what the profile `oidc` has, believed as little: state, nonce and code verifier are those of the browser that began
/// it, so that neither the transaction's id nor the return link signs in anybody elsewhere.
package struct VNeIDApp: Upstream {
    private let profile: OpenIDProfile
    private let link: VNeIDAppLink

    init(_ link: VNeIDAppLink, _ settings: OpenIDProfileSettings, fetcher: any Fetcher) {
        profile = OpenIDProfile(settings, redirectURI: link.returnURI, fetcher: fetcher)
        self.link = link
    }

    /// - Returns: the universal link, which opens the app where it is installed, and VNeID's page elsewhere.
    package func begin(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String {
        let transaction = try await profile.transaction(at: link.transactions, login, demand, at: now)
        return link.universalLink.appending(query: FormParameters([("transaction", transaction)]))
    }

    package func complete(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> VerifiedIdentity {
        try await profile.complete(callback, of: login, demand, begunAt: begunAt, at: now)
    }
}

/// What was agreed of VNeID's app.
package struct VNeIDAppLink: Hashable, Sendable {
    /// The https address that the app claims.
    let universalLink: URI
    /// Where VNeID takes requests for its app.
    let transactions: URI
    /// The address of ours to which the app returns: registered there beside the callback of browsers.
    package let returnURI: String

    /// - Parameter issuer: VNeID's.
    package init(universalLink: URI, issuer: String, returnURI: String) throws(URIError) {
        self.universalLink = universalLink
        transactions = try URI(issuer: issuer, path: "/app/transactions")
        self.returnURI = returnURI
    }
}
