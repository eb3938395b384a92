import Foundation
import Testing

extension EndToEnd.Requests {
    /// Bad requests at the token endpoint (RFC 6749 §5.2). Codes that have expired need a clock that can be
    /// moved: the tests inside the process have one, the demo has none.
    @Suite(.demo, .demoLog)
    struct TokenRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: [parameters, doubled, grants, encodings, proofs].flatMap { $0 })
        func `a token request with one thing wrong is refused`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test(arguments: [Platform.Registration.basic, .post, .public])
        func `a good request gets tokens that nobody keeps`(registration: Platform.Registration) async throws {
            let platform = try await demo.platform(registration)
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let answer = try await HTTP.send(platform.tokenRequest(at: demo.metadata, form))
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.header("Cache-Control")?.contains("no-store") == true)
            #expect(answer.json["token_type"].string?.lowercased() == "bearer")
            #expect(answer.json["id_token"].string != nil)
        }

        @Test func `a code that is redeemed twice takes back what it gave`() async throws {
            // RFC 9700 §4.5, RFC 6749 §4.1.2.
            let platform = try await demo.platform(.basic)
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let request = platform.tokenRequest(at: demo.metadata, form)
            let first = try await HTTP.send(request)
            let token = try #require(first.json["access_token"].string)
            #expect(try await userinfo(token).status == 200)
            try await Expected.json(400, "invalid_grant").check(HTTP.send(request), demo)
            try await Expected.bearer([401], error: "invalid_token").check(userinfo(token), demo)
        }

        @Test func `of many who redeem a code at once one at most gets through`() async throws {
            let platform = try await demo.platform(.basic)
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let request = platform.tokenRequest(at: demo.metadata, form)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await HTTP.send(request).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 400 }.count == 19)
        }

        @Test func `a client that is disabled gets nothing for a code of before`() async throws {
            // Peers' bugs P25, P31.
            let platform = try await Platform.register(.init(name: "Nền tảng sắp ngừng"), on: demo)
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let run = try await CommandLineTool.run(Assumed.disableClient(platform.id, demo.data))
            #expect(run.code == 0, "\(run)")
            let request = platform.tokenRequest(at: demo.metadata, form)
            try await Expected.unauthenticatedByHeader.check(HTTP.send(request), demo)
        }

        private func userinfo(_ token: String) async throws -> WireAnswer {
            try await HTTP.get(demo.metadata.userinfo, [("Authorization", "Bearer \(token)")])
        }
    }
}

/// A token request of a platform with a fresh code and a change to its form.
private func redeemed(
    by registration: Platform.Registration = .basic, _ change: @escaping @Sendable (inout Form) -> Void
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(registration)
        var form = platform.tokenForm(code: try await demo.code(for: platform))
        change(&form)
        return platform.tokenRequest(at: demo.metadata, form)
    }
}

private let parameters: [BadRequest] = [
    .init("no grant_type", .json(400, "invalid_request"), redeemed { $0["grant_type"] = nil }),
    .init("an empty grant_type", .json(400, "invalid_request"), redeemed { $0["grant_type"] = "" }),
    .init("grant_type password", .json(400, "unsupported_grant_type"), redeemed { $0["grant_type"] = "password" }),
    .init("grant_type implicit", .json(400, "unsupported_grant_type"), redeemed { $0["grant_type"] = "implicit" }),
    .init(
        "grant_type in capitals", .json(400, "unsupported_grant_type"),
        redeemed { $0["grant_type"] = "AUTHORIZATION_CODE" }),
    .init("no code", .json(400, "invalid_request"), redeemed { $0["code"] = nil }),
    .init("an empty code", .json(400, "invalid_request"), redeemed { $0["code"] = "" }),
]

// RFC 6749 §3.2: parameters must not be included more than once.
private let doubled: [BadRequest] = ["grant_type", "code", "redirect_uri", "code_verifier"].map { name in
    BadRequest("\(name) twice", .json(400, "invalid_request"), redeemed { $0 = $0.adding(name, $0[name] ?? "") })
}

// Neither RFC 6749 nor RFC 7636 says whether a verifier or redirect URI that is left out is a request or a grant
// that is invalid; one that is there and wrong is the grant.
private let grants: [BadRequest] = [
    .init(
        "a code that nobody issued", .json(400, "invalid_grant"),
        redeemed { $0["code"] = String(repeating: "A", count: 43) }),
    .init(
        "a code with one character changed", .json(400, "invalid_grant"),
        redeemed { $0["code"] = ($0["code"]?.hasPrefix("A") == true ? "B" : "A") + ($0["code"]?.dropFirst() ?? "") }),
    .init("a code with a character more", .json(400, "invalid_grant"), redeemed { $0["code"]? += "A" }),
    .init("a code that is SQL", .json(400, "invalid_grant"), redeemed { $0["code"] = "' OR '1'='1" }),
    .init(
        "a code of 10,000 characters", .json(400, "invalid_grant", "invalid_request"),
        redeemed { $0["code"] = String(repeating: "A", count: 10_000) }),
    .init(
        "another client's code", .json(400, "invalid_grant"),
        { demo in
            let (victim, thief) = (try await demo.platform(.basic), try await demo.platform(.other))
            let form = thief.tokenForm(code: try await demo.code(for: victim))
            return thief.tokenRequest(at: demo.metadata, form)
        }),
    .init(
        "a confidential client's code at a public one", .json(400, "invalid_grant"),
        { demo in
            let (victim, thief) = (try await demo.platform(.basic), try await demo.platform(.public))
            let form = thief.tokenForm(code: try await demo.code(for: victim))
            return thief.tokenRequest(at: demo.metadata, form)
        }),
    .init("no redirect_uri", .json(400, "invalid_grant", "invalid_request"), redeemed { $0["redirect_uri"] = nil }),
    .init("another redirect_uri", .json(400, "invalid_grant"), redeemed { $0["redirect_uri"] = "https://evil.test/" }),
    .init("a redirect_uri with a slash more", .json(400, "invalid_grant"), redeemed { $0["redirect_uri"]? += "/" }),
    .init(
        "a redirect_uri in another case", .json(400, "invalid_grant"),
        redeemed { $0["redirect_uri"] = $0["redirect_uri"]?.uppercased() }),
    .init("no code_verifier", .json(400, "invalid_grant", "invalid_request"), redeemed { $0["code_verifier"] = nil }),
    .init(
        "an empty code_verifier", .json(400, "invalid_grant", "invalid_request"),
        redeemed { $0["code_verifier"] = "" }),
    .init(
        "no code_verifier at a public client", .json(400, "invalid_grant", "invalid_request"),
        redeemed(by: .public) { $0["code_verifier"] = nil }),
    .init(
        "a wrong code_verifier", .json(400, "invalid_grant"),
        redeemed { $0["code_verifier"] = String(repeating: "v", count: 43) }),
    .init(
        "the challenge as verifier", .json(400, "invalid_grant"),
        redeemed { $0["code_verifier"] = Platform.codeChallenge }),
    .init(
        "a code_verifier of 42 characters", .json(400, "invalid_grant", "invalid_request"),
        redeemed { $0["code_verifier"] = String(Platform.codeVerifier.dropLast()) }),
    .init(
        "a code_verifier of 129 characters", .json(400, "invalid_grant", "invalid_request"),
        redeemed { $0["code_verifier"] = String(repeating: "v", count: 129) }),
    .init(
        "a code_verifier with a slash", .json(400, "invalid_grant", "invalid_request"),
        redeemed { $0["code_verifier"] = "/" + Platform.codeVerifier.dropFirst() }),
    // RFC 9700 §2.1.1: a verifier is taken only where there was a challenge.
    .init(
        "a verifier for a code without challenge", .json(400, "invalid_grant", "invalid_request"),
        { demo in
            let platform = try await demo.platform(.optionalPKCE)
            let bare = platform.authorizationForm.setting("code_challenge", nil).setting("code_challenge_method", nil)
            let form = platform.tokenForm(code: try await demo.code(for: platform, bare))
            return platform.tokenRequest(at: demo.metadata, form)
        }),
    .init(
        "no verifier for a challenge that was optional", .json(400, "invalid_grant", "invalid_request"),
        redeemed(by: .optionalPKCE) { $0["code_verifier"] = nil }),
]

/// A body of another form, with the right credentials in the header.
private func body(
    _ type: String?, _ bytes: [UInt8], method: String = "POST", query: String = ""
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(.basic)
        let headers = [platform.basic()] + (type.map { [("Content-Type", $0)] } ?? [])
        return WireRequest(method: method, url: demo.metadata.token + query, headers: headers, body: bytes)
    }
}

private let form = "application/x-www-form-urlencoded"
private let unread = Expected.json([400, 415], ["invalid_request"], challenges: false)
private let grant = "grant_type=authorization_code&code=abc&code_verifier=\(Platform.codeVerifier)"

private let encodings: [BadRequest] = [
    .init("JSON", unread, body("application/json", Array(#"{"grant_type":"authorization_code"}"#.utf8))),
    .init("multipart", unread, body("multipart/form-data; boundary=x", Array("--x--".utf8))),
    .init("plain text", unread, body("text/plain", Array(grant.utf8))),
    .init("no content type", unread, body(nil, Array(grant.utf8))),
    .init("an empty body", .json(400, "invalid_request"), body(form, [])),
    .init(
        "a JSON body that calls itself a form", .json(400, "invalid_request"),
        body(form, Array(#"{"grant_type":"authorization_code"}"#.utf8))),
    .init("the parameters in the query", .json(400, "invalid_request"), body(form, [], query: "?" + grant)),
    .init("a percent sign without digits", .json(400, "invalid_request"), body(form, Array((grant + "%zz").utf8))),
    .init("a percent sign at the end", .json(400, "invalid_request"), body(form, Array((grant + "%4").utf8))),
    .init("an encoded NUL", .json(400, "invalid_request"), body(form, Array((grant + "%00").utf8))),
    .init("encoded bytes that aren't UTF-8", .json(400, "invalid_request"), body(form, Array((grant + "%ff").utf8))),
    .init("bytes that aren't UTF-8", .json(400, "invalid_request"), body(form, Array(grant.utf8) + [0xff, 0xfe])),
    .init(
        "a body of 4 MB", .status([413]),
        body(form, Array(("grant_type=" + String(repeating: "a", count: 4 << 20)).utf8))),
    .init(
        "ten thousand parameters", .json([400, 413], ["invalid_request"], challenges: false),
        body(form, Array((0..<10_000).map { "p\($0)=1" }.joined(separator: "&").utf8))),
    .init("a GET", .status([405]), { .get($0.metadata.token + "?" + grant) }),
    .init("a PUT", .status([405]), body(form, Array(grant.utf8), method: "PUT")),
]

/// A good token request, with these `DPoP` fields beside it.
private func proven(_ proofs: String...) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(.basic)
        let form = platform.tokenForm(code: try await demo.code(for: platform))
        return .post(demo.metadata.token, form: form.encoded, [platform.basic()] + proofs.map { ("DPoP", $0) })
    }
}

// RFC 9449 §5: what is no proof. Those that somebody has signed are in DPoPProofTests.
private let proofs: [BadRequest] = [
    .init("an empty proof", .json(400, "invalid_dpop_proof"), proven("")),
    .init("a proof that is no JWT", .json(400, "invalid_dpop_proof"), proven("abc")),
    .init("two proofs", .json(400, "invalid_dpop_proof"), proven("abc", "abc")),
    .init("a proof that nobody has signed", .json(400, "invalid_dpop_proof"), proven("eyJhbGciOiJub25lIn0.e30.")),
    .init(
        "a proof of 7,000 characters", .json(400, "invalid_dpop_proof"), proven(String(repeating: "a", count: 7_000))),
]
