import Cryptography
import Identity
import JOSE
import Wire

/// An OpenID Provider at which we are registered, whoever runs it: where it is asked, how its code is redeemed, and what
/// has to hold for its ID token. What its claims mean, its profile says.
struct OpenIDParty: Sendable {
    private let registration: OpenIDRegistration
    private let fetcher: any Fetcher
    private let metadata: UpstreamMetadataCache
    private let keys: UpstreamKeys

    /// How far its clock may differ from ours.
    static let leeway = Duration.seconds(60)

    init(_ registration: OpenIDRegistration, fetcher: any Fetcher) {
        self.registration = registration
        self.fetcher = fetcher
        metadata = UpstreamMetadataCache(issuer: registration.issuer, fetcher: fetcher)
        keys = UpstreamKeys(fetcher: fetcher)
    }

    /// The address that the browser is sent to (OpenID Connect Core §3.1.2.1).
    /// - Parameters:
    ///   - demand: passed on as `max_age` and `prompt`.
    ///   - acrValues: the levels that would do, by the party's own names; none where nothing is asked.
    func address(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, acrValues: [String], at now: Instant
    ) async throws(FederationError) -> String {
        let metadata = try await metadata.metadata(at: now)
        return metadata.authorizationEndpoint.appending(
            query: FormParameters(request(login, demand, acrValues: acrValues, metadata)))
    }

    /// Leaves a request with the party behind the browser's back, as whose we prove it to be.
    /// - Parameter endpoint: where the party takes such requests.
    /// - Returns: the id under which it is kept there for a while.
    func transaction(
        at endpoint: URI, _ login: UpstreamLogin, _ demand: UpstreamDemand, acrValues: [String], at now: Instant
    ) async throws(FederationError) -> String {
        let metadata = try await metadata.metadata(at: now)
        let proof = try registration.proof(for: login, acceptsBasic: metadata.acceptsBasic, at: now)
        let proven = proof.form.map(\.0)
        let form = request(login, demand, acrValues: acrValues, metadata).filter { !proven.contains($0.0) } + proof.form
        let json = try await fetcher.json(.posting(form, proof.headers, to: endpoint), flaw: .transaction)
        guard let id = json["transaction_id"]?.string, (16...256).contains(id.utf8.count) else {
            throw .untrustworthy(.transaction)
        }
        return id
    }

    /// The parameters of an authorization request.
    private func request(
        _ login: UpstreamLogin, _ demand: UpstreamDemand, acrValues: [String], _ metadata: UpstreamMetadata
    ) -> [(String, String)] {
        var query = [
            ("response_type", "code"), ("scope", registration.scopes.joined(separator: " ")),
            ("client_id", registration.clientID), ("redirect_uri", registration.redirectURI), ("state", login.state),
            ("nonce", login.nonce), ("max_age", String(demand.maxAge.wholeSeconds)),
        ]
        if !acrValues.isEmpty { query.append(("acr_values", acrValues.joined(separator: " "))) }
        if demand.isAnew || !metadata.tellsAuthenticationTime { query.append(("prompt", "login")) }
        if metadata.offersS256 {
            let challenge = Base64URL.encode(SHA2.sha256(Array(login.codeVerifier.utf8)))
            query += [("code_challenge", challenge), ("code_challenge_method", "S256")]
        }
        return query
    }

    /// Redeems the code of a callback and checks the ID token that comes back (OpenID Connect Core §3.1.3.7).
    /// - Parameter begunAt: when the browser was sent.
    func redeem(
        _ callback: UpstreamCallback, of login: UpstreamLogin, _ demand: UpstreamDemand, begunAt: Instant,
        at now: Instant
    ) async throws(FederationError) -> OpenIDAnswer {
        // Another provider's answer, error or not, is never looked at (RFC 9207 §2.4).
        if let named = callback.issuer, !named.hasSameBytes(as: registration.issuer) { throw .untrustworthy(.issuer) }
        let code = try callback.code(orElse: .errorResponse)
        let metadata = try await metadata.metadata(at: now)
        guard callback.issuer != nil || !metadata.namesItselfInAnswers else { throw .untrustworthy(.issuer) }
        let tokens = try await tokens(for: code, of: login, metadata, at: now)
        let claims = try await claims(of: tokens.idToken, login: login, metadata, at: now)
        let authenticatedAt = try demand.authenticationTime(
            in: claims, isTold: metadata.tellsAuthenticationTime, begunAt: begunAt, at: now, leeway: Self.leeway)
        return OpenIDAnswer(
            claims: claims, authenticatedAt: authenticatedAt, accessToken: tokens.accessToken,
            userInfoEndpoint: metadata.userInfoEndpoint)
    }

    /// Claims that the ID token doesn't carry; they must be about the same subject (OpenID Connect Core §5.3.2).
    func userInfo(_ answer: OpenIDAnswer) async throws(FederationError) -> JSONObject {
        let json = try await fetcher.json(
            from: answer.userInfoEndpoint, headers: [("Authorization", "Bearer \(answer.accessToken)")],
            flaw: .userInfo)
        guard let subject = answer.claims["sub"]?.string, json["sub"]?.string?.hasSameBytes(as: subject) == true else {
            throw .untrustworthy(.userInfo)
        }
        return json
    }

    private func tokens(
        for code: String, of login: UpstreamLogin, _ metadata: UpstreamMetadata, at now: Instant
    ) async throws(FederationError) -> (idToken: String, accessToken: String) {
        let proof = try registration.proof(for: login, acceptsBasic: metadata.acceptsBasic, at: now)
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", registration.redirectURI),
        ]
        form += proof.form
        if metadata.offersS256 { form.append(("code_verifier", login.codeVerifier)) }
        let json = try await fetcher.json(
            .posting(form, proof.headers, to: metadata.tokenEndpoint), flaw: .tokenRefused)
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
        let clientID = registration.clientID
        do {
            try token.check(issuer: registration.issuer, audience: clientID, at: now, leeway: Self.leeway)
        } catch {
            throw .untrustworthy(Self.flaw(of: error))
        }
        // OpenID Connect Core §3.1.3.7, points 3 to 5: a token for others too, or issued to another party, isn't one for us alone.
        guard (token.claims["aud"]?.array?.count ?? 1) == 1,
            token.claims["azp"].map({ $0.string?.hasSameBytes(as: clientID) == true }) ?? true
        else { throw .untrustworthy(.audience) }
        guard let nonce = token.claims["nonce"]?.string,
            constantTimeEqual(nonce, login.nonce)
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
}

/// What an OpenID Provider has answered to one login, once everything about its ID token was checked.
struct OpenIDAnswer: Sendable {
    /// Of the ID token.
    let claims: JSONObject
    /// When the person proved there who they are.
    let authenticatedAt: Instant
    fileprivate let accessToken: String
    fileprivate let userInfoEndpoint: URI
}
