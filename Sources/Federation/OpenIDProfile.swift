import Cryptography
import Identity
import JOSE
import Wire

/// VNeID through the national portal: an OpenID Provider whose claims have Vietnamese names (profile `oidc` of
/// Documentation/VNEID.md). It turns a callback into a `VerifiedIdentity`, or says why not.
package struct OpenIDProfile: Upstream {
    private let settings: OpenIDProfileSettings
    private let fetcher: any Fetcher
    private let metadata: UpstreamMetadataCache
    private let keys: UpstreamKeys

    /// How far VNeID's clock may differ from ours.
    private static let leeway = Duration.seconds(60)

    package init(_ settings: OpenIDProfileSettings, fetcher: any Fetcher) {
        self.settings = settings
        self.fetcher = fetcher
        metadata = UpstreamMetadataCache(issuer: settings.issuer, fetcher: fetcher)
        keys = UpstreamKeys(fetcher: fetcher)
    }

    /// The address that the browser is sent to (OpenID Connect Core §3.1.2.1).
    /// - Parameter demand: passed on as `acr_values` (`LoA1` or `LoA2`), `max_age` and `prompt`.
    package func begin(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, at now: Instant
    ) async throws(FederationError) -> String {
        let metadata = try await metadata.metadata(at: now)
        var query = [
            ("response_type", "code"), ("scope", "openid"), ("client_id", settings.clientID),
            ("redirect_uri", settings.redirectURI), ("state", login.state), ("nonce", login.nonce),
            ("acr_values", (demand.level ?? .two) >= .two ? "LoA2" : "LoA1"),
            ("max_age", String(demand.maxAge.wholeSeconds)),
        ]
        if demand.isAnew || !metadata.tellsAuthenticationTime { query.append(("prompt", "login")) }
        if metadata.offersS256 {
            let challenge = Base64URL.encode(SHA2.sha256(Array(login.codeVerifier.utf8)))
            query += [("code_challenge", challenge), ("code_challenge_method", "S256")]
        }
        return metadata.authorizationEndpoint.appending(query: FormParameters(query))
    }

    /// Redeems the code of a callback and checks all that comes back (OpenID Connect Core §3.1.3.7).
    /// - Parameters:
    ///   - demand: what `begin` was asked for; a lower answer than `LoA2`, where that was asked, is none.
    ///   - begunAt: when the browser was sent.
    package func complete(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> VerifiedIdentity {
        // Another provider's answer, error or not, is never looked at (RFC 9207 §2.4).
        if let named = callback.issuer, !named.hasSameBytes(as: settings.issuer) { throw .untrustworthy(.issuer) }
        let code = try callback.code(orElse: .errorResponse)
        let metadata = try await metadata.metadata(at: now)
        guard callback.issuer != nil || !metadata.namesItselfInAnswers else { throw .untrustworthy(.issuer) }
        let answer = try await redeem(code, of: login, metadata)
        var claims = try await claims(of: answer.idToken, login: login, metadata, at: now)
        let authenticatedAt = try demand.authenticationTime(
            in: claims, isTold: metadata.tellsAuthenticationTime, begunAt: begunAt, at: now, leeway: Self.leeway)
        if claims["LoaiTaiKhoan"] == nil {
            claims = try await userInfo(answer.accessToken, subject: claims["sub"]?.string, metadata)
        }
        let identity = try VNeIDClaims.identity(claims, authenticatedAt: authenticatedAt)
        if let level = demand.level, identity.authenticationLevel < min(level, .two) { throw .levelTooLow }
        return identity
    }

    private func redeem(
        _ code: String, of login: UpstreamLogin, _ metadata: UpstreamMetadata
    ) async throws(FederationError) -> (idToken: String, accessToken: String) {
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", settings.redirectURI),
            ("client_id", settings.clientID), ("client_secret", settings.clientSecret),
        ]
        if metadata.offersS256 { form.append(("code_verifier", login.codeVerifier)) }
        let request = FetchRequest(
            method: .post, url: metadata.tokenEndpoint,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: Array(FormParameters(form).encoded().utf8))
        let json = try await fetcher.json(request, flaw: .tokenRefused)
        guard let idToken = json["id_token"]?.string, let accessToken = json["access_token"]?.string else {
            throw .untrustworthy(.tokenResponse)
        }
        return (idToken, accessToken)
    }

    private func claims(
        of text: String, login: UpstreamLogin, _ metadata: UpstreamMetadata, at now: Instant
    ) async throws(FederationError) -> JSONObject {
        guard let unverified = try? UnverifiedJWT(parsing: text) else { throw .untrustworthy(.tokenResponse) }
        let token = try await keys.verify(unverified, keysAt: metadata.keysAddress, at: now)
        do {
            try token.check(
                issuer: settings.issuer, audience: settings.clientID, at: now, leeway: Self.leeway)
        } catch {
            throw .untrustworthy(Self.flaw(of: error))
        }
        // OpenID Connect Core §3.1.3.7, points 3 to 5: a token for others too, or issued to another party, isn't one for us alone.
        guard (token.claims["aud"]?.array?.count ?? 1) == 1,
            token.claims["azp"].map({ $0.string?.hasSameBytes(as: settings.clientID) == true }) ?? true
        else { throw .untrustworthy(.audience) }
        guard let nonce = token.claims["nonce"]?.string,
            constantTimeEqual(Array(nonce.utf8), Array(login.nonce.utf8))
        else { throw .untrustworthy(.nonce) }
        // OpenID Connect Core §2: who it is about, in at most 255 letters.
        guard let subject = token.claims["sub"]?.string, (1...255).contains(subject.utf8.count) else {
            throw .untrustworthy(.claims)
        }
        return token.claims
    }

    private static func flaw(of error: ClaimsError) -> FederationError.Flaw {
        switch error {
        case .wrongIssuer: .issuer
        case .wrongAudience: .audience
        case .expired, .notYetValid: .expired
        case .wrongType, .missing, .malformed: .claims
        }
    }

    /// Claims that the ID token doesn't carry; they must be about the same subject (OpenID Connect Core §5.3.2).
    private func userInfo(
        _ accessToken: String, subject: String?, _ metadata: UpstreamMetadata
    ) async throws(FederationError) -> JSONObject {
        let json = try await fetcher.json(
            from: metadata.userInfoEndpoint, headers: [("Authorization", "Bearer \(accessToken)")], flaw: .userInfo)
        guard let subject, json["sub"]?.string?.hasSameBytes(as: subject) == true else {
            throw .untrustworthy(.userInfo)
        }
        return json
    }
}

/// What the profile needs to know of our registration with VNeID.
package struct OpenIDProfileSettings: UpstreamSettings {
    package let issuer: String
    package let clientID: String
    package let clientSecret: String
    /// The address of our callback.
    package let redirectURI: String

    package init(issuer: String, clientID: String, clientSecret: String, redirectURI: String) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI
    }

    package func upstream(_ fetcher: any Fetcher, key: (_ file: String) throws -> RSAPrivateKey) -> any Upstream {
        OpenIDProfile(self, fetcher: fetcher)
    }
}
