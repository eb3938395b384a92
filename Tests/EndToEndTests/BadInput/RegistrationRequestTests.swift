import Foundation
import Testing

extension EndToEnd.Requests {
    /// Bad requests where clients register themselves (RFC 7591 §3, RFC 7592 §2).
    @Suite(.demo, .demoLog)
    struct RegistrationRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: [withoutToken, badBodies, badMetadata].flatMap { $0 })
        func `who has no token, or asks for what nobody gets, registers nothing`(request: BadRequest) async throws {
            let before = try await clients()
            try await request.check(on: demo)
            #expect(try await clients() == before)
        }

        @Test func `a client registers, reads, changes and ends its registration by the command line's token`()
            async throws
        {
            let answer = try await HTTP.send(registration(of: demo, good))
            #expect(answer.status == 201, "\(answer.text)")
            let (url, token) = (
                answer.json["registration_client_uri"].string, answer.json["registration_access_token"].string
            )
            let header = [("Authorization", "Bearer \(token ?? "")")]
            let read = try await HTTP.send(.get(url ?? "", header))
            #expect(read.status == 200 && read.json["client_secret"] == .null)
            for target in [demo.issuer + "/register/unknown", url ?? ""] {
                let stranger = try await HTTP.send(.get(target, [("Authorization", "Bearer wrong")]))
                try await Expected.bearer([401], error: "invalid_token").check(stranger, demo)
            }
            let end = try await HTTP.send(WireRequest(method: "DELETE", url: url ?? "", headers: header))
            #expect(end.status == 204)
            let gone = try await HTTP.send(.get(url ?? "", header))
            try await Expected.bearer([401], error: "invalid_token").check(gone, demo)
        }

        private func clients() async throws -> String {
            try await CommandLineTool.run(["client", "list"] + Assumed.on(demo.data) + ["--json"]).output
        }
    }
}

private let good = #"{"redirect_uris": ["https://client.example.org/callback"], "client_name": "My Example Client"}"#

/// A token for one client, from the command line.
private func token(of demo: Demo) async throws -> String {
    let run = try await CommandLineTool.run(
        ["client", "initial-access-token", "add"] + Assumed.on(demo.data) + ["--name", "e2e", "--json"])
    guard run.code == 0 else { throw CommandLineTool.Failure(description: "initial-access-token add: \(run)") }
    return try JSON(run.output.utf8)["initial_access_token"].string ?? ""
}

private func registration(
    of demo: Demo, _ body: String, type: String? = "application/json"
) async throws -> WireRequest {
    var headers = [("Authorization", "Bearer \(try await token(of: demo))")]
    if let type { headers.append(("Content-Type", type)) }
    return WireRequest(method: "POST", url: demo.issuer + "/register", headers: headers, body: Array(body.utf8))
}

private func sent(
    _ body: String, type: String? = "application/json"
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in try await registration(of: demo, body, type: type) }
}

private func shown(_ headers: [(String, String)], query: String = "") -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        WireRequest(
            method: "POST", url: demo.issuer + "/register" + query,
            headers: headers + [("Content-Type", "application/json")], body: Array(good.utf8))
    }
}

// RFC 6750 §3.1: who shows nothing is told no error.
private let withoutToken: [BadRequest] = [
    .init("no token", .bearer([401], error: nil), shown([])),
    .init("another scheme", .bearer([401], error: nil), shown([("Authorization", "Basic YTpi")])),
    .init(
        "a token that nobody gave", .bearer([401], error: "invalid_token"), shown([("Authorization", "Bearer wrong")])),
    .init(
        "no token behind the scheme", .bearer([400], error: "invalid_request"), shown([("Authorization", "Bearer ")])),
    .init(
        "two headers", .bearer([400], error: "invalid_request"),
        shown([("Authorization", "Bearer a"), ("Authorization", "Bearer b")])),
    .init("a token in the query", .bearer([400], error: "invalid_request"), shown([], query: "?access_token=a")),
]

private let badBodies: [BadRequest] = [
    .init("no JSON", .json(400, "invalid_request"), sent("redirect_uris=a")),
    .init("a list", .json(400, "invalid_request"), sent("[]")),
    .init("half an object", .json(400, "invalid_request"), sent(#"{"redirect_uris": ["#)),
    .init("a member twice", .json(400, "invalid_request"), sent(#"{"redirect_uris": [], "redirect_uris": []}"#)),
    .init("a form", .json(400, "invalid_request"), sent("a=b", type: "application/x-www-form-urlencoded")),
    .init("no type", .json(400, "invalid_request"), sent(good, type: nil)),
    .init(
        "bytes that are no UTF-8", .json(400, "invalid_request"),
        { demo in
            var request = try await registration(of: demo, good)
            request.body = [0x7B, 0xFF, 0x7D]
            return request
        }),
]

private func metadata(_ members: String) -> @Sendable (Demo) async throws -> WireRequest {
    sent(#"{"redirect_uris": ["https://client.example.org/callback"], \#(members)}"#)
}

private let badMetadata: [BadRequest] = [
    .init("no address", .json(400, "invalid_redirect_uri"), sent("{}")),
    .init(
        "markup for an address", .json(400, "invalid_redirect_uri"),
        sent(#"{"redirect_uris": ["\#(Expected.script)"]}"#)),
    .init(
        "a script for an address", .json(400, "invalid_redirect_uri"),
        sent(#"{"redirect_uris": ["javascript:alert(1)"]}"#)),
    .init("citizen numbers", .json(400, "invalid_client_metadata"), metadata(#""scope": "openid citizen_id""#)),
    .init("the city's staff", .json(400, "invalid_client_metadata"), metadata(#""scope": "scim.read""#)),
    .init(
        "a grant of services", .json(400, "invalid_client_metadata"),
        metadata(#""grant_types": ["client_credentials"]"#)),
    .init(
        "implicit answers", .json(400, "invalid_client_metadata"), metadata(#""response_types": ["id_token token"]"#)),
    .init("public subjects", .json(400, "invalid_client_metadata"), metadata(#""subject_type": "public""#)),
    .init(
        "unsigned ID tokens", .json(400, "invalid_client_metadata"),
        metadata(#""id_token_signed_response_alg": "none""#)),
    .init("a name of nothing", .json(400, "invalid_client_metadata"), metadata(#""client_name": """#)),
    .init("a name that is no text", .json(400, "invalid_client_metadata"), metadata(#""client_name": {}"#)),
    .init(
        "a statement that nobody signed", .json(400, "invalid_software_statement"),
        metadata(#""software_statement": "eyJhbGciOiJub25lIn0.e30.""#)),
    .init(
        "a sector's document on this machine", .json(400, "invalid_client_metadata"),
        metadata(#""sector_identifier_uri": "https://127.0.0.1/uris.json""#)),
    .init(
        "certificates, where none are looked at", .json(400, "invalid_client_metadata"),
        metadata(#""token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "a.test""#)),
]
