import Cryptography
import Identity
import JOSE
import Wire

/// The backend as a client of the provider: what it asks there, and what may be an answer.
struct ProviderClient: Sendable {
    let registration: HueSRegistration
    /// Kept from one token to the next.
    let keys: ProviderKeys
    let fetcher: any Fetcher
    let clock: any WallClock
    let random: any RandomSource

    init(_ registration: HueSRegistration, fetcher: any Fetcher, clock: any WallClock, random: any RandomSource) {
        self.registration = registration
        keys = ProviderKeys(registration.issuer, clock, fetcher)
        self.fetcher = fetcher
        self.clock = clock
        self.random = random
    }

    /// What the provider gives for a code or a refresh token (RFC 6749 §5.1).
    struct Tokens: Hashable, Sendable {
        let accessToken: String
        let refreshToken: String?
        let idToken: String?
        let end: Instant
    }

    func metadata() async throws(HueSFailure) -> ProviderMetadata {
        guard let url = try? Wire.URI(registration.issuer.text + "/.well-known/openid-configuration") else {
            throw .badAnswer
        }
        return try ProviderMetadata(try await object(FetchRequest(url: url)), of: registration.issuer)
    }

    /// Redeems a code, and reads whom it is about.
    func redeem(
        _ code: String, of signIn: BegunSignIn, redirectURI: String
    ) async throws(HueSFailure) -> (tokens: Tokens, claims: JSONObject) {
        let metadata = try await metadata()
        let tokens = try await tokens(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI),
                ("code_verifier", signIn.verifier),
            ], metadata)
        guard let idToken = tokens.idToken else { throw .badAnswer }
        return (tokens, try await verified(idToken, nonce: signIn.nonce))
    }

    /// Exchanges a refresh token for its successor: it counts once.
    func refresh(_ token: String) async throws(HueSFailure) -> Tokens {
        try await tokens([("grant_type", "refresh_token"), ("refresh_token", token)], try await metadata())
    }

    /// Exchanges the citizen's token for one to a platform (RFC 8693 §2.1). The provider puts into `act` that it is we who act.
    func exchange(_ accessToken: String, for resource: Wire.URI) async throws(HueSFailure) -> String {
        try await tokens(
            [
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", accessToken),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"), ("resource", resource.text),
            ], try await metadata()
        ).accessToken
    }

    /// Ends a refresh token, and with it all that goes back to it (RFC 7009).
    func revoke(_ refreshToken: String) async throws(HueSFailure) {
        let metadata = try await metadata()
        _ = try await send([("token", refreshToken)], to: metadata.revocationEndpoint)
    }

    private func tokens(
        _ form: [(String, String)], _ metadata: ProviderMetadata
    ) async throws(HueSFailure) -> Tokens {
        let response = try await send(form, to: metadata.tokenEndpoint)
        let answer = try Self.object(response)
        guard let accessToken = answer["access_token"]?.string, answer["token_type"]?.string?.lowercased() == "bearer"
        else { throw .badAnswer }
        let lifetime = answer["expires_in"]?.integer ?? 0
        return Tokens(
            accessToken: accessToken, refreshToken: answer["refresh_token"]?.string,
            idToken: answer["id_token"]?.string, end: clock.now + .seconds(lifetime))
    }

    /// The checks of OpenID Connect Core §3.1.3.7.
    private func verified(_ text: String, nonce: String) async throws(HueSFailure) -> JSONObject {
        guard let unverified = try? UnverifiedJWT(parsing: text) else { throw .badAnswer }
        let keys = try await keys.keys(for: unverified)
        guard let token = try? unverified.verified(by: keys) else { throw .badAnswer }
        do {
            try token.check(
                issuer: registration.issuer.text, audience: registration.clientID, at: clock.now,
                leeway: HueSLimits.leeway)
        } catch { throw .badAnswer }
        guard token.claims["nonce"]?.string?.hasSameBytes(as: nonce) == true else { throw .badAnswer }
        return token.claims
    }

    /// A token in the backend's own name (RFC 6749 §4.4).
    func ownToken(scope: String) async throws(HueSFailure) -> String {
        try await tokens([("grant_type", "client_credentials"), ("scope", scope)], try await metadata()).accessToken
    }

    /// Every request has an assertion of its own: each counts once.
    private func send(_ form: [(String, String)], to url: Wire.URI) async throws(HueSFailure) -> FetchResponse {
        let assertion = try ClientAssertion(of: registration, random: random, at: clock.now)
        return try await fetch(.posting(form + assertion.parameters, to: url))
    }

    /// A JSON object, answered with 200.
    func object(_ request: FetchRequest) async throws(HueSFailure) -> JSONObject {
        try Self.object(try await fetch(request))
    }

    func fetch(_ request: FetchRequest) async throws(HueSFailure) -> FetchResponse {
        do throws(FetchError) { return try await fetcher.fetch(request) } catch { throw .unreachable }
    }

    static func object(_ response: FetchResponse) throws(HueSFailure) -> JSONObject {
        let object = try? JSONReader.readObject(response.body)
        guard response.status == 200 else {
            // RFC 6749 §5.2: refusals have a code.
            if let code = object?["error"]?.string { throw .refused(code) }
            throw .badAnswer
        }
        guard let object else { throw .badAnswer }
        return object
    }
}
