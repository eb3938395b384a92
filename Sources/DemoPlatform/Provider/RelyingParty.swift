import Cryptography
import Identity
import JOSE
import Wire

/// The platform's side of the authorization code flow (OpenID Connect Core §3.1) with PKCE, state and nonce.
///
/// What the provider has said of itself travels with the sign-in that it began for, so an answer is always
/// judged by the provider that was asked.
struct RelyingParty: Sendable {
    let registration: DemoRegistration
    let redirectURI: String
    let scopes: [String]
    let clock: any WallClock
    let random: any RandomSource
    let fetcher: any Fetcher

    /// Asks the provider for its metadata and decides where to send the browser.
    /// - Parameter demands: further parameters of the request, on how well the person has to sign in.
    func begin(
        _ demands: [(String, String)] = []
    ) async throws(SignInFailure) -> (location: String, signIn: BegunSignIn) {
        let metadata = try await Self.metadata(of: registration, fetcher: fetcher)
        let signIn = BegunSignIn(
            metadata: metadata, registration: registration, state: Base64URL.encode(random.bytes(32)),
            nonce: Base64URL.encode(random.bytes(32)), codeVerifier: Base64URL.encode(random.bytes(32)),
            end: clock.now + PlatformLimits.signInLife)
        let challenge = Base64URL.encode(SHA2.sha256(Array(signIn.codeVerifier.utf8)))
        let parameters = FormParameters(
            [
                ("response_type", "code"), ("client_id", registration.clientID), ("redirect_uri", redirectURI),
                ("scope", (["openid"] + scopes).joined(separator: " ")), ("state", signIn.state),
                ("nonce", signIn.nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"),
            ] + demands)
        return (metadata.authorizationEndpoint.appending(query: parameters), signIn)
    }

    /// Takes the provider's answer to a sign-in that this browser has begun.
    static func complete(
        _ answer: FormParameters, of signIn: BegunSignIn, redirectURI: String, clock: any WallClock,
        fetcher: any Fetcher
    ) async throws(SignInFailure) -> SignedInPerson {
        let code = try authorizationCode(answer, of: signIn)
        let provider = ProviderConnection(fetcher: fetcher)
        let tokens = try await provider.tokens(for: code, of: signIn, redirectURI: redirectURI)
        let idToken = try await verified(tokens.idToken, of: signIn, provider: provider, now: clock.now)
        guard let subject = idToken["sub"]?.string, !subject.isEmpty else {
            throw .providerAnswer(.invalidIDToken)
        }
        var userInfo = JSONObject()
        if let endpoint = signIn.metadata.userInfoEndpoint {
            userInfo = try await provider.object(
                FetchRequest(
                    url: endpoint,
                    headers: [
                        ("Authorization", "Bearer \(tokens.accessToken)"), ("Accept", "application/json"),
                    ]))
            // OpenID Connect Core §5.3.2.
            guard userInfo["sub"]?.string?.hasSameBytes(as: subject) == true else {
                throw .providerAnswer(.wrongSubject)
            }
        }
        return SignedInPerson(
            subject: subject, idTokenClaims: idToken, userInfo: userInfo, idToken: tokens.idToken,
            clientID: signIn.registration.clientID, endSessionEndpoint: signIn.metadata.endSessionEndpoint)
    }

    static func metadata(
        of registration: DemoRegistration, fetcher: any Fetcher
    ) async throws(SignInFailure) -> ProviderMetadata {
        let base = registration.issuer.text
        let path =
            (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/.well-known/openid-configuration"
        guard let url = try? Wire.URI(path) else { throw .providerAnswer(.wrongIssuer) }
        let document = try await ProviderConnection(fetcher: fetcher).object(FetchRequest(url: url))
        return try ProviderMetadata(document, expecting: registration.issuer)
    }

    private static func authorizationCode(
        _ answer: FormParameters, of signIn: BegunSignIn
    ) throws(SignInFailure) -> String {
        do {
            let issuer = try answer.single("iss")
            // RFC 9207 §2.4.
            let isIssuers =
                issuer?.hasSameBytes(as: signIn.metadata.issuer) ?? !signIn.metadata.namesIssuerInAnswers
            guard isIssuers else { throw SignInFailure.providerAnswer(.wrongIssuer) }
            if let error = try answer.single("error") {
                throw SignInFailure.refused(code: error, description: try answer.single("error_description"))
            }
            guard let code = try answer.single("code") else { throw SignInFailure.unknownState }
            return code
        } catch let failure as SignInFailure {
            throw failure
        } catch {
            throw .unknownState
        }
    }
}
