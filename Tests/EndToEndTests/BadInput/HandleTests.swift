import Foundation
import Testing

extension EndToEnd.Requests {
    /// Each kind of handle at each place that takes one, where it isn't the one meant (peers' bug P13; P45, P46).
    @Suite(.demo, .demoLog)
    struct HandleTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        static let pairs = Handle.allCases.flatMap { handle in
            Handle.allCases.filter { $0 != handle }.map { Misuse(handle: handle, place: $0) }
        }

        @Test(arguments: pairs)
        func `a handle opens nothing but its own door`(misuse: Misuse) async throws {
            let scene = try await Scene(demo)
            let value = try #require(scene.handles[misuse.handle], "there is no \(misuse.handle.rawValue)")
            #expect(value.count >= 16, "\(misuse.handle.rawValue) can be guessed: \(value)")
            try await scene.put(value, in: misuse.place)
        }

        @Test func `each handle is good at its own door`() async throws {
            // Otherwise the refusals above would prove nothing.
            let scene = try await Scene(demo)
            for handle in Handle.allCases { #expect(scene.handles[handle] != nil, "\(handle.rawValue)") }
            let code = scene.handles[.code] ?? ""
            let request = scene.platform.tokenRequest(at: demo.metadata, scene.platform.tokenForm(code: code))
            #expect(try await HTTP.send(request).status == 200)
            let token = scene.handles[.accessToken] ?? ""
            let answer = try await HTTP.get(demo.metadata.userinfo, [("Authorization", "Bearer \(token)")])
            #expect(answer.status == 200)
            let form = try #require(scene.signInRequest)
            let place = try await scene.visitor.finishSignIn(scene.visitor.go(form), demo.local().username)
            #expect(Form(of: place.leavesFor ?? "")["code"] != nil)
        }
    }
}

enum Handle: String, CaseIterable, Sendable {
    case code, accessToken, idToken, session, signInPage, formToken, upstreamState, clientSecret
}

struct Misuse: Sendable, CustomTestStringConvertible {
    let handle: Handle
    let place: Handle

    var testDescription: String { "\(handle.rawValue) for \(place.rawValue)" }
}

/// One of each handle, fresh, and the places that take them.
private struct Scene: Sendable {
    let demo: Demo
    let platform: Platform
    /// Someone at the sign-in page, not signed in.
    let visitor = Visitor()
    private let page: Visitor.Place
    private let sessionCookie: String
    private let upstreamCallback: String
    let signInRequest: WireRequest?
    private(set) var handles: [Handle: String] = [:]

    init(_ demo: Demo) async throws {
        self.demo = demo
        platform = try await demo.platform(.basic)
        let person = try demo.local()
        let url = platform.authorizationURL(at: demo.metadata)

        let before = try await demo.signedInVisitor().cookies(at: demo.issuer)
        sessionCookie = try await Scene.sessionCookie(among: before, demo, platform)
        handles[.session] = before[sessionCookie]
        handles[.code] = try await demo.code(for: platform)
        let tokens = try await demo.tokens(for: platform)
        handles[.accessToken] = tokens["access_token"].string
        handles[.idToken] = tokens["id_token"].string
        handles[.clientSecret] = platform.secret

        page = try await visitor.go(url)
        signInRequest = try await visitor.formRequest(
            page, formWith: "username", ["username": person.username, "password": person.password], button: "submit")
        let id = Scene.longWord(in: page.url)
        let hidden = page.page.form(with: "username").map { form in form.hidden.compactMap { form.fields[$0] } } ?? []
        let cookies = try await visitor.cookies(at: demo.issuer).values
        // The id of the page is in its URL, else in a field, else in a cookie.
        handles[.signInPage] = id ?? hidden.first ?? cookies.first
        handles[.formToken] = hidden.first { $0 != id && $0.count >= 16 }

        let upstream = Visitor()
        let asked = try await upstream.press(upstream.go(url), id: "continue-with-vneid")
        let request = Form(of: asked.leavesFor ?? "")
        handles[.upstreamState] = request["state"]
        upstreamCallback = request["redirect_uri"] ?? ""
    }

    /// The cookie that is the session: without it nobody is signed in.
    private static func sessionCookie(
        among cookies: [String: String], _ demo: Demo, _ platform: Platform
    ) async throws -> String {
        let quiet = platform.authorizationForm.adding("prompt", "none")
        let url = platform.authorizationURL(at: demo.metadata, quiet)
        for (name, value) in cookies {
            let answer = try await HTTP.get(url, [("Cookie", "\(name)=\(value)")])
            if Form(of: answer.header("Location") ?? "")["code"] != nil { return name }
        }
        throw Visitor.Lost(description: "no cookie alone is the session, of \(cookies.keys)")
    }

    private static func longWord(in url: String) -> String? {
        url.split { "/?&=#".contains($0) }.map(String.init).first { word in
            word.count >= 16 && !word.contains(".") && !word.contains("%")
                && word.contains { $0.isNumber || $0.isUppercase }
        }
    }

    /// Puts a handle of another kind into a place, and expects a refusal.
    func put(_ value: String, in place: Handle) async throws {
        switch place {
        case .code:
            let request = platform.tokenRequest(at: demo.metadata, platform.tokenForm(code: value))
            let refusal = Expected.json([400], ["invalid_grant", "invalid_request"], challenges: false)
            try await refusal.check(HTTP.send(request), demo)
        case .accessToken:
            let request = WireRequest.get(demo.metadata.userinfo, [("Authorization", "Bearer \(value)")])
            try await Expected.bearer([401], error: "invalid_token").check(HTTP.send(request), demo)
        case .idToken:
            let url = demo.metadata.endSession + "?id_token_hint=" + Form.encode(value)
            try await Expected.page.check(HTTP.get(url), demo)
        case .session:
            let quiet = platform.authorizationForm.adding("prompt", "none")
            let url = platform.authorizationURL(at: demo.metadata, quiet)
            try await Expected.redirect("login_required")
                .check(HTTP.get(url, [("Cookie", "\(sessionCookie)=\(value)")]), demo)
        case .signInPage:
            let own = handles[.signInPage] ?? ""
            try await expectNoSignIn { $0.replacingOccurrences(of: own, with: value) }
        case .formToken:
            let own = handles[.formToken] ?? ""
            try await expectNoSignIn(inURL: false) { $0.replacingOccurrences(of: own, with: value) }
        case .upstreamState:
            let url = upstreamCallback + "?code=abc&state=" + Form.encode(value)
            let answer = try await visitor.send(.get(url))
            #expect([400, 403].contains(answer.status), "\(answer.status): \(answer.text.prefix(500))")
            #expect(answer.isHTML)
        case .clientSecret:
            let form = platform.tokenForm(code: handles[.code] ?? "")
            let request = WireRequest.post(demo.metadata.token, form: form.encoded, [platform.basic(secret: value)])
            try await Expected.unauthenticatedByHeader.check(HTTP.send(request), demo)
        }
    }

    /// Sends the filled-in form with a change and expects that nobody is signed in.
    private func expectNoSignIn(inURL: Bool = true, _ change: (String) -> String) async throws {
        var request = try #require(signInRequest)
        let original = (request.url, request.body)
        if inURL { request.url = change(request.url) }
        let fields = Form(decoding: String(decoding: request.body ?? [], as: UTF8.self))
        request.body = Array(Form(fields.pairs.map { ($0.0, change($0.1)) }).encoded.utf8)
        let cookies = try await visitor.cookies(at: demo.issuer)
        for (name, value) in cookies where inURL { try await visitor.setCookie(name, change(value), at: demo.issuer) }
        let after = try await visitor.cookies(at: demo.issuer)
        #expect(original != (request.url, request.body) || cookies != after, "nothing was put anywhere")
        let answer = try await visitor.send(request)
        #expect([400, 403, 404, 410].contains(answer.status), "\(answer.status): \(answer.text.prefix(500))")
        #expect(answer.header("Location") == nil)
    }
}
