import Foundation
import Testing

extension EndToEnd.Requests {
    /// Clients that don't prove who they are at the token endpoint (RFC 6749 §2.3, §5.2; peers' bugs P15 to P19).
    @Suite(.demo, .demoLog)
    struct ClientAuthenticationTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: [missing, wrong, otherMethods, assertions, malformedHeaders].flatMap { $0 })
        func `a client that doesn't prove itself gets nothing`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test func `a secret that has been rotated counts no more`() async throws {
            let platform = try await Platform.register(.init(name: "Nền tảng đổi mật khẩu"), on: demo)
            let run = try await CommandLineTool.run(Assumed.rotateSecret(platform.id, demo.data))
            #expect(run.code == 0, "\(run)")
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let old = WireRequest.post(demo.metadata.token, form: form.encoded, [platform.basic()])
            try await Expected.unauthenticatedByHeader.check(HTTP.send(old), demo)
            let secret = try #require(run.json["client_secret"].string)
            #expect(secret != platform.secret)
            let new = WireRequest.post(demo.metadata.token, form: form.encoded, [platform.basic(secret: secret)])
            #expect(try await HTTP.send(new).status == 200, "the code wasn't used up by a client that wasn't known")
        }
    }
}

/// A token request of a platform with a fresh code, that authenticates otherwise: `header` and `body` say how.
private func sent(
    by registration: Platform.Registration = .basic,
    header: @escaping @Sendable (Platform) -> [(String, String)] = { _ in [] },
    body: @escaping @Sendable (Platform) -> [(String, String)] = { _ in [] }
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(registration)
        let form = platform.tokenForm(code: try await demo.code(for: platform))
        return .post(demo.metadata.token, form: Form(form.pairs + body(platform)).encoded, header(platform))
    }
}

/// What identifies a client in the body.
private func credentials(_ id: String, _ secret: String?) -> [(String, String)] {
    [("client_id", id), ("client_secret", secret ?? "")]
}

private func basic(_ pair: some Sequence<UInt8>) -> [(String, String)] {
    [("Authorization", "Basic " + Data(pair).base64EncodedString())]
}

private let missing: [BadRequest] = [
    .init("no client at all", .unauthenticated, sent()),
    .init("a client_id alone for a client with a secret", .unauthenticated, sent(body: { [("client_id", $0.id)] })),
    .init("an unknown client in the body", .unauthenticated, sent(body: { _ in [("client_id", "khong-co")] })),
    .init(
        "an unknown client in the header", .unauthenticatedByHeader,
        sent(header: { _ in basic("khong-co:mat-khau".utf8) })),
]

private let wrong: [BadRequest] = [
    .init("a wrong secret in the header", .unauthenticatedByHeader, sent(header: { [$0.basic(secret: "sai")] })),
    .init(
        "a secret in another case", .unauthenticatedByHeader,
        sent(header: { [$0.basic(secret: $0.secret?.uppercased())] })),
    .init("an empty secret in the header", .unauthenticatedByHeader, sent(header: { [$0.basic(secret: "")] })),
    .init(
        "half of the secret", .unauthenticatedByHeader,
        sent(header: { [$0.basic(secret: String($0.secret?.prefix(8) ?? ""))] })),
    .init("a wrong secret in the body", .unauthenticated, sent(by: .post, body: { credentials($0.id, "sai") })),
    .init("an empty secret in the body", .unauthenticated, sent(by: .post, body: { credentials($0.id, "") })),
    .init(
        "client_id twice", .json(400, "invalid_request"),
        sent(by: .public, body: { [("client_id", $0.id), ("client_id", $0.id)] })),
    .init(
        "client_secret twice", .json(400, "invalid_request"),
        sent(by: .post, body: { credentials($0.id, $0.secret) + [("client_secret", $0.secret ?? "")] })),
]

// RFC 7591 §2: a client is registered for one method. RFC 6749 §2.3: no more than one in a request.
private let otherMethods: [BadRequest] = [
    .init(
        "in the body, but registered for the header", .unauthenticated,
        sent(body: { credentials($0.id, $0.secret) })),
    .init(
        "in the header, but registered for the body", .unauthenticatedByHeader,
        sent(by: .post, header: { [$0.basic()] })),
    .init(
        "any secret in the body of a public client", .unauthenticated,
        sent(by: .public, body: { credentials($0.id, "bat-ky") })),
    .init(
        "any secret in the header of a public client", .unauthenticatedByHeader,
        sent(by: .public, header: { [$0.basic(secret: "bat-ky")] })),
    .init(
        "the secret in header and body", .json(400, "invalid_request"),
        sent(header: { [$0.basic()] }, body: { credentials($0.id, $0.secret) })),
    .init(
        "the secret in the header, an assertion in the body", .json(400, "invalid_request"),
        sent(header: { [$0.basic()] }, body: { _ in assertion })),
    .init(
        "an assertion of a client that has a secret", .unauthenticated,
        sent(body: { [("client_id", $0.id)] + assertion })),
    .init(
        "another client in the body than in the header", .json([400, 401], either, challenges: false),
        sent(header: { [$0.basic()] }, body: { _ in [("client_id", "khong-co")] })),
    .init(
        "two Authorization headers", .json([400, 401], either, challenges: false),
        sent(header: { [$0.basic(), $0.basic(secret: "sai")] })),
    .init(
        "an Authorization of another scheme", .unauthenticated,
        sent(header: { _ in [("Authorization", "Bearer abc")] })),
]

private let either: Set<String> = ["invalid_request", "invalid_client"]

private let assertion: [(String, String)] = [
    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
    ("client_assertion", "eyJhbGciOiJub25lIn0.e30."),
]

private let malformedHeaders: [BadRequest] = [
    .init("Basic without credentials", .unauthenticatedByHeader, sent(header: { _ in [("Authorization", "Basic")] })),
    .init("Basic that isn't Base64", .unauthenticatedByHeader, sent(header: { _ in [("Authorization", "Basic ***")] })),
    .init("Basic without a colon", .unauthenticatedByHeader, sent(header: { basic($0.id.utf8) })),
    .init("Basic that isn't UTF-8", .unauthenticatedByHeader, sent(header: { _ in basic([0xff, 0x3a, 0xfe]) })),
    .init("Basic with a bad percent sign", .unauthenticatedByHeader, sent(header: { basic("\($0.id):%zz".utf8) })),
    .init("Basic with a NUL", .unauthenticatedByHeader, sent(header: { basic("\($0.id):\0".utf8) })),
    .init(
        "Basic with spare bits in its Base64", .unauthenticatedByHeader,
        sent(header: { _ in [("Authorization", "Basic YTpiYx==")] })),
    .init(
        "Basic of 20,000 characters", .json([400, 401], either, challenges: false),
        sent(header: { basic("\($0.id):\(String(repeating: "a", count: 15_000))".utf8) })),
]

/// What stands in `client_assertion`, of the type of RFC 7523.
private func asserting(_ text: String) -> [(String, String)] { [assertion[0], ("client_assertion", text)] }

/// A JWT that nobody has signed.
private func unsigned(_ header: String, _ claims: String) -> String {
    [header, claims].map { Data($0.utf8).base64EncodedString().replacingOccurrences(of: "=", with: "") }
        .joined(separator: ".") + ".AAAA"
}

// RFC 7521 §4.2, RFC 7523 §3: what is no assertion. Those that a client has signed are in ClientAssertionTests.
private let assertions: [BadRequest] = [
    .init("an empty assertion", .unauthenticated, sent(body: { _ in asserting("") })),
    .init("an assertion that is no JWT", .unauthenticated, sent(body: { _ in asserting("a.b") })),
    .init(
        "an assertion about nobody", .unauthenticated,
        sent(body: { _ in asserting(unsigned(#"{"alg":"ES256"}"#, "{}")) })),
    .init(
        "an assertion about a client that there isn't", .unauthenticated,
        sent(body: { _ in asserting(unsigned(#"{"alg":"ES256"}"#, #"{"sub":"khong-co"}"#)) })),
    .init(
        "an assertion signed with a secret", .unauthenticated,
        sent(body: { asserting(unsigned(#"{"alg":"HS256"}"#, #"{"sub":"\#($0.id)"}"#)) })),
    .init(
        "an assertion of 15,000 characters", .json([400, 401], either, challenges: false),
        sent(body: { _ in asserting(String(repeating: "a", count: 15_000)) })),
    .init("an assertion without its type", .unauthenticated, sent(body: { _ in [assertion[1]] })),
    .init(
        "an assertion of another type", .unauthenticated,
        sent(body: { _ in [("client_assertion_type", "urn:x"), assertion[1]] })),
    .init(
        "two assertions", .json(400, "invalid_request"), sent(body: { _ in assertion + [assertion[1]] })),
    .init(
        "an assertion about another than client_id", .json(400, "invalid_request"),
        sent(body: {
            [("client_id", $0.id)] + asserting(unsigned(#"{"alg":"ES256"}"#, #"{"sub":"khong-co"}"#))
        })),
    .init(
        "a secret in the body beside an assertion", .json(400, "invalid_request"),
        sent(by: .post, body: { credentials($0.id, $0.secret) + assertion })),
]
