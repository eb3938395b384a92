import Foundation
import Testing

extension EndToEnd.Requests {
    /// Bad requests at the authorization endpoint (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
    @Suite(.demo, .demoLog)
    struct AuthorizationRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: withoutGoodClient + malformed)
        func `what names no good client is told so on a page`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test(arguments: wrongParameters + doubled)
        func `what a good client asks wrongly is told to the client`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test(arguments: (wrongParameters + doubled).filter { !$0.testDescription.contains("without a session") })
        func `a session changes nothing about what is wrong`(request: BadRequest) async throws {
            try await request.check(on: demo, as: demo.signedInVisitor())
        }

        @Test(arguments: wrongParameters + withoutGoodClient)
        func `a POST is judged as a GET`(request: BadRequest) async throws {
            let get = try await request.make(demo)
            let halves = get.url.split(separator: "?", maxSplits: 1).map(String.init)
            let post = WireRequest.post(halves[0], form: halves.count > 1 ? halves[1] : "")
            try await request.expected.check(Visitor().send(post), demo)
        }

        @Test func `errors come by form_post to who asks for that`() async throws {
            let platform = try await demo.platform(.basic)
            let form = platform.authorizationForm.adding("response_mode", "form_post")
                .setting("code_challenge", nil)
            let answer = try await Visitor().send(.get(platform.authorizationURL(at: demo.metadata, form)))
            #expect(answer.status == 200)
            let sent = try #require(HTMLPage(answer.text).forms.first { $0.action == platform.redirectURI })
            #expect(sent.method == "post")
            #expect(sent.fields["error"] == "invalid_request")
            #expect(sent.fields["state"] == Platform.state)
            #expect(sent.fields["iss"] == demo.issuer)
        }

        @Test func `what cannot be read as markup comes back as text`() async throws {
            let platform = try await demo.platform(.basic)
            let form = platform.authorizationForm.setting("state", "\"'" + Expected.script)
                .adding("response_mode", "form_post").setting("code_challenge", nil)
            let answer = try await Visitor().send(.get(platform.authorizationURL(at: demo.metadata, form)))
            #expect(!answer.text.contains(Expected.script))
            #expect(HTMLPage(answer.text).forms.first?.fields["state"] == "\"'" + Expected.script)
        }

        @Test func `a good request leads to the sign-in page, by GET and by POST`() async throws {
            // The counterpart of all others here: they fail for the one thing that is wrong.
            let platform = try await demo.platform(.basic)
            let hints = platform.authorizationForm.adding("ui_locales", "xx-garbage vi").adding("login_hint", "x")
                .adding("unknown_parameter", "ignored").adding("max_age", "0").adding("prompt", "login")
                .adding("claims", #"{"userinfo":{"unknown":null}}"#).adding("display", "sideways")
            for form in [platform.authorizationForm, hints] {
                let get = try await Visitor().go(platform.authorizationURL(at: demo.metadata, form))
                #expect(get.page.element(id: "username") != nil, "\(get.page.text)")
                let post = try await Visitor().go(.post(demo.metadata.authorization, form: form.encoded))
                #expect(post.page.element(id: "username") != nil, "\(post.page.text)")
            }
        }
    }
}

/// An authorization request of the basic platform with a change.
private func asked(
    _ change: @escaping @Sendable (inout Form) -> Void
)
    -> @Sendable (Demo) async throws -> WireRequest
{
    { demo in
        let platform = try await demo.platform(.basic)
        var form = platform.authorizationForm
        change(&form)
        return .get(platform.authorizationURL(at: demo.metadata, form))
    }
}

/// An authorization request of the basic platform with raw text behind its query.
private func asked(raw text: String) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(.basic)
        return .get(platform.authorizationURL(at: demo.metadata) + "&" + text)
    }
}

private let withoutGoodClient: [BadRequest] = [
    .init("nothing at all", .page, { .get($0.metadata.authorization) }),
    .init("no client_id", .page, asked { $0["client_id"] = nil }),
    .init("an empty client_id", .page, asked { $0["client_id"] = "" }),
    .init("an unknown client", .page, asked { $0["client_id"] = "khong-co" }),
    .init("a client_id in another case", .page, asked { $0["client_id"] = $0["client_id"]?.uppercased() }),
    .init("a client_id with a space behind", .page, asked { $0["client_id"]? += " " }),
    .init("a client_id that is markup", .page, asked { $0["client_id"] = Expected.script }),
    .init("a client_id that is SQL", .page, asked { $0["client_id"]? += "' OR '1'='1" }),
    .init("a client_id of 5,000 characters", .page, asked { $0["client_id"] = String(repeating: "a", count: 5000) }),
    .init("client_id twice, the same", .page, asked { $0 = $0.adding("client_id", $0["client_id"] ?? "") }),
    .init("client_id twice, another", .page, asked { $0 = $0.adding("client_id", "khong-co") }),
    .init("no redirect_uri", .page, asked { $0["redirect_uri"] = nil }),
    .init("an empty redirect_uri", .page, asked { $0["redirect_uri"] = "" }),
    .init("redirect_uri twice, the same", .page, asked { $0 = $0.adding("redirect_uri", $0["redirect_uri"] ?? "") }),
    .init("redirect_uri twice, another", .page, asked { $0 = $0.adding("redirect_uri", "https://evil.test/") }),
    // RFC 9101 §6: of what isn't verified nothing is believed, and what stands beside it isn't read.
    .init("a request object that is none", .page, asked { $0["request"] = "x" }),
    .init("an unsigned request object", .page, asked { $0["request"] = "eyJhbGciOiJub25lIn0.e30." }),
    .init("a request object that is encrypted to nobody", .page, asked { $0["request"] = "a.b.c.d.e" }),
    .init("two request objects", .page, asked { $0 = $0.adding("request", "x").adding("request", "x") }),
    .init(
        "a request object and a request_uri", .page,
        asked { $0 = $0.adding("request", "x").adding("request_uri", "urn:ietf:params:oauth:request_uri:x") }),
    .init(
        "a client_id[] of PHP", .page,
        asked { $0 = $0.adding("client_id[]", $0["client_id"] ?? "").setting("client_id", nil) }),
    .init(
        "CLIENT_ID in capitals", .page,
        asked { $0 = $0.adding("CLIENT_ID", $0["client_id"] ?? "").setting("client_id", nil) }),
]

// What can't be read has no client: nothing in it may be believed.
private let malformed: [BadRequest] = [
    .init("a percent sign without digits", .page, asked(raw: "login_hint=%zz")),
    .init("a percent sign at the end", .page, asked(raw: "login_hint=%")),
    .init("bytes that aren't UTF-8", .page, asked(raw: "login_hint=%ff%fe")),
    .init("an overlong UTF-8 slash", .page, asked(raw: "login_hint=%c0%af")),
    .init("a surrogate in UTF-8", .page, asked(raw: "login_hint=%ed%a0%80")),
    .init("a NUL", .page, asked(raw: "login_hint=a%00b")),
    .init("a name that isn't UTF-8", .page, asked(raw: "%ff=1")),
    .init(
        "a thousand parameters", .page([400, 414, 431]),
        asked(raw: (0..<1000).map { "p\($0)=1" }.joined(separator: "&"))),
    .init(
        "a state of 60,000 characters", .page([400, 414, 431]),
        asked { $0["state"] = String(repeating: "s", count: 60_000) }),
    .init(
        "a POST of 4 MB", .status([413]),
        { demo in
            .post(demo.metadata.authorization, form: "state=" + String(repeating: "s", count: 4 << 20))
        }),
    .init(
        "a POST of JSON", .status([400, 415]),
        { demo in
            let body = Array(#"{"client_id":"x"}"#.utf8)
            let type = ("Content-Type", "application/json")
            return WireRequest(method: "POST", url: demo.metadata.authorization, headers: [type], body: body)
        }),
    .init("a PUT", .status([405]), { WireRequest(method: "PUT", url: $0.metadata.authorization, body: []) }),
    .init("a DELETE", .status([405]), { WireRequest(method: "DELETE", url: $0.metadata.authorization) }),
]

private let wrongParameters: [BadRequest] = [
    .init("no response_type", .redirect("invalid_request"), asked { $0["response_type"] = nil }),
    .init("an empty response_type", .redirect("invalid_request"), asked { $0["response_type"] = "" }),
    .init("response_type token", .redirect("unsupported_response_type"), asked { $0["response_type"] = "token" }),
    .init("response_type id_token", .redirect("unsupported_response_type"), asked { $0["response_type"] = "id_token" }),
    .init(
        "response_type id_token token", .redirect("unsupported_response_type"),
        asked { $0["response_type"] = "id_token token" }),
    .init(
        "response_type code id_token", .redirect("unsupported_response_type"),
        asked { $0["response_type"] = "code id_token" }),
    .init("response_type none", .redirect("unsupported_response_type"), asked { $0["response_type"] = "none" }),
    .init("response_type CODE", .redirect("unsupported_response_type"), asked { $0["response_type"] = "CODE" }),
    .init("response_mode fragment", .redirect("invalid_request"), asked { $0["response_mode"] = "fragment" }),
    .init("response_mode JWT", .redirect("invalid_request"), asked { $0["response_mode"] = "JWT" }),
    .init("response_mode fragment.JWT", .redirect("invalid_request"), asked { $0["response_mode"] = "fragment.JWT" }),
    .init("response_mode jwt.query", .redirect("invalid_request"), asked { $0["response_mode"] = "jwt.query" }),
    .init("response_mode web_message", .redirect("invalid_request"), asked { $0["response_mode"] = "web_message" }),
    .init(
        "a request_uri", .redirect("request_uri_not_supported"),
        asked { $0["request_uri"] = "https://evil.test/request.jwt" }),
    // RFC 9126 §4: what was pushed isn't known, and so not where an error may go.
    .init(
        "a request_uri that was never pushed", .page,
        asked { $0["request_uri"] = "urn:ietf:params:oauth:request_uri:x" }),
    .init("a registration", .redirect("registration_not_supported"), asked { $0["registration"] = "{}" }),
    // RFC 7636 §4.4.1; plain never (RFC 9700 §2.1.1).
    .init(
        "no code_challenge", .redirect("invalid_request"),
        asked {
            $0["code_challenge"] = nil; $0["code_challenge_method"] = nil
        }),
    .init("a method without code_challenge", .redirect("invalid_request"), asked { $0["code_challenge"] = nil }),
    .init("an empty code_challenge", .redirect("invalid_request"), asked { $0["code_challenge"] = "" }),
    .init("PKCE plain", .redirect("invalid_request"), asked { $0["code_challenge_method"] = "plain" }),
    .init("no method, which means plain", .redirect("invalid_request"), asked { $0["code_challenge_method"] = nil }),
    .init(
        "method s256 in small letters", .redirect("invalid_request"),
        asked { $0["code_challenge_method"] = "s256" }),
    .init("method S512", .redirect("invalid_request"), asked { $0["code_challenge_method"] = "S512" }),
    .init(
        "a challenge of 42 characters", .redirect("invalid_request"),
        asked { $0["code_challenge"] = String(Platform.codeChallenge.dropLast()) }),
    .init("a challenge of 44 characters", .redirect("invalid_request"), asked { $0["code_challenge"]? += "A" }),
    .init("a challenge with padding", .redirect("invalid_request"), asked { $0["code_challenge"]? += "=" }),
    .init(
        "a challenge in standard Base64", .redirect("invalid_request"),
        asked { $0["code_challenge"] = $0["code_challenge"]?.replacingOccurrences(of: "-", with: "+") }),
    .init(
        "a challenge with an umlaut", .redirect("invalid_request"),
        asked { $0["code_challenge"] = "ä" + Platform.codeChallenge.dropFirst() }),
    .init("no scope", .redirect("invalid_scope"), asked { $0["scope"] = nil }),
    .init("a scope without openid", .redirect("invalid_scope"), asked { $0["scope"] = "profile" }),
    .init("a scope OpenID in capitals", .redirect("invalid_scope"), asked { $0["scope"] = "OpenID" }),
    .init("a scope with a quotation mark", .redirect("invalid_scope"), asked { $0["scope"] = "openid \"x\"" }),
    .init("a scope with a line feed", .redirect("invalid_scope"), asked { $0["scope"] = "openid\nprofile" }),
    .init("prompt none without a session", .redirect("login_required"), asked { $0["prompt"] = "none" }),
    .init("prompt none with login", .redirect("invalid_request"), asked { $0["prompt"] = "none login" }),
    .init("prompt consent with none", .redirect("invalid_request"), asked { $0["prompt"] = "consent none" }),
    .init("a prompt that nobody knows", .redirect("invalid_request"), asked { $0["prompt"] = "create" }),
    .init("max_age negative", .redirect("invalid_request"), asked { $0["max_age"] = "-1" }),
    .init("max_age not a number", .redirect("invalid_request"), asked { $0["max_age"] = "soon" }),
    .init("max_age a fraction", .redirect("invalid_request"), asked { $0["max_age"] = "1.5" }),
    .init("max_age in hexadecimal", .redirect("invalid_request"), asked { $0["max_age"] = "0x10" }),
    .init("claims no JSON", .redirect("invalid_request"), asked { $0["claims"] = "{not json" }),
    .init("claims no object", .redirect("invalid_request"), asked { $0["claims"] = "[]" }),
    .init(
        "claims with a member that is none", .redirect("invalid_request"), asked { $0["claims"] = #"{"userinfo":5}"# }),
    .init("max_age in Arabic digits", .redirect("invalid_request"), asked { $0["max_age"] = "١٠" }),
]

// RFC 6749 §3.1: parameters must not be included more than once. Which state is meant can't be known when it is
// the state that is doubled.
private let doubled: [BadRequest] =
    [
        ("response_type", "code"), ("scope", "openid"), ("state", "another"), ("nonce", "another"),
        ("code_challenge", Platform.codeChallenge), ("code_challenge_method", "S256"),
    ].map { name, value in
        BadRequest(
            "\(name) twice", .redirect("invalid_request", state: name == "state" ? nil : Platform.state),
            asked { $0 = $0.adding(name, value) })
    }
    + ["prompt", "max_age", "response_mode", "acr_values", "ui_locales", "login_hint"].map { name in
        let value = ["prompt": "login", "max_age": "5", "response_mode": "query"][name] ?? "x"
        return BadRequest(
            "\(name) twice", .redirect("invalid_request"),
            asked { $0 = $0.adding(name, value).adding(name, value) })
    }
