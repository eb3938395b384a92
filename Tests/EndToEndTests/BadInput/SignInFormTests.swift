import Foundation
import Testing

extension EndToEnd.Requests {
    /// The sign-in form, filled in as no browser would (peers' bugs P40, P43, P48, P66, P79).
    @Suite(.demo, .demoLog)
    struct SignInFormTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        /// A visitor at the sign-in page with the form filled in rightly.
        private func filledIn() async throws -> (Visitor, HTMLPage.Form, WireRequest) {
            let visitor = Visitor()
            let platform = try await demo.platform(.basic)
            let person = try demo.local()
            let place = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let form = try #require(place.page.form(with: "username"))
            #expect(form.method == "post")
            let request = try await visitor.formRequest(
                place, formWith: "username", ["username": person.username, "password": person.password],
                button: "submit")
            return (visitor, form, request)
        }

        /// Nobody is signed in after this.
        private func expectNobody(_ visitor: Visitor, _ what: String) async throws {
            let platform = try await demo.platform(.basic)
            let quiet = platform.authorizationForm.adding("prompt", "none")
            let place = try await visitor.go(platform.authorizationURL(at: demo.metadata, quiet))
            #expect(Form(of: place.leavesFor ?? "")["error"] == "login_required", "\(what)")
        }

        @Test func `the form works as it is`() async throws {
            let (visitor, form, request) = try await filledIn()
            #expect(!form.hidden.isEmpty, "the form carries what ties it to this browser")
            let begun = try await visitor.go(request)
            let place = try await visitor.finishSignIn(begun, demo.local().username)
            #expect(Form(of: place.leavesFor ?? "")["code"] != nil, "\(place.page.text)")
        }

        @Test(arguments: SpoiltForm.all)
        func `a form that no page of ours could send signs nobody in`(spoilt: SpoiltForm) async throws {
            let (visitor, form, request) = try await filledIn()
            for changed in spoilt.make(request, form) {
                let answer = try await visitor.send(changed)
                let body = String(decoding: (changed.body ?? []).prefix(300), as: UTF8.self)
                #expect(spoilt.statuses.contains(answer.status), "\(answer.status) for \(body)")
                #expect(!answer.text.contains(Expected.script))
                #expect(answer.header("Location")?.contains("rp.hue.test") != true)
                try await expectNobody(visitor, body)
            }
        }

        @Test func `a form of one browser is worth nothing in another`() async throws {
            let (_, _, request) = try await filledIn()
            for thief in [Visitor(), try await demo.signedInVisitor()] {
                let answer = try await thief.send(request)
                #expect([400, 403].contains(answer.status), "\(answer.status)")
                #expect(answer.header("Set-Cookie")?.contains("hue.test") != true)
            }
        }

        @Test func `a form that has been used leads on without a second login`() async throws {
            let (visitor, _, request) = try await filledIn()
            _ = try await visitor.go(request)
            let again = try await visitor.go(request)
            #expect(again.answer.status < 500)
            // Whoever lost the answer gets on; whoever isn't this browser doesn't.
            let stranger = try await Visitor().send(request)
            #expect([400, 403].contains(stranger.status), "\(stranger.status)")
        }

        @Test(arguments: ["GET", "PUT", "DELETE"])
        func `a form sent by another method signs nobody in`(method: String) async throws {
            let (visitor, form, request) = try await filledIn()
            var changed = request
            changed.method = method
            if method == "GET" { changed.url += (changed.url.contains("?") ? "&" : "?") + form.fields.encoded }
            _ = try await visitor.send(changed)
            try await expectNobody(visitor, method)
        }

        @Test(arguments: [
            "__Host-x=", "=", ";;;", "a=b=c=d", "\u{7f}", "__Host-session=\(String(repeating: "a", count: 20_000))",
            "a=\"unclosed", "__Host-session=%00", "ä=ö", String(repeating: "x=y; ", count: 2000),
        ])
        func `a cookie that can't be read is no session and no fault`(cookie: String) async throws {
            let platform = try await demo.platform(.basic)
            let url = platform.authorizationURL(at: demo.metadata)
            let answer = try await HTTP.get(url, [("Cookie", cookie)])
            #expect(answer.isRedirect || [200, 400, 431].contains(answer.status), "\(answer.status)")
            let known = try await demo.signedInVisitor().cookies(at: demo.issuer)
            for (name, _) in known {
                let garbage = try await HTTP.get(url + "&prompt=none", [("Cookie", "\(name)=\(cookie)")])
                #expect(Form(of: garbage.header("Location") ?? "")["code"] == nil, "\(name)")
                #expect(garbage.status < 500, "\(name)")
            }
        }
    }
}

/// A right form with something spoilt; `make` gives one or several requests.
struct SpoiltForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let statuses: Set<Int>
    let make: @Sendable (WireRequest, HTMLPage.Form) -> [WireRequest]

    init(
        _ description: String, _ statuses: Set<Int>,
        _ make: @escaping @Sendable (WireRequest, HTMLPage.Form) -> [WireRequest]
    ) {
        testDescription = description
        self.statuses = statuses
        self.make = make
    }

    /// One request for each hidden field, with that field set to a value.
    private static func hidden(_ value: String?) -> @Sendable (WireRequest, HTMLPage.Form) -> [WireRequest] {
        { request, form in
            let sent = Form(decoding: String(decoding: request.body ?? [], as: UTF8.self))
            return form.hidden.map { changing(request, sent.setting($0, value).encoded) }
        }
    }

    /// One request with raw text behind its form.
    private static func behind(_ text: String) -> @Sendable (WireRequest, HTMLPage.Form) -> [WireRequest] {
        { request, _ in [changing(request, String(decoding: request.body ?? [], as: UTF8.self) + text)] }
    }

    /// One request with the value of the field with this id replaced by raw text.
    private static func field(
        _ id: String, _ raw: String?
    ) -> @Sendable (WireRequest, HTMLPage.Form) -> [WireRequest] {
        { request, form in
            let name = form.inputs.first { $0["id"] == id }?["name"] ?? id
            let sent = Form(decoding: String(decoding: request.body ?? [], as: UTF8.self)).setting(name, nil)
            return [changing(request, sent.encoded + (raw.map { "&\(name)=\($0)" } ?? ""))]
        }
    }

    private static func changing(_ request: WireRequest, _ body: String) -> WireRequest {
        var request = request
        request.body = Array(body.utf8)
        return request
    }

    // A field that a person left empty is a page again, by whatever status; what no page sends is 400 or 403.
    private static let again: Set<Int> = [200, 303, 400, 401, 403, 422]
    private static let refused: Set<Int> = [400, 403]

    static let all: [SpoiltForm] = [
        .init("without a hidden field", refused, hidden(nil)),
        .init("with an empty hidden field", refused, hidden("")),
        .init("with another hidden field", refused, hidden("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        .init("with markup in a hidden field", refused, hidden(Expected.script)),
        .init("with a NUL in a hidden field", refused, hidden("\0")),
        .init("with 8,000 characters in a hidden field", refused, hidden(String(repeating: "a", count: 8000))),
        .init("empty", [400, 403], { request, _ in [changing(request, "")] }),
        .init("without user name", again, field("username", nil)),
        .init("with an empty user name", again, field("username", "")),
        .init("without password", again, field("password", nil)),
        .init("with an empty password", again, field("password", "")),
        .init("with markup for a user name", again, field("username", Form.encode(Expected.script))),
        .init("with SQL for a password", again, field("password", Form.encode("' OR '1'='1"))),
        .init("with the user name twice", [400], behind("&username=x")),
        .init("with the password twice", [400], behind("&password=x")),
        .init("with a bad percent sign", [400], behind("&x=%zz")),
        .init("with bytes that aren't UTF-8", [400], field("username", "%ff%fe")),
        .init("with a NUL in the user name", [400], field("username", "a%00b")),
        .init("with a NUL in the password", [400], field("password", "a%00b")),
        .init("with a user name of 8,000 characters", again, field("username", String(repeating: "a", count: 8000))),
        .init("with a password of 4 MB", [413], field("password", String(repeating: "a", count: 4 << 20))),
        .init(
            "as JSON", [400, 403, 415],
            { request, _ in
                var request = request
                request.headers.removeAll { $0.0 == "Content-Type" }
                request.headers.append(("Content-Type", "application/json"))
                request.body = Array(#"{"username":"a","password":"b"}"#.utf8)
                return [request]
            }),
    ]
}
