import Foundation
import Testing

extension EndToEnd.Requests {
    /// Bad requests at the UserInfo endpoint (RFC 6750 §2, §3; OpenID Connect Core §5.3). Access tokens that have
    /// expired need a clock that can be moved: the tests inside the process have one.
    @Suite(.demo, .demoLog)
    struct UserInfoRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: [withoutToken, wrongTokens, twice].flatMap { $0 })
        func `who shows no good token learns nothing`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test func `a good token opens it by header and by form`() async throws {
            let token = try await demo.accessToken(for: demo.platform(.basic))
            let requests: [WireRequest] = [
                .get(demo.metadata.userinfo, [("Authorization", "Bearer \(token)")]),
                .get(demo.metadata.userinfo, [("Authorization", "bearer \(token)")]),
                .post(demo.metadata.userinfo, form: "", [("Authorization", "Bearer \(token)")]),
                .post(demo.metadata.userinfo, form: "access_token=\(token)"),
            ]
            for request in requests {
                let answer = try await HTTP.send(request)
                #expect(answer.status == 200, "\(request.method): \(answer.text)")
                #expect(answer.json["sub"].string?.isEmpty == false)
                #expect(answer.header("Cache-Control")?.contains("no-store") == true)
            }
        }

        @Test func `a session of the browser is no token`() async throws {
            let answer = try await demo.signedInVisitor().send(.get(demo.metadata.userinfo))
            try await Expected.bearer([401], error: nil).check(answer, demo)
        }
    }
}

/// A GET with this Authorization.
private func shown(_ header: String) -> @Sendable (Demo) async throws -> WireRequest {
    { .get($0.metadata.userinfo, [("Authorization", header)]) }
}

/// A GET with a good access token that has been changed.
private func forged(
    _ change: @escaping @Sendable (_ parts: [String]) -> String
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let token = try await demo.accessToken(for: demo.platform(.basic))
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw HTTP.Failure(description: "the access token is no JWT: \(token)") }
        return .get(demo.metadata.userinfo, [("Authorization", "Bearer " + change(parts))])
    }
}

/// A request made with a good access token.
private func held(
    _ make: @escaping @Sendable (_ token: String, _ url: String) -> WireRequest
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in make(try await demo.accessToken(for: demo.platform(.basic)), demo.metadata.userinfo) }
}

private func encoded(_ json: String) -> String { Data(json.utf8).base64URL }

// RFC 6750 §3.1: who shows nothing is told no error.
private let withoutToken: [BadRequest] = [
    .init("nothing", .bearer([401], error: nil), { .get($0.metadata.userinfo) }),
    .init("a POST with nothing", .bearer([401], error: nil), { .post($0.metadata.userinfo, form: "") }),
    .init("another scheme", .bearer([401], error: nil), shown("Basic YTpi")),
    .init("DPoP with a token that is none", .bearer([401], error: "invalid_token"), shown("DPoP abc")),
    .init("a PUT", .status([405]), { WireRequest(method: "PUT", url: $0.metadata.userinfo, body: []) }),
    .init("a DELETE", .status([405]), { WireRequest(method: "DELETE", url: $0.metadata.userinfo) }),
    .init("a good token in the query", .status([400, 401]), held { .get($1 + "?access_token=" + $0) }),
    .init(
        "a good token in a JSON body", .status([400, 401, 415]),
        held {
            let body = Array(#"{"access_token":"\#($0)"}"#.utf8)
            return WireRequest(method: "POST", url: $1, headers: [("Content-Type", "application/json")], body: body)
        }),
    .init("Bearer without a token", .status([400, 401]), shown("Bearer")),
    .init("two tokens in one header", .status([400, 401]), shown("Bearer abc def")),
]

private let wrongTokens: [BadRequest] = [
    .init("a token that nobody issued", .bearer([401], error: "invalid_token"), shown("Bearer abc")),
    .init("a JWT of nothing", .bearer([401], error: "invalid_token"), shown("Bearer ..")),
    .init(
        "a token of 10,000 characters", .bearer([401], error: "invalid_token"),
        shown("Bearer " + String(repeating: "a", count: 10_000))),
    .init("a token without its signature", .bearer([401], error: "invalid_token"), forged { "\($0[0]).\($0[1])." }),
    .init("a token of two parts", .bearer([401], error: "invalid_token"), forged { "\($0[0]).\($0[1])" }),
    .init("a token of four parts", .bearer([401], error: "invalid_token"), forged { $0.joined(separator: ".") + ".x" }),
    .init(
        "another signature", .bearer([401], error: "invalid_token"),
        forged { parts in
            let first = parts[2].hasPrefix("A") ? "B" : "A"
            return "\(parts[0]).\(parts[1]).\(first)\(parts[2].dropFirst())"
        }),
    .init(
        "a signature of zeros", .bearer([401], error: "invalid_token"),
        forged {
            "\($0[0]).\($0[1]).\(Data(count: 64).base64URL)"
        }),
    .init(
        "another content", .bearer([401], error: "invalid_token"),
        forged {
            "\($0[0]).\(encoded(#"{"sub":"admin"}"#)).\($0[2])"
        }),
    // Peers' bug P74: none in any spelling.
    .init(
        "alg none", .bearer([401], error: "invalid_token"),
        forged {
            "\(encoded(#"{"alg":"none","typ":"at+jwt"}"#)).\($0[1])."
        }),
    .init(
        "alg nOnE", .bearer([401], error: "invalid_token"),
        forged {
            "\(encoded(#"{"alg":"nOnE","typ":"at+jwt"}"#)).\($0[1])."
        }),
    .init(
        "alg HS256", .bearer([401], error: "invalid_token"),
        forged {
            "\(encoded(#"{"alg":"HS256","typ":"at+jwt"}"#)).\($0[1]).\($0[2])"
        }),
    .init(
        "a key in the header", .bearer([401], error: "invalid_token"),
        forged {
            let jwk = #"{"alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}"#
            return "\(encoded(jwk)).\($0[1]).\($0[2])"
        }),
    .init("a header that isn't JSON", .bearer([401], error: "invalid_token"), forged { "####.\($0[1]).\($0[2])" }),
    .init("the token with padding", .bearer([401], error: "invalid_token"), forged { $0.joined(separator: ".") + "=" }),
    .init(
        "an ID token", .bearer([401], error: "invalid_token"),
        { demo in
            let token = try await demo.tokens(for: demo.platform(.basic))["id_token"].string ?? ""
            return .get(demo.metadata.userinfo, [("Authorization", "Bearer " + token)])
        }),
    .init(
        "a code", .bearer([401], error: "invalid_token"),
        { demo in
            let code = try await demo.code(for: demo.platform(.basic))
            return .get(demo.metadata.userinfo, [("Authorization", "Bearer " + code)])
        }),
    .init(
        "a token that nobody issued, by form", .bearer([401], error: "invalid_token"),
        { .post($0.metadata.userinfo, form: "access_token=abc") }),
    .init(
        "an ID token, by form", .bearer([401], error: "invalid_token"),
        { demo in
            let token = try await demo.tokens(for: demo.platform(.basic))["id_token"].string ?? ""
            return .post(demo.metadata.userinfo, form: "access_token=" + token)
        }),
]

// RFC 6750 §2: no more than one method in a request; §3.1: invalid_request is 400.
private let twice: [BadRequest] = [
    .init(
        "a good token in header and form", .bearer([400], error: "invalid_request"),
        held {
            .post($1, form: "access_token=" + $0, [("Authorization", "Bearer " + $0)])
        }),
    .init(
        "a good token in header and query", .bearer([400], error: "invalid_request"),
        held {
            .get($1 + "?access_token=" + $0, [("Authorization", "Bearer " + $0)])
        }),
    .init(
        "a good token twice in the form", .bearer([400], error: "invalid_request"),
        held {
            .post($1, form: "access_token=\($0)&access_token=\($0)")
        }),
    .init(
        "a good token in two headers", .status([400, 401]),
        held {
            .get($1, [("Authorization", "Bearer " + $0), ("Authorization", "Bearer " + $0)])
        }),
    .init(
        "a form that can't be read", .bearer([400], error: "invalid_request"),
        {
            .post($0.metadata.userinfo, form: "access_token=%zz")
        }),
    .init(
        "a form of 4 MB", .status([413]),
        {
            .post($0.metadata.userinfo, form: "access_token=" + String(repeating: "a", count: 4 << 20))
        }),
]
