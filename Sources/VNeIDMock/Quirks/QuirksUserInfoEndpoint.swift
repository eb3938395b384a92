import HTTPTypes
import Hummingbird
import Identity
import Wire

/// `GET /userinfo`: who it is, for the bearer of the access token.
struct QuirksUserInfoEndpoint: Sendable {
    let ledger: Ledger
    let sealing: QuirksSealing
    let faults: Faults
    let clock: any WallClock

    func respond(to request: Request) async throws -> Response {
        if await faults.take(.addressNotAllowed) { return .addressNotAllowed }
        guard let token = request.bearerToken else {
            return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer"])
        }
        guard let login = await ledger.login(ofAccessToken: token, at: clock.now),
            let reader = login.request.envelopeKey
        else { return .unknownToken }
        return try await sealing.answer(Self.claims(of: login), sealedTo: reader)
    }

    /// The subject is the number that the state knows the account by; an organisation's is its tax code.
    private static func claims(of login: Login) -> JSONObject {
        let persona = login.persona
        var claims: JSONObject = [:]
        switch persona.kind {
        case .citizen, .child, .foreigner, .staff:
            claims["citizenPid"] = .string(persona.username)
            claims["accountType"] = "1"
        case .organisation(let taxCode), .representative(let taxCode), .member(let taxCode):
            claims["citizenPid"] = .string(taxCode)
            claims["accountType"] = "2"
        }
        claims["fullName"] = .string(persona.name)
        if let birthDate = persona.birthDate { claims["birthDate"] = .string(birthDate) }
        claims["accountLevel"] = .string(String((login.isBelowLevel ? .one : persona.level).rawValue))
        return claims
    }
}
