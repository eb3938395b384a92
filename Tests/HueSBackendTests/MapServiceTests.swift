import AsyncHTTPClient
import Cryptography
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import HueSBackend

/// The example of a resource server: whose tokens it takes, and what it says of itself.
@Suite struct MapServiceTests {
    private static let issuer = "https://sso.hue.test"
    private let keys: SigningKeys
    private let clock = SetClock(.noon)

    init() throws {
        keys = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
    }

    /// Answers as the provider does; nobody else is asked.
    private struct Provider: Fetcher {
        let keys: SigningKeys

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
            switch request.url.text {
            case issuer + "/.well-known/openid-configuration":
                let document: JSONObject = ["issuer": .string(issuer), "jwks_uri": .string(issuer + "/jwks")]
                return FetchResponse(status: 200, body: JSONWriter.write(document))
            case issuer + "/jwks": return FetchResponse(status: 200, body: JSONWriter.write(keys.published.json))
            default: throw .unreachable
            }
        }
    }

    private struct Answer {
        let status: Int
        let challenge: String?
        let json: JSONObject
    }

    /// Runs the service for as long as `body` takes.
    private func serve(_ body: @Sendable (_ origin: String) async throws -> Void) async throws {
        let service = MapService(port: 0, clock: clock, fetcher: Provider(keys: keys))
        await service.trust(try URI(Self.issuer))
        try await serving({ try await service.run(onReady: $0) }) { try await body("http://localhost:\($0)") }
    }

    private func get(_ url: String, token: String? = nil) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        let response = try await HTTPClient.shared.execute(request, timeout: .minutes(1))
        let body = try await response.body.collect(upTo: 1 << 16)
        return Answer(
            status: Int(response.status.code), challenge: response.headers.first(name: "WWW-Authenticate"),
            json: (try? JSONReader.readObject(Array(body.readableBytesView))) ?? [:])
    }

    private func token(
        for audience: String, _ changes: [String: JSONValue?] = [:], type: String = "at+jwt",
        by other: SigningKeys? = nil
    ) throws -> String {
        let now = clock.now.secondsSince1970
        var claims: JSONObject = [
            "iss": .string(Self.issuer), "sub": "person", "aud": [.string(audience)], "client_id": "hue-s",
            "iat": .integer(now), "exp": .integer(now + 600), "act": ["sub": "hue-s", "act": ["sub": "app"]],
        ]
        for (name, value) in changes { claims[name] = value }
        return try (other ?? keys).sign(claims, type: type, with: .ES256)
    }

    @Test func `a token for it opens it, and the outermost act says who acts (RFC 8693 §4.1)`() async throws {
        try await serve { origin in
            let answer = try await get(origin + "/places", token: try token(for: origin + "/"))
            #expect(answer.status == 200 && answer.json["sub"] == "person")
            #expect(answer.json["act"] == ["sub": "hue-s"])
        }
    }

    @Test func `it says where tokens for it come from (RFC 9728 §3), and so does its challenge (§5.1)`() async throws {
        try await serve { origin in
            let address = origin + "/.well-known/oauth-protected-resource"
            let metadata = try await get(address).json
            #expect(metadata["resource"] == .string(origin + "/"))
            #expect(metadata["authorization_servers"] == [.string(Self.issuer)])
            let answer = try await get(origin + "/places")
            #expect(answer.status == 401 && answer.challenge == "Bearer resource_metadata=\"\(address)\"")
        }
    }

    @Test(
        arguments: [
            (2, 0, true), (3, 0, true), (2, 329, true), (1, 0, false), (2, 331, false), (4, 3_600, false),
            (nil, 0, false), (2, nil, false),
        ] as [(Int?, Int64?, Bool)])
    func `a place of one's own takes level two of the last five minutes, and its challenge says so (RFC 9470 §3)`(
        level: Int?, age: Int64?, isMet: Bool
    ) async throws {
        let signedIn: [String: JSONValue?] = [
            "acr": level.map { .string("https://hue.gov.vn/acr/\($0)") },
            "auth_time": age.map { .integer(clock.now.secondsSince1970 - $0) },
        ]
        try await serve { origin in
            let token = try token(for: origin + "/", signedIn)
            #expect(try await get(origin + "/places", token: token).status == 200, "for the rest it is good as it is")
            let answer = try await get(origin + "/places/private", token: token)
            #expect(answer.status == (isMet ? 200 : 401))
            let challenge =
                "Bearer resource_metadata=\"\(origin)/.well-known/oauth-protected-resource\", "
                + "error=\"insufficient_user_authentication\", acr_values=\"https://hue.gov.vn/acr/2\", max_age=\"300\""
            #expect(answer.challenge == (isMet ? nil : challenge))
            let bad = try await get(origin + "/places/private", token: "a.b.c")
            #expect(bad.challenge?.hasSuffix("error=\"invalid_token\"") == true, "another sign-in mends nothing")
        }
    }

    @Test func `what is for another place, expired, of another kind or another's signature opens nothing`() async throws
    {
        let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        try await serve { origin in
            let here = origin + "/"
            let bad = [
                try token(for: "https://other.test/"), try token(for: origin), try token(for: here, ["exp": 1]),
                try token(for: here, ["exp": nil]), try token(for: here, ["iss": "https://evil.test"]),
                try token(for: here, type: "JWT"), try token(for: here, by: stranger), "a.b.c", "x",
            ]
            for token in bad {
                let answer = try await get(origin + "/places", token: token)
                #expect(answer.status == 401)
                #expect(answer.challenge?.hasSuffix("error=\"invalid_token\"") == true)
            }
        }
    }
}
