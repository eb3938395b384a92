import Database
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Operations

extension TokenWorld {
    private static let authorityKeys = Result { SigningKeys([try SigningKey.generate(algorithm: .ES256)]) }
    static let authority = "https://lgsp.hue.test"
    static let number = "046190000001"

    /// An authority that says by citizen numbers who somebody is, to the client of these tests.
    static func trusted(_ clients: [String] = ["platform"]) throws -> TrustedIssuers {
        try TrustedIssuers(try trustedJSON(clients))
    }

    static func trustedJSON(_ clients: [String] = ["platform"]) throws -> JSONObject {
        [
            "issuers": [
                [
                    "issuer": .string(authority), "jwks": .object(try authorityKeys.get().published.json),
                    "clients": .array(clients.map(JSONValue.string)), "subject": "citizen_number",
                    "scopes": ["profile", "phone"], "level": 1,
                ]
            ]
        ]
    }

    /// An assertion about the person, as the authority makes it; `nil` leaves a claim out.
    func assertion(
        _ id: String = "1", _ changes: [String: JSONValue?] = [:], type: String = "JWT", keys: SigningKeys? = nil
    ) throws -> String {
        let now = clock.now.secondsSince1970
        var claims: JSONObject = [
            "iss": .string(Self.authority), "sub": .string(Self.number), "aud": .string(issuer.text),
            "iat": .integer(now), "exp": .integer(now + 60), "jti": .string(id),
        ]
        for (name, value) in changes { claims[name] = value }
        return try (keys ?? Self.authorityKeys.get()).sign(claims, type: type, with: .ES256)
    }

    /// The person gets the number by which the authority knows them.
    func giveNumber() async throws {
        try await here.write { [person] transaction in
            _ = try transaction.execute(
                "INSERT INTO person_identifiers (kind, value, person, valid_from) VALUES ('citizen', $1, $2, 0)",
                .text(Self.number), .text(person.text))
        }
    }

    func bear(
        _ assertion: String, by other: Client? = nil, _ more: [(String, String)] = []
    ) async throws -> TokenOutcome {
        try await send(
            [("grant_type", GrantType.jwtBearer.rawValue), ("assertion", assertion)] + more, by: other)
    }
}
