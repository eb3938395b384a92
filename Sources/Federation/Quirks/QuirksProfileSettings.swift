import Cryptography
import Identity
import Wire

/// What the profile `quirks` needs to know of our registration with VNeID, and of what was agreed there in writing.
package struct QuirksProfileSettings: UpstreamSettings {
    package let issuer: String
    package let clientID: String
    package let clientSecret: String
    package let redirectURI: String
    package let claims: QuirksClaims
    /// How strong a login there is: VNeID doesn't tell it of each.
    package let loginLevel: AuthenticationLevel
    /// Whether VNeID asks the person for their factors at every login.
    package let asksEveryTime: Bool
    let authorizationEndpoint, tokenEndpoint, userInfoEndpoint: URI

    /// - Throws: when the issuer is no address.
    package init(
        issuer: String, clientID: String, clientSecret: String, redirectURI: String,
        claims: QuirksClaims = QuirksClaims(), loginLevel: AuthenticationLevel = .one, asksEveryTime: Bool = false
    ) throws(URIError) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI
        self.claims = claims
        self.loginLevel = loginLevel
        self.asksEveryTime = asksEveryTime
        authorizationEndpoint = try URI(issuer: issuer, path: "/auth")
        tokenEndpoint = try URI(issuer: issuer, path: "/token")
        userInfoEndpoint = try URI(issuer: issuer, path: "/userinfo")
    }

    package var highestLevel: AuthenticationLevel { loginLevel }

    package var redirectURIs: [String] { [redirectURI] }

    package func app(_ fetcher: any Fetcher) -> (any Upstream)? { nil }

    package var sealsEnvelopes: Bool { true }

    package func upstream(_ fetcher: any Fetcher, keys: @escaping @Sendable () -> [RSAPrivateKey]) -> any Upstream {
        QuirksProfile(self, keys: keys, fetcher: fetcher)
    }
}
