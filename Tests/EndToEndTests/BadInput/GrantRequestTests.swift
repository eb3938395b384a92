import Foundation
import Testing

extension EndToEnd.Requests {
    /// Bad requests of the grants that are extensions of OAuth, of pushed requests, and of the parameters `resource` and
    /// `claims`: each at the endpoint that reads it. What is refused inside good JWTs is in TokenExchangeSettlementTests and
    /// JWTBearerSettlementTests.
    @Suite(.demo, .demoLog)
    struct GrantRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: [exchanges, assertions, devices, backchannel, resources].flatMap { $0 })
        func `a request of an extension grant with one thing wrong is refused`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test(arguments: pushed)
        func `a pushed request with one thing wrong is refused, and gets no address`(request: BadRequest) async throws {
            let answer = try await Visitor().send(request.make(demo))
            try await request.expected.check(answer, demo)
            #expect(answer.json["request_uri"] == .null)
        }

        @Test(arguments: authorizations)
        func `resources and claims that can't be read are told to the client`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test func `what is refused here is good without the one thing that is wrong`() async throws {
            let platform = try await demo.platform(.extending)
            let service = try await HTTP.send(
                platform.tokenRequest(at: demo.metadata, ["grant_type": "client_credentials", "resource": api]))
            #expect(service.status == 200, "\(service.text)")
            let form = platform.authorizationForm.adding("resource", api)
                .adding("claims", #"{"userinfo":{"name":{"essential":true}}}"#)
            let place = try await Visitor().go(platform.authorizationURL(at: demo.metadata, form))
            #expect(place.page.element(id: "username") != nil, "\(place.page.text)")
            let request = WireRequest.post(pushing(demo), form: form.encoded, [platform.basic()])
            let answer = try await HTTP.send(request)
            #expect(answer.status == 201, "\(answer.text)")
        }
    }
}

private let api = "https://api.hue.test/"
private let exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
private let bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
private let device = "urn:ietf:params:oauth:grant-type:device_code"
private let ciba = "urn:openid:params:grant-type:ciba"
private let types = "urn:ietf:params:oauth:token-type"

extension Platform.Registration {
    /// May use the grants that are extensions, for one API.
    fileprivate static let extending = Platform.Registration(
        audience: api, grants: ["authorization_code", "client_credentials", "device_code", "token_exchange", "ciba"])
}

@Sendable private func pushing(_ demo: Demo) -> String { demo.issuer + "/oauth2/par" }

/// A token request of a platform that may use these grants, as it stands.
private func asked(
    by registration: Platform.Registration = .extending, _ pairs: [(String, String)]
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in try await demo.platform(registration).tokenRequest(at: demo.metadata, Form(pairs)) }
}

/// An exchange of a token of nobody's, that is right in form but for `changes`.
private func exchanged(
    _ changes: [String: String?] = [:], also extra: [(String, String)] = []
) -> @Sendable (Demo) async throws -> WireRequest {
    let good = [
        ("grant_type", exchange), ("subject_token", "a.b.c"), ("subject_token_type", types + ":access_token"),
    ]
    let added = changes.filter { change in !good.contains { $0.0 == change.key } }
    let pairs =
        good.compactMap { name, value in (changes[name] ?? value).map { (name, $0) } }
        + added.compactMap { name, value in value.map { (name, $0) } }
    return asked(pairs + extra)
}

// RFC 8693 §2.1, §2.2.2.
private let exchanges: [BadRequest] = [
    .init("no subject_token", .json(400, "invalid_request"), exchanged(["subject_token": nil])),
    .init("an empty subject_token", .json(400, "invalid_request"), exchanged(["subject_token": ""])),
    .init("no subject_token_type", .json(400, "invalid_request"), exchanged(["subject_token_type": nil])),
    .init(
        "a subject_token_type of SAML", .json(400, "invalid_request"),
        exchanged(["subject_token_type": types + ":saml2"])),
    .init(
        "an ID token as subject", .json(400, "invalid_request"),
        exchanged(["subject_token_type": types + ":id_token"])),
    .init("subject_token twice", .json(400, "invalid_request"), exchanged(also: [("subject_token", "a.b.c")])),
    .init("a subject_token that nobody issued", .json(400, "invalid_request"), exchanged()),
    .init(
        "a subject_token with alg none", .json(400, "invalid_request"),
        exchanged(["subject_token": "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJhZG1pbiJ9."])),
    .init("a subject_token that is SQL", .json(400, "invalid_request"), exchanged(["subject_token": "' OR '1'='1"])),
    .init(
        "a subject_token of 100,000 characters", .json([400, 413], ["invalid_request"], challenges: false),
        exchanged(["subject_token": String(repeating: "a", count: 100_000)])),
    .init("an actor_token without its type", .json(400, "invalid_request"), exchanged(["actor_token": "a.b.c"])),
    .init(
        "an actor_token_type without its token", .json(400, "invalid_request"),
        exchanged(["actor_token_type": types + ":access_token"])),
    .init(
        "a requested_token_type that isn't given", .json(400, "invalid_request"),
        exchanged(["requested_token_type": types + ":refresh_token"])),
    .init(
        "two audiences", .json(400, "invalid_target"),
        exchanged(also: [("audience", "a"), ("audience", "b")])),
    .init("resource and audience", .json(400, "invalid_target"), exchanged(["resource": api, "audience": "b"])),
    .init("a resource that is no URI", .json(400, "invalid_target"), exchanged(["resource": "api"])),
    .init("a resource with a fragment", .json(400, "invalid_target"), exchanged(["resource": api + "#x"])),
    .init("a scope with a quotation mark", .json(400, "invalid_scope"), exchanged(["scope": "\"x\""])),
    .init(
        "an exchange by a client that may not", .json(400, "unauthorized_client"),
        asked(
            by: .basic,
            [("grant_type", exchange), ("subject_token", "a.b.c"), ("subject_token_type", types + ":access_token")])),
    .init(
        "an exchange without a client", .unauthenticated,
        { .post($0.metadata.token, form: Form([("grant_type", exchange), ("subject_token", "a.b.c")]).encoded) }),
]

// RFC 7523 §2.1. The demo trusts no other authority: the grant isn't there, whatever the assertion.
private let assertions: [BadRequest] = [
    .init(
        "an assertion where nobody is trusted", .json(400, "unsupported_grant_type"),
        asked([
            ("grant_type", bearer), ("assertion", "a.b.c"),
        ])),
    .init(
        "no assertion where nobody is trusted", .json(400, "unsupported_grant_type", "invalid_request"),
        asked([
            ("grant_type", bearer)
        ])),
]

// RFC 8628 §3.4, §3.5.
private let devices: [BadRequest] = [
    .init("no device_code", .json(400, "invalid_request"), asked([("grant_type", device)])),
    .init("an empty device_code", .json(400, "invalid_request"), asked([("grant_type", device), ("device_code", "")])),
    .init(
        "device_code twice", .json(400, "invalid_request"),
        asked([("grant_type", device), ("device_code", "a"), ("device_code", "a")])),
    .init(
        "a device_code that nobody gave", .json(400, "invalid_grant"),
        asked([("grant_type", device), ("device_code", String(repeating: "A", count: 43))])),
    .init(
        "the short name of the grant", .json(400, "unsupported_grant_type"),
        asked([("grant_type", "device_code"), ("device_code", "a")])),
]

/// A request behind the browser's back.
private func asking(_ pairs: [(String, String)]) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(.extending)
        return .post(demo.issuer + "/oauth2/bc-authorize", form: Form(pairs).encoded, [platform.basic()])
    }
}

// CIBA Core §7.1, §13, §10.1, §11.
private let backchannel: [BadRequest] = [
    .init("no auth_req_id", .json(400, "invalid_request"), asked([("grant_type", ciba)])),
    .init(
        "auth_req_id twice", .json(400, "invalid_request"),
        asked([("grant_type", ciba), ("auth_req_id", "a"), ("auth_req_id", "a")])),
    .init(
        "an auth_req_id that nobody gave", .json(400, "invalid_grant"),
        asked([("grant_type", ciba), ("auth_req_id", String(repeating: "A", count: 43))])),
    .init("no hint", .json(400, "invalid_request"), asking([("scope", "openid")])),
    .init(
        "two hints", .json(400, "invalid_request"),
        asking([("scope", "openid"), ("login_hint", "a.b"), ("id_token_hint", "a.b.c")])),
    .init("no scope", .json(400, "invalid_scope"), asking([("login_hint", "an.nguyen")])),
    .init(
        "a scope without openid", .json(400, "invalid_scope"), asking([("scope", "profile"), ("login_hint", "a.b")])),
    .init(
        "an ID token of nobody", .json(400, "invalid_request"),
        asking([("scope", "openid"), ("id_token_hint", "a.b.c")])),
    .init(
        "a login_hint_token of nobody", .json(400, "invalid_request"),
        asking([("scope", "openid"), ("login_hint_token", "a.b.c")])),
    .init(
        "a binding message of two lines", .json(400, "invalid_binding_message"),
        asking([("scope", "openid"), ("login_hint", "a.b"), ("binding_message", "a\nb")])),
    .init(
        "a binding message that is too long", .json(400, "invalid_binding_message"),
        asking([("scope", "openid"), ("login_hint", "a.b"), ("binding_message", String(repeating: "a", count: 129))])),
    .init(
        "an expiry of zero", .json(400, "invalid_request"),
        asking([("scope", "openid"), ("login_hint", "a.b"), ("requested_expiry", "0")])),
    .init(
        "an expiry that is no number", .json(400, "invalid_request"),
        asking([("scope", "openid"), ("login_hint", "a.b"), ("requested_expiry", "-5")])),
    .init(
        "a request that is no JWT", .json(400, "invalid_request"), asking([("request", "a.b.c")])),
]

// RFC 8707 §2.2.
private let resources: [BadRequest] = [
    .init(
        "a resource that is no URI", .json(400, "invalid_target"),
        asked([("grant_type", "client_credentials"), ("resource", "api")])),
    .init(
        "a resource with a fragment", .json(400, "invalid_target"),
        asked([("grant_type", "client_credentials"), ("resource", api + "#x")])),
    .init(
        "a resource of another", .json(400, "invalid_target"),
        asked([("grant_type", "client_credentials"), ("resource", "https://evil.test/")])),
    .init(
        "a resource with a slash less", .json(400, "invalid_target"),
        asked([("grant_type", "client_credentials"), ("resource", String(api.dropLast()))])),
    .init(
        "two resources", .json(400, "invalid_target"),
        asked([("grant_type", "client_credentials"), ("resource", api), ("resource", "https://evil.test/")])),
]

/// A request that is pushed, with a change.
private func pushed(
    _ change: @escaping @Sendable (inout Form) -> Void, header: Bool = true, method: String = "POST",
    type: String = "application/x-www-form-urlencoded"
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(.extending)
        var form = platform.authorizationForm
        change(&form)
        let headers = [("Content-Type", type)] + (header ? [platform.basic()] : [])
        return WireRequest(method: method, url: pushing(demo), headers: headers, body: Array(form.encoded.utf8))
    }
}

// RFC 9126 §2.1, §2.3.
private let pushed: [BadRequest] = [
    .init("no client", .unauthenticated, pushed({ $0["client_id"] = nil }, header: false)),
    .init("a client_id alone", .unauthenticated, pushed({ _ in }, header: false)),
    .init(
        "another client_id than the header's",
        .json([400, 401], ["invalid_request", "invalid_client"], challenges: false),
        pushed({ $0["client_id"] = "khong-co" })),
    .init(
        "a request_uri", .json(400, "invalid_request"),
        pushed({ $0["request_uri"] = "urn:ietf:params:oauth:request_uri:x" })),
    .init("no response_type", .json(400, "invalid_request"), pushed({ $0["response_type"] = nil })),
    .init("response_type token", .json(400, "unsupported_response_type"), pushed({ $0["response_type"] = "token" })),
    .init("no redirect_uri", .json(400, "invalid_request"), pushed({ $0["redirect_uri"] = nil })),
    .init(
        "a foreign redirect_uri", .json(400, "invalid_request"), pushed({ $0["redirect_uri"] = "https://evil.test/" })),
    .init("no code_challenge", .json(400, "invalid_request"), pushed({ $0["code_challenge"] = nil })),
    .init("PKCE plain", .json(400, "invalid_request"), pushed({ $0["code_challenge_method"] = "plain" })),
    .init("a scope without openid", .json(400, "invalid_scope"), pushed({ $0["scope"] = "profile" })),
    .init("state twice", .json(400, "invalid_request"), pushed({ $0 = $0.adding("state", "x") })),
    .init("a resource of another", .json(400, "invalid_target"), pushed({ $0["resource"] = "https://evil.test/" })),
    .init("claims no JSON", .json(400, "invalid_request"), pushed({ $0["claims"] = "{" })),
    .init(
        "JSON", .json([400, 415], ["invalid_request"], challenges: false), pushed({ _ in }, type: "application/json")),
    .init("a PUT", .status([405]), pushed({ _ in }, method: "PUT")),
]

/// An authorization request with a change.
private func authorized(
    _ change: @escaping @Sendable (inout Form) -> Void
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in
        let platform = try await demo.platform(.basic)
        var form = platform.authorizationForm
        change(&form)
        return .get(platform.authorizationURL(at: demo.metadata, form))
    }
}

// RFC 8707 §2.1; OpenID Connect Core §5.5.
private let authorizations: [BadRequest] = [
    .init("a resource that is no URI", .redirect("invalid_target"), authorized { $0["resource"] = "api" }),
    .init("a resource with a fragment", .redirect("invalid_target"), authorized { $0["resource"] = api + "#x" }),
    .init(
        "a resource that isn't registered", .redirect("invalid_target"),
        authorized { $0["resource"] = "https://evil.test/" }),
    .init("claims that break off", .redirect("invalid_request"), authorized { $0["claims"] = #"{"userinfo":{"# }),
    .init(
        "claims with a member twice", .redirect("invalid_request"),
        authorized {
            $0["claims"] = #"{"userinfo":{},"userinfo":{}}"#
        }),
    .init("claims that are a number", .redirect("invalid_request"), authorized { $0["claims"] = "1" }),
    .init(
        "claims that nest a hundred times", .redirect("invalid_request"),
        authorized {
            $0["claims"] = String(repeating: #"{"userinfo":"#, count: 100)
        }),
    .init(
        "claims twice", .redirect("invalid_request"),
        authorized {
            $0 = $0.adding("claims", "{}").adding("claims", "{}")
        }),
    .init("a dpop_jkt that is no thumbprint", .redirect("invalid_request"), authorized { $0["dpop_jkt"] = "abc" }),
]
