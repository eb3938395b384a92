import Foundation
import Testing

extension EndToEnd.Requests {
    /// Bad requests at the end-session endpoint (OpenID Connect RP-Initiated Logout 1.0; peers' bug P10).
    @Suite(.demo, .demoLog)
    struct EndSessionRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: unreadable + foreignTargets)
        func `a bad logout request leads nowhere`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }

        @Test(arguments: unreadable)
        func `a bad logout request doesn't end a session`(request: BadRequest) async throws {
            let visitor = try await demo.signedInVisitor()
            try await request.check(on: demo, as: visitor)
            _ = try await demo.code(for: demo.platform(.basic))
        }

        @Test func `a logout that nobody confirmed ends nothing`() async throws {
            // Anybody can send a browser to this address: without a hint the person is asked.
            let visitor = try await demo.signedInVisitor()
            let place = try await visitor.go(demo.metadata.endSession)
            #expect(place.answer.status == 200)
            #expect(place.page.element(id: "confirm-logout") != nil, "\(place.page.text)")
            _ = try await demo.code(for: demo.platform(.basic))
        }

        @Test func `the confirmation counts only with what the page gave`() async throws {
            let visitor = try await demo.signedInVisitor()
            let place = try await visitor.go(demo.metadata.endSession)
            let form = try #require(place.page.form(with: "confirm-logout"))
            #expect(form.method == "post")
            let whole = try await visitor.formRequest(place, formWith: "confirm-logout")
            for hidden in form.hidden {
                for value in [nil, "", "AAAAAAAAAAAAAAAAAAAAAA"] as [String?] {
                    var request = whole
                    request.body = Array(form.fields.setting(hidden, value).encoded.utf8)
                    let answer = try await visitor.send(request)
                    #expect([400, 403].contains(answer.status), "\(hidden)=\(value ?? "nothing"): \(answer.status)")
                }
            }
            var foreign = whole
            foreign.headers = [
                ("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://evil.test"),
                ("Sec-Fetch-Site", "cross-site"),
            ]
            foreign.body = []
            let answer = try await visitor.send(foreign)
            #expect(answer.status != 200 || HTMLPage(answer.text).element(id: "confirm-logout") != nil)
            _ = try await demo.code(for: demo.platform(.basic))
        }

        @Test func `a good request leads back with its state`() async throws {
            let back = "https://rp.hue.test/tam-biet"
            let platform = try await Platform.register(
                .init(name: "Nền tảng biết chào", postLogoutRedirectURIs: [back]), on: demo)
            let person = try demo.local()
            let visitor = Visitor()
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let done = try await visitor.signIn(page, person.username, person.password)
            let form = platform.tokenForm(code: Form(of: done.leavesFor ?? "")["code"] ?? "")
            let tokens = try await HTTP.send(platform.tokenRequest(at: demo.metadata, form)).json
            let logout: Form = [
                "id_token_hint": tokens["id_token"].string ?? "", "post_logout_redirect_uri": back, "state": "x y",
            ]
            var place = try await visitor.go(demo.metadata.endSession + "?" + logout.encoded)
            if place.page.element(id: "confirm-logout") != nil {
                place = try await visitor.submit(place, formWith: "confirm-logout")
            }
            let target = place.leavesFor ?? place.page.elements.compactMap { $0["href"] }.first { $0.hasPrefix(back) }
            #expect(target?.hasPrefix(back) == true, "\(place.page.text)")
            #expect(Form(of: target ?? "")["state"] == "x y")
            let quiet = platform.authorizationForm.adding("prompt", "none")
            let after = try await visitor.go(platform.authorizationURL(at: demo.metadata, quiet))
            #expect(Form(of: after.leavesFor ?? "")["error"] == "login_required")
        }
    }
}

/// A logout request with this query.
private func asked(
    _ form: @escaping @Sendable (Demo) async throws -> Form
) -> @Sendable (Demo) async throws -> WireRequest {
    { demo in .get(demo.metadata.endSession + "?" + (try await form(demo)).encoded) }
}

private func asked(raw query: String) -> @Sendable (Demo) async throws -> WireRequest {
    { .get($0.metadata.endSession + "?" + query) }
}

@Sendable private func idToken(_ demo: Demo) async throws -> String {
    try await demo.tokens(for: demo.platform(.basic))["id_token"].string ?? ""
}

private let unreadable: [BadRequest] = [
    .init("an id_token_hint that is no JWT", .page, asked(raw: "id_token_hint=abc")),
    .init(
        "an id_token_hint without signature", .page,
        asked { demo in
            let parts = try await idToken(demo).split(separator: ".")
            return ["id_token_hint": "\(parts[0]).\(parts[1])."]
        }),
    .init(
        "an id_token_hint with alg none", .page,
        asked { demo in
            let parts = try await idToken(demo).split(separator: ".")
            return ["id_token_hint": "\(Data(#"{"alg":"none"}"#.utf8).base64URL).\(parts[1])."]
        }),
    .init(
        "an access token as id_token_hint", .page,
        asked { demo in
            ["id_token_hint": try await demo.accessToken(for: demo.platform(.basic))]
        }),
    .init(
        "an id_token_hint of another client", .page,
        asked { demo in
            ["id_token_hint": try await idToken(demo), "client_id": try await demo.platform(.other).id]
        }),
    .init("an unknown client", .page, asked(raw: "client_id=khong-co")),
    .init("client_id twice", .page, asked(raw: "client_id=a&client_id=b")),
    .init(
        "id_token_hint twice", .page,
        asked { demo in
            let token = try await idToken(demo)
            return ["id_token_hint": token, "id_token_hint": token]
        }),
    .init("state twice", .page, asked(raw: "state=a&state=b")),
    .init("a percent sign without digits", .page, asked(raw: "state=%zz")),
    .init("bytes that aren't UTF-8", .page, asked(raw: "state=%ff")),
    .init("a NUL", .page, asked(raw: "state=%00")),
    .init("a PUT", .status([405]), { WireRequest(method: "PUT", url: $0.metadata.endSession, body: []) }),
    .init(
        "a POST of 4 MB", .status([413]),
        {
            .post($0.metadata.endSession, form: "state=" + String(repeating: "a", count: 4 << 20))
        }),
]

// The specification only says that there is no redirect (§3): whether the page is an error or asks for the logout
// without the way back is ours.
private let foreignTargets: [BadRequest] = [
    "https://evil.test/", "https://rp.hue.test/callback", "//evil.test/", "/\\evil.test", "https:evil.test",
    "javascript:alert(1)//evil", "data:text/html,evil", "https://evil.test\\@rp.hue.test/", "\thttps://evil.test/",
].flatMap { target in
    [
        BadRequest(
            "no client, back to \(target)", .page([200, 400]),
            asked { _ in
                ["post_logout_redirect_uri": target]
            }),
        BadRequest(
            "a client, back to \(target)", .page([200, 400]),
            asked { demo in
                ["client_id": try await demo.platform(.basic).id, "post_logout_redirect_uri": target]
            }),
        BadRequest(
            "a hint, back to \(target)", .page([200, 400]),
            asked { demo in
                ["id_token_hint": try await idToken(demo), "post_logout_redirect_uri": target]
            }),
    ]
}
