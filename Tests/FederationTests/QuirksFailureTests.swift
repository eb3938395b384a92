import Cryptography
import Federation
import Identity
import TestSupport
import Testing
import Wire

/// Whatever is wrong with an answer of the profile `quirks`, it is one error, after the same requests.
@Suite struct QuirksFailureTests {
    private static let failure = FederationError.untrustworthy(.exchange)

    /// Callbacks whose envelope is wrong, each in its own way.
    private static func queries() throws -> [(name: String, query: String)] {
        let key = try QuirksSample.key()
        let (code, encryptKey) = (try key.seal(Array(QuirksSample.code.utf8)), key.wrapped)
        func query(_ code: [UInt8], _ key: [UInt8]) -> String {
            "code=\(Base64.encode(code))&state=state&encrypt_key=\(Base64.encode(key))"
        }
        func flipped(_ bytes: [UInt8], _ position: Int) -> [UInt8] {
            var bytes = bytes
            bytes[position] ^= 1
            return bytes
        }
        let vectors = try EnvelopeVectors.all().filter { $0.clear == nil && !$0.data.isEmpty && !$0.key.isEmpty }
            .map { ($0.name, query($0.data, $0.key)) }
        let another = try QuirksSample.key(seed: 6)
        return vectors + [
            ("no key", "code=\(Base64.encode(code))&state=state"),
            ("the code in clear", "code=\(QuirksSample.code)&state=state"),
            ("the code in clear, and a key", "code=\(QuirksSample.code)&state=state&encrypt_key=AAAA"),
            ("no Base64", "code=*&state=state&encrypt_key=*"),
            ("Base64url", query(code, encryptKey).replacing("+", with: "-").replacing("/", with: "_")),
            ("plus as space", query(code, encryptKey).replacing("+", with: "%20")),
            ("a bit of the key", query(code, flipped(encryptKey, 100))),
            ("a bit of the first block", query(flipped(code, 3), encryptKey)),
            ("a bit of the last block", query(flipped(code, code.count - 1), encryptKey)),
            ("another key", query(code, another.wrapped)),
            ("no GUID", query(try key.seal(Array("a code".utf8)), encryptKey)),
            (
                "five GUIDs",
                query(
                    try key.seal(Array([String](repeating: Self.guid, count: 5).joined(separator: ".").utf8)),
                    encryptKey)
            ),
            ("a GUID and a line", query(try key.seal(Array((Self.guid + "\n").utf8)), encryptKey)),
            ("no UTF-8", query(try key.seal([0xFF, 0xFE]), encryptKey)),
            ("nothing", query(try key.seal([]), encryptKey)),
        ]
    }

    private static let guid = "5f0c2a1e-8d34-4b6f-9a77-0c1d2e3f4a5b"

    @Test func `a code that can't be opened ends where a wrong code does, after the same request`() async throws {
        for (name, query) in try Self.queries() {
            let sample = try QuirksSample()
            sample.vneid.answer("/token", status: 400, json: ["error": "invalid_grant"])
            await #expect(throws: Self.failure, "\(name)") { try await sample.complete(query) }
            // VNeID is asked, once, for a code that it knows nothing of.
            let requests = sample.vneid.requests(to: "/token")
            #expect(requests.count == 1 && sample.vneid.requests(to: "/userinfo").isEmpty, "\(name)")
            let sent = try FormParameters(parsing: try #require(requests.first?.body)).single("code")
            #expect(sent?.utf8.count == 36 && sent != Self.guid, "\(name)")
        }
    }

    @Test func `an answer that can't be used is the same error, whatever is wrong`() async throws {
        let sealed = try QuirksSample.sealed(QuirksSample.token)
        var (badData, badKey) = (sealed, sealed)
        badData["data"] = .string(Base64.encode([UInt8](repeating: 1, count: 32)))
        badKey["key"] = .string(Base64.encode([UInt8](repeating: 1, count: 256)))
        let all: [(Int, JSONObject)] = [
            (400, [:]), (401, ["error": "unauthorized"]), (302, [:]), (415, [:]), (200, badData), (200, badKey),
            (200, ["data": sealed["data"] ?? .null]), (200, ["key": sealed["key"] ?? .null]),
            (200, ["data": 1, "key": 2]), (200, ["data": "*", "key": "*"]), (200, ["data": "", "key": ""]),
            (200, try QuirksSample.sealed(Array("no JSON".utf8))), (200, try QuirksSample.sealed(Array("[]".utf8))),
            (200, try QuirksSample.sealed([0xFF])), (200, [:]),
        ]
        for path in ["/token", "/userinfo"] {
            for (status, answer) in all {
                let sample = try QuirksSample()
                sample.vneid.answer(path, status: status, json: answer)
                await #expect(throws: Self.failure, "\(path) \(status)") { try await sample.complete() }
            }
        }
    }

    @Test(
        arguments: [
            ("access_token", nil), ("access_token", ""), ("access_token", 7), ("access_token", "a b"),
            ("access_token", "a\r\nX: y"), ("token_type", "mac"), ("token_type", 1),
        ] as [(String, JSONValue?)])
    func `an access token that is none is the same error`(name: String, value: JSONValue?) async throws {
        let sample = try QuirksSample()
        var token = QuirksSample.token
        token[name] = value
        sample.vneid.answer("/token", json: try QuirksSample.sealed(token))
        await #expect(throws: Self.failure) { try await sample.complete() }
        #expect(sample.vneid.requests(to: "/userinfo").isEmpty)
    }

    @Test(
        arguments: [
            ("citizenPid", nil), ("citizenPid", ""), ("citizenPid", 46_190_000_001), ("citizenPid", "P1234567\0"),
            ("accountType", nil),
            ("accountType", "3"), ("accountType", ""), ("accountLevel", nil), ("accountLevel", "0"),
            ("accountLevel", 3), ("accountLevel", true),
        ] as [(String, JSONValue?)])
    func `a claim that is missing or wrong is the same error`(name: String, value: JSONValue?) async throws {
        let sample = try QuirksSample()
        var claims = QuirksSample.claims
        claims[name] = value
        sample.vneid.answer("/userinfo", json: try QuirksSample.sealed(claims))
        await #expect(throws: Self.failure) { try await sample.complete() }
    }

    @Test func `another provider's answer is not looked at`() async throws {
        let sample = try QuirksSample()
        await #expect(throws: Self.failure) {
            try await sample.complete(try QuirksSample.query() + "&iss=https://another.test")
        }
        #expect(sample.vneid.requests(to: "/token").isEmpty)
    }

    @Test(
        arguments: [
            ("access_denied", .refusedByPerson), ("temporarily_unavailable", .unavailable),
            ("server_error", .unavailable), ("invalid_request", failure),
        ] as [(String, FederationError)])
    func `an error in the callback has no envelope, and asks nobody`(
        error: String, expected: FederationError
    ) async throws {
        let sample = try QuirksSample()
        await #expect(throws: expected) { try await sample.complete("state=state&error=\(error)") }
        #expect(sample.vneid.requests(to: "/token").isEmpty)
    }

    /// That VNeID can't be reached is true of good and bad envelopes alike.
    @Test func `VNeID that doesn't answer is unavailable, whatever came in the browser`() async throws {
        for query in [try QuirksSample.query(), "code=*&state=state&encrypt_key=*"] {
            let sample = try QuirksSample()
            sample.vneid.answer("/token", .failure(.timedOut))
            await #expect(throws: FederationError.unavailable) { try await sample.complete(query) }
        }
    }
}
