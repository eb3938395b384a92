import JOSE
import Wire

/// The platform's requests to the provider's back channel, and what may be an answer to them.
struct ProviderConnection: Sendable {
    struct Tokens: Sendable {
        let idToken: String
        let accessToken: String
    }

    let fetcher: any Fetcher

    /// The token request (OpenID Connect Core §3.1.3.1), by `client_secret_basic`.
    func tokens(
        for code: String, of signIn: BegunSignIn, redirectURI: String
    ) async throws(SignInFailure) -> Tokens {
        let form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI),
            ("code_verifier", signIn.codeVerifier),
        ]
        let answer = try await object(
            .posting(
                form, [("Authorization", signIn.registration.basicAuthorization)], to: signIn.metadata.tokenEndpoint))
        guard let idToken = answer["id_token"]?.string, let accessToken = answer["access_token"]?.string,
            answer["token_type"]?.string?.lowercased() == "bearer"
        else {
            throw .providerAnswer(.incompleteTokens)
        }
        return Tokens(idToken: idToken, accessToken: accessToken)
    }

    /// The provider's keys; fetched for each sign-in, so that a rotation is never missed.
    func keys(at url: Wire.URI) async throws(SignInFailure) -> JWKSet {
        let document = try await object(FetchRequest(url: url))
        do {
            return try JWKSet(document)
        } catch {
            throw .providerAnswer(.unusableKeys)
        }
    }

    /// A JSON object, answered with 200.
    func object(_ request: FetchRequest) async throws(SignInFailure) -> JSONObject {
        let response: FetchResponse
        do {
            response = try await fetcher.fetch(request)
        } catch {
            throw .unreachable(error)
        }
        let object = try? JSONReader.readObject(response.body)
        guard response.status == 200 else {
            // RFC 6749 §5.2: the token endpoint's refusals have a code.
            if let code = object?["error"]?.string {
                throw .refused(code: code, description: object?["error_description"]?.string)
            }
            throw .providerAnswer(.unexpectedStatus)
        }
        guard let object else { throw .providerAnswer(.notJSON) }
        return object
    }
}

extension DemoRegistration {
    /// Id and secret, form-encoded before Basic puts them together (RFC 6749 §2.3.1).
    var basicAuthorization: String {
        func encoded(_ text: String) -> String { String(FormParameters([("", text)]).encoded().dropFirst()) }
        return "Basic " + Base64.encode(Array("\(encoded(clientID)):\(encoded(clientSecret))".utf8))
    }
}
