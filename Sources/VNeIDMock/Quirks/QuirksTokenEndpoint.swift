import HTTPTypes
import Hummingbird
import Identity
import Wire

/// `POST /token`: a code for an access token, and nothing else: there is no ID token.
///
/// Takes a form and nothing else: the vendor's document says JSON, the server answers JSON with 415. A client proves itself
/// in the form (`client_secret_post`) and no other way.
struct QuirksTokenEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let sealing: QuirksSealing
    let faults: Faults
    let clock: any WallClock

    func respond(to request: Request) async throws -> Response {
        if await faults.take(.addressNotAllowed) { return .addressNotAllowed }
        do {
            return try await answer(try await TokenEndpoint.form(request))
        } catch let refusal as TokenRefusal {
            return refusal.response
        } catch is FormError {
            return TokenRefusal.invalidRequest("a parameter occurs twice").response
        }
    }

    private func answer(_ form: FormParameters) async throws -> Response {
        let client = try await ClientAuthentication(form, authorization: nil).client(among: parties)
        guard let reader = client.publicKey else { throw TokenRefusal.invalidClient }
        guard try form.single("grant_type") == "authorization_code" else { throw TokenRefusal.unsupportedGrantType }
        guard let code = try form.single("code"), let redirectURI = try form.single("redirect_uri"),
            let encryptKey = try form.single("encrypt_key")
        else { throw TokenRefusal.invalidRequest("code, redirect_uri and encrypt_key are needed") }
        let redemption = Redemption(
            client: client, code: code, redirectURI: redirectURI, codeVerifier: nil, encryptKey: encryptKey)
        let now = clock.now
        let found = await ledger.redeem(redemption, at: now)
        guard var login = found, await !faults.take(.replayedCode) else { throw TokenRefusal.invalidGrant }
        login.isBelowLevel = await faults.take(.levelTooLow)
        return try await sealing.answer(
            [
                "access_token": .string(await ledger.issueAccessToken(for: login, at: now)),
                "expires_in": .integer(MockLimits.accessTokenLife.wholeSeconds),
                "token_type": "Bearer",
                "scope": "openid",
            ], sealedTo: reader)
    }
}
