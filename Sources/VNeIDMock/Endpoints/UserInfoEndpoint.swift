import HTTPTypes
import Hummingbird
import Identity

/// `GET /oauth2/userinfo`: the same claims once more, for the bearer of the access token (RFC 6750).
struct UserInfoEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let faults: Faults
    let clock: any WallClock

    func respond(to request: Request) async -> Response {
        if await faults.take(.addressNotAllowed) { return .addressNotAllowed }
        guard let token = request.bearerToken else {
            return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer"])
        }
        guard let login = await ledger.login(ofAccessToken: token, at: clock.now),
            let issuer = await parties.issuer
        else { return .unknownToken }
        return .json(PersonClaims.of(login, issuer: issuer))
    }
}

extension Request {
    /// What stands behind `Bearer`; `nil` where nothing does.
    var bearerToken: String? {
        let parts = (headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }
}

extension Response {
    static var unknownToken: Response {
        .refusal(
            "invalid_token", "the access token is unknown or has expired", status: .unauthorized,
            headers: [.wwwAuthenticate: #"Bearer error="invalid_token""#])
    }
}
