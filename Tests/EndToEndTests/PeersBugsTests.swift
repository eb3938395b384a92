import Foundation
import NIOCore
import NIOPosix
import Testing

extension EndToEnd.Browsers {
    /// Bugs of peers that no other suite shows to be absent; Documentation/PEERS-BUGS.md has the whole list.
    @Suite(.demo, .demoLog)
    struct PeersBugsTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        // MARK: Hosts and addresses that a request names (P39, P42)

        @Test(arguments: strangeHosts)
        func `no page, redirect or cookie takes a host from the request`(header: Header) async throws {
            let platform = try await demo.platform(.basic)
            let visitor = Visitor()
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata))
            let vneid = try #require(page.page.element(id: "continue-with-vneid")?["href"])
            let urls = [
                platform.authorizationURL(at: demo.metadata), page.url, demo.issuer + vneid,
                demo.metadata.endSession,
                demo.metadata.userinfo, demo.issuer + "/", demo.issuer + "/khong-co",
            ]
            for url in urls {
                let answer = try await visitor.send(.get(url, [(header.name, header.value)]))
                #expect(answer.status < 500, "\(url)")
                let all =
                    answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n") + answer.text
                #expect(!all.contains("evil.test"), "\(url): \(all.prefix(2000))")
                if url.hasSuffix("/vneid"), let target = answer.header("Location") {
                    #expect(
                        Form(of: target)["redirect_uri"]?.hasPrefix(demo.issuer + "/") == true, "\(target)")
                }
            }
        }

        @Test func `who names another address in every request is locked all the same`() async throws {
            let (username, password) = ("dia-chi-gia", "Đúng-mật-khẩu-9481")
            try await demo.addAccount(username, password: password)
            for number in 1...5 {
                let answer = try await guess(username, "sai", from: "198.51.100.\(number)")
                #expect(answer.status != 429, "guess \(number) is one of five")
            }
            let right = try await guess(username, password, from: "198.51.100.6")
            #expect(right.status == 429, "\(right.text)")
        }

        private func guess(
            _ username: String, _ password: String, from address: String
        ) async throws -> WireAnswer {
            let visitor = Visitor()
            let place = try await visitor.go(demo.platform(.basic).authorizationURL(at: demo.metadata))
            var request = try await visitor.formRequest(
                place, formWith: "username", ["username": username, "password": password], button: "submit")
            for name in ["X-Forwarded-For", "X-Real-IP", "True-Client-IP"] {
                request.headers.append((name, address))
            }
            request.headers.append(("Forwarded", "for=\(address)"))
            return try await visitor.send(request)
        }

        // MARK: Cookies (P47, P71, P85)

        @Test func `every cookie is 256 random bits and holds nothing of the request`() async throws {
            let platform = try await demo.platform(.basic)
            let person = try demo.local()
            let form = platform.authorizationForm.adding("login_hint", person.username)
            let secrets = form.pairs.map(\.1).filter { $0.utf8.count > 4 } + [person.password]
            var seen: [String: Set<String>] = [:]
            for _ in 0..<3 {
                let visitor = Visitor()
                let page = try await visitor.go(platform.authorizationURL(at: demo.metadata, form))
                let done = try await visitor.signIn(page, person.username, person.password)
                #expect(Form(of: done.leavesFor ?? "")["code"] != nil)
                for (name, value) in try await visitor.cookies(at: demo.issuer) {
                    let bytes = try #require(Data(base64URL: value), "\(name)=\(value)")
                    #expect(bytes.count == 32, "\(name)")
                    #expect(seen[name, default: []].insert(value).inserted, "\(name) came twice")
                    for secret in secrets {
                        #expect(
                            !value.contains(secret) && bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
                    }
                }
            }
            #expect(seen.count >= 3 && seen.values.allSatisfy { $0.count == 3 }, "\(seen.keys)")
        }

        // MARK: What was removed (P59)

        @Test func `the id of a removed client is never given again, and what it had opens nothing`()
            async throws
        {
            let platform = try await Platform.register(.init(name: "Nền tảng sắp xoá"), on: demo)
            let token = try await demo.accessToken(for: platform)
            let form = platform.tokenForm(code: try await demo.code(for: platform))
            let removed = try await CommandLineTool.run(
                ["client", "remove", platform.id] + Assumed.on(demo.data) + ["--yes"])
            #expect(removed.code == 0, "\(removed)")
            let again = try await CommandLineTool.run(
                platform.registration.arguments(id: platform.id, data: demo.data))
            #expect(again.code == 73 && again.output.isEmpty, "\(again)")
            try await Expected.unauthenticatedByHeader
                .check(HTTP.send(platform.tokenRequest(at: demo.metadata, form)), demo)
            let userinfo = try await HTTP.get(demo.metadata.userinfo, [("Authorization", "Bearer \(token)")])
            try await Expected.bearer([401], error: "invalid_token").check(userinfo, demo)
            try await Expected.page.check(HTTP.get(platform.authorizationURL(at: demo.metadata)), demo)
        }

        // MARK: Paths (P3, P65, P83)

        @Test(arguments: disguisedPaths)
        func `a path in another spelling opens no door that its own spelling keeps shut`(
            path: String
        ) async throws {
            for method in ["GET", "POST"] {
                let visitor = try await demo.signedInVisitor()
                let body: [UInt8]? = method == "POST" ? [] : nil
                let answer = try await visitor.send(
                    WireRequest(method: method, url: demo.issuer + path, body: body))
                #expect(
                    [400, 401, 403, 404, 405, 415].contains(answer.status), "\(method): \(answer.status)")
                for name in ["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"] {
                    #expect(answer.header(name) != nil || answer.status == 400, "\(method): no \(name)")
                }
                #expect(answer.json["sub"] == .null && answer.json["access_token"] == .null)
            }
        }

        @Test(arguments: filePaths)
        func `no path leads to a file`(path: String) async throws {
            let home = try await Visitor().go(demo.issuer + "/")
            let stylesheet = try #require(home.page.elements.first { $0.name == "link" }?["href"])
            #expect(
                try await HTTP.get(demo.issuer + stylesheet).status == 200, "else the refusals prove nothing")
            let base = "/assets/"
            #expect(stylesheet.hasPrefix(base))
            for url in [demo.issuer + path, demo.issuer + base + path.dropFirst()] {
                let answer = try await HTTP.get(url)
                #expect([400, 404].contains(answer.status), "\(url): \(answer.status)")
                for content in ["root:", "SQLite format", "\"kty\"", "BEGIN", "form-action: "] {
                    #expect(!answer.text.contains(content), "\(url)")
                }
            }
        }

        // MARK: JSON that a browser might take for a page (P66)

        @Test(arguments: ["token", "userinfo", "metadata", "keys"])
        func `JSON is never answered as a page, whoever asks for one`(place: String) async throws {
            let script = Form.encode(Expected.script)
            let body = "grant_type=\(script)&code=\(script)&client_id=\(script)&access_token=\(script)"
            let html = [("Accept", "text/html"), ("Accept-Language", Expected.script)]
            let request: WireRequest =
                switch place {
                case "token": .post(demo.metadata.token, form: body, html)
                case "userinfo": .post(demo.metadata.userinfo, form: body, html)
                case "metadata":
                    .get(demo.issuer + "/.well-known/openid-configuration?callback=\(script)", html)
                default: .get(demo.metadata.jwks + "?callback=\(script)", html)
                }
            let answer = try await HTTP.send(request)
            let type = answer.header("Content-Type") ?? ""
            #expect(answer.body.isEmpty || type.hasPrefix("application/j"), "\(type)")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(!answer.text.contains(Expected.script) && !answer.text.hasPrefix("<"))
            #expect(!answer.headers.contains { $0.value.contains(Expected.script) }, "\(answer.headers)")
        }

        // MARK: Text that becomes a line (P69, P80, P81)

        @Test func `a line of the log is one JSON object, whatever was sent`() async throws {
            let forged = "forged\r\n{\"level\":\"info\",\"message\":\"forged\"}\u{1b}[2J"
            let platform = try await demo.platform(.basic)
            let form = platform.authorizationForm.adding("login_hint", forged)
            let visitor = Visitor()
            let page = try await visitor.go(platform.authorizationURL(at: demo.metadata, form))
            // No state may hold it: it is refused.
            _ = try await HTTP.get(platform.authorizationURL(at: demo.metadata, form.setting("state", forged)))
            _ = try await visitor.signIn(page, forged, forged)
            _ = try await HTTP.get(demo.issuer + "/" + Form.encode(forged))
            _ = try await HTTP.send(.post(demo.metadata.token, form: "grant_type=" + Form.encode(forged)))
            // A sign-in that fails at VNeID's side is written to the log: there must be something to see.
            let fault = "fault=wrong-signature"
            _ = try await HTTP.send(.post(demo.announcement.vneid + "/simulation/faults", form: fault))
            try await signInAtVNeID(visitor, from: page)
            let log = try Data(contentsOf: demo.data.appendingPathComponent("demo.log"))
            let lines = log.split(separator: 0x0a)
            #expect(!lines.isEmpty && log.last == 0x0a)
            for line in lines {
                let text = String(decoding: line, as: UTF8.self)
                let entry = try? JSON(line)
                #expect(entry?["level"].string != nil && entry?["message"].string != nil, "\(text)")
                #expect(entry?["message"].string != "forged" && !line.contains(0x1b), "\(text)")
            }
        }

        private func signInAtVNeID(_ visitor: Visitor, from page: Visitor.Place) async throws {
            let person = try demo.citizen()
            let link = try #require(page.page.element(id: "continue-with-vneid")?["href"])
            let begun = try await visitor.go(demo.issuer + link)
            let there = try await visitor.go(try #require(begun.leavesFor))
            var fields = ["username": person.username, "password": person.password]
            if there.page.element(id: "otp") != nil { fields["otp"] = person.otp }
            let asked = try await visitor.submit(there, formWith: "username", fields, button: "submit")
            let allowed = try await visitor.submit(asked, formWith: "allow")
            let back = try await visitor.go(try #require(allowed.leavesFor))
            #expect(Form(of: back.leavesFor ?? "")["code"] == nil, "the fault signs nobody in")
        }

        @Test(arguments: ["Tên\nhai dòng", "Tên\r\n2026-01-01 info", "Tên\u{1b}[2J", "Tên\u{85}mới"])
        func `a name in a list is one line without control characters`(name: String) async throws {
            let id = "ten-la-" + UUID().uuidString.lowercased().prefix(8)
            let registration = Platform.Registration(name: name)
            let added = try await CommandLineTool.run(registration.arguments(id: id, data: demo.data))
            if added.code != 0 { return }
            let list = try await CommandLineTool.run(["client", "list"] + Assumed.on(demo.data))
            let lines = list.output.split(separator: "\n", omittingEmptySubsequences: true)
            let clients = try await CommandLineTool.run(["client", "list", "--json"] + Assumed.on(demo.data))
            #expect(lines.count == (clients.json.array ?? []).count + 1, "a heading, and a line for each")
            let controls = list.output.unicodeScalars.filter {
                $0 != "\n" && $0.properties.generalCategory == .control
            }
            #expect(controls.isEmpty, "\(controls.map(\.value))")
        }

        @Test(arguments: injections)
        func `no text of a request becomes a header of the answer`(text: String) async throws {
            let platform = try await demo.platform(.basic)
            let raw = "a" + text + "X-Injected: 1"
            let state = platform.authorizationURL(
                at: demo.metadata, platform.authorizationForm.setting("state", nil))
            let urls = [
                state + "&prompt=none&state=" + raw, state + "&state=" + raw, state + "&ui_locales=" + raw,
                demo.metadata.endSession + "?state=" + raw, demo.issuer + "/?lang=" + raw,
                demo.issuer + "/" + raw,
                demo.metadata.authorization + "?client_id=" + raw,
                demo.metadata.userinfo + "?access_token=" + raw,
            ]
            for url in urls {
                for visitor in [Visitor(), try await demo.signedInVisitor()] {
                    let answer = try await visitor.send(.get(url))
                    #expect(answer.status < 500, "\(url)")
                    #expect(answer.header("X-Injected") == nil, "\(url): \(answer.headers)")
                    for header in answer.headers { #expect(!header.value.contains("\n"), "\(header)") }
                }
            }
        }

        @Test(arguments: ["\r\nX-Injected: 1", "\nX-Injected: 1", "\r", "\u{0}", "\u{85}", "\u{2028}"])
        func `no configured address may hold what could end a header`(text: String) async throws {
            let registrations = [
                Platform.Registration(redirectURIs: ["https://rp.hue.test/cb" + text]),
                Platform.Registration(postLogoutRedirectURIs: ["https://rp.hue.test/bye" + text]),
            ]
            // A NUL ends an argument before our program sees it.
            for registration in registrations where text != "\u{0}" {
                let run = try await CommandLineTool.run(
                    registration.arguments(id: "xuong-dong", data: demo.data))
                #expect([64, 65].contains(run.code), "\(run)")
            }
            let folder = try makeTemporaryFolder("config")
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("hue-sso.yaml")
            let escapes = text.unicodeScalars.map {
                "\\u" + String(0x10000 + $0.value, radix: 16).dropFirst()
            }
            let issuer = "https://sso.hue.test" + escapes.joined()
            try Data(Assumed.configuration(issuer: issuer, data: folder).utf8).write(to: file)
            let run = try await CommandLineTool.run(
                ["config", "check"] + Assumed.configured(by: file), environment: Assumed.masterKeyEnvironment)
            #expect(run.code == 78, "\(run)")
        }

        // MARK: Where a request ends (P81)

        @Test(arguments: ambiguousFraming)
        func `nothing behind a request whose end is in doubt is answered`(framing: Framing) async throws {
            let (host, port, _) = try HTTP.split(demo.issuer)
            let hidden = "GET /oauth2/jwks HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n\r\n"
            let head = "\(framing.line)\r\nHost: \(host):\(port)\r\n\(framing.headers)\r\n\r\n"
            let answers = try await RawConnection.exchange(
                head + framing.body + hidden, host: host, port: port)
            let statuses = answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(!answers.contains("\"keys\""), "what was hidden behind it is answered: \(answers)")
            #expect(
                statuses.allSatisfy { $0.hasPrefix("4") || $0.hasPrefix("5") && $0 != "500" }, "\(statuses)")
            #expect(try await HTTP.get(demo.metadata.jwks).status == 200, "the provider lives on")
        }

        @Test func `two good requests on one connection get two answers`() async throws {
            // Otherwise the test above would prove nothing.
            let (host, port, _) = try HTTP.split(demo.issuer)
            func get(_ path: String, _ connection: String) -> String {
                "GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: \(connection)\r\n\r\n"
            }
            let both = get("/khong-co", "keep-alive") + get("/oauth2/jwks", "close")
            let answers = try await RawConnection.exchange(both, host: host, port: port)
            let statuses = answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(statuses == ["404", "200"])
            #expect(answers.contains("\"keys\""))
        }

        @Test func `a body that calls itself compressed is not unpacked`() async throws {
            // grant_type=authorization_code&code=x&redirect_uri=x&client_id=khong-co, packed: if it were
            // read, the answer would be invalid_client.
            let packed = Data(
                base64Encoded:
                    "H4sIAAAAAAACAxXLwQnAMAhA0W1y6wjOIqKSSIsGMdB2+qaXD+/we5IX1jMVaNWItJfKwpFDtP2Bu6WK"
                    + "pXLhStvky3RPJnCO8H5wfKJYjH1GAAAA")
            var request = WireRequest.post(demo.metadata.token, form: "", [("Content-Encoding", "gzip")])
            request.body = try [UInt8](#require(packed))
            let refusal = Expected.json([400, 415], ["invalid_request"], challenges: false)
            try await refusal.check(HTTP.send(request), demo)
        }

        // MARK: Other origins (P67, P68)

        @Test func `pages of other origins may read metadata and keys, and nothing else`() async throws {
            let platform = try await demo.platform(.basic)
            let token = try await demo.accessToken(for: platform)
            let origin = ("Origin", "https://evil.test")
            for url in [demo.issuer + "/.well-known/openid-configuration", demo.metadata.jwks] {
                let answer = try await HTTP.get(url, [origin])
                #expect(answer.header("Access-Control-Allow-Origin") == "*")
                #expect(answer.header("Access-Control-Allow-Credentials") == nil)
            }
            var preflight = WireRequest(method: "OPTIONS", url: demo.metadata.token, headers: [origin])
            preflight.headers.append(("Access-Control-Request-Method", "POST"))
            let closed = [
                preflight, .get(platform.authorizationURL(at: demo.metadata), [origin]),
                .get(demo.metadata.userinfo, [origin, ("Authorization", "Bearer \(token)")]),
                .get(demo.metadata.userinfo, [origin, ("Authorization", "Bearer x.y.z")]),
                .post(demo.metadata.token, form: "client_id=\(platform.id)", [origin]),
                .get(demo.metadata.endSession, [origin]), .get(demo.issuer + "/", [origin]),
            ]
            for request in closed {
                let answer = try await demo.signedInVisitor().send(request)
                let names = answer.headers.map { $0.name.lowercased() }
                #expect(!names.contains { $0.hasPrefix("access-control-") }, "\(request.url): \(names)")
            }
            #expect(demo.metadata.json["check_session_iframe"] == .null)
        }

        // MARK: What is switched off (P51)

        @Test func `where VNeID is not configured its way in is not there`() async throws {
            let path = "/vneid/callback?state=abc&code=abc"
            let configured = try await HTTP.get(demo.issuer + path)
            #expect(configured.status == 400)
            let folder = try makeTemporaryFolder("serve")
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("hue-sso.yaml")
            let text =
                Assumed.configuration(issuer: "http://localhost", data: folder) + "\nlisten:\n  port: 0\n"
            try Data(text.utf8).write(to: file)
            try await Installation(data: folder).initialize()
            let process = try ChildProcess(
                Installed.program("hue-sso"), ["serve"] + Assumed.configured(by: file),
                environment: Assumed.masterKeyEnvironment, log: folder.appendingPathComponent("serve.log"))
            let statuses: [Int]
            do {
                // It prints its issuer and, in brackets, where it listens.
                let port = try await process.read { printed in
                    let text = String(decoding: printed, as: UTF8.self)
                    return text.hasSuffix(")\n")
                        ? Int(text.dropLast(2).split(separator: ":").last ?? "") : nil
                }
                let there = "http://127.0.0.1:\(port)"
                statuses = try await [HTTP.get(there + path).status, HTTP.get(there + "/oauth2/jwks").status]
            } catch {
                await process.stop()
                throw error
            }
            await process.stop()
            #expect(statuses == [404, 200])
        }
    }
}

struct Header: Sendable, CustomTestStringConvertible {
    let name: String
    let value: String

    var testDescription: String { "\(name): \(value)" }
}

private let strangeHosts = [
    Header(name: "Host", value: "evil.test"), Header(name: "Host", value: "evil.test:80@localhost"),
    Header(name: "X-Forwarded-Host", value: "evil.test"),
    Header(name: "X-Forwarded-Server", value: "evil.test"),
    Header(name: "X-Original-URL", value: "//evil.test/"),
    Header(name: "X-Rewrite-URL", value: "//evil.test/"),
    Header(name: "Forwarded", value: "host=evil.test;proto=https"),
    Header(name: "X-Host", value: "evil.test"),
    Header(name: "X-Forwarded-Prefix", value: "//evil.test"),
    Header(name: "Referer", value: "https://evil.test/"),
]

// For a browser that is signed in but has no token, form or code each of these is shut in any spelling.
private let disguisedPaths = [
    "//oauth2/userinfo", "/oauth2//userinfo", "/oauth2/userinfo/", "/oauth2/userinfo//", "/oauth2/./userinfo",
    "/oauth2/x/../userinfo", "/oauth2/%2e/userinfo", "/oauth2/x/%2e%2e/userinfo", "/oauth2%2fuserinfo",
    "/oauth2/%75serinfo", "/OAUTH2/USERINFO", "/oauth2/UserInfo", "/oauth2/userinfo;x=1",
    "/oauth2/userinfo%00",
    "/oauth2/userinfo%20", "/oauth2/userinfo.json", "/oauth2/userinfo%3f", "/oauth2/userinfo%23",
    "/oauth2/..;/userinfo", "/oauth2\\userinfo", "/oauth2/userinfo\\", "/%2foauth2/userinfo",
    "/oauth2/token/", "//oauth2/token",
    "/oauth2/Token", "/oauth2/%74oken", "/oauth2/token;x", "/oauth2/x/../token", "/metrics", "//metrics",
    "/metrics/",
    "/%6detrics", "/livez", "/readyz", "/oauth2/../metrics", "/sign-in/", "/sign-in//", "/sign-in/..%2f..%2f",
    "/sign-in/%2e%2e/metrics", "/consent/", "/confirm/", "/simulation/faults",
]

private let filePaths = [
    "/../../../../../etc/passwd", "/..%2f..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/....//....//etc/passwd", "/..\\..\\..\\etc\\passwd", "/%2e%2e%5c%2e%2e%5cetc%5cpasswd",
    "/%252e%252e/etc/passwd",
    "//etc/passwd", "/%2fetc/passwd", "/etc/passwd%00.css", "/file:///etc/passwd", "/..;/hue-sso.sqlite",
    "/../hue-sso.sqlite", "/hue-sso.sqlite", "/Keys/", "/Keys/demo-master.key", "/../Keys/demo-master.key",
    "/hue-sso.css", "/sign-in.mustache", "/Templates/sign-in.mustache", "/.", "/..", "/%2e",
]

// As they stand in the request line.
private let injections = [
    "%0d%0a", "%0a", "%0d", "%0D%0A%20", "%e5%98%8d%e5%98%8a", "%250d%250a", "%c4%8d%c4%8a", "%00%0d%0a",
    "%0d%0a%0d%0a%3cscript%3e", "\u{0b}", "%c2%85", "%e2%80%a8",
]

/// A request that two readers could end at different places.
struct Framing: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let headers: String
    let body: String

    init(
        _ description: String, _ headers: String, _ body: String = "",
        line: String = "POST /oauth2/token HTTP/1.1"
    ) {
        testDescription = description
        self.line = line
        self.headers = "Content-Type: application/x-www-form-urlencoded\r\n" + headers
        self.body = body
    }
}

private let ambiguousFraming: [Framing] = [
    .init("both lengths, chunked first", "Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
    .init("both lengths, chunked last", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    .init("two lengths", "Content-Length: 0\r\nContent-Length: 5", "a=b&c"),
    .init("two lengths in one header", "Content-Length: 0, 5", "a=b&c"),
    .init("a length with a sign", "Content-Length: +5", "a=b&c"),
    .init("a negative length", "Content-Length: -1"),
    .init("a length in hexadecimal", "Content-Length: 0x5", "a=b&c"),
    .init("a length beyond 64 bits", "Content-Length: 18446744073709551621", "a=b&c"),
    .init("a length with a space inside", "Content-Length: 0 5", "a=b&c"),
    .init("an empty length", "Content-Length:"),
    .init("a space before the colon", "Content-Length : 5", "a=b&c"),
    .init("a folded header", "X: a\r\n Content-Length: 5", "a=b&c"),
    .init("a folded header in front", " Content-Length: 5", "a=b&c"),
    .init("a line end without CR", "X: a\nContent-Length: 5", "a=b&c"),
    .init("a CR alone", "X: a\rContent-Length: 5", "a=b&c"),
    .init("a NUL in a header", "X: a\u{0}b\r\nContent-Length: 0"),
    .init("a coding that nobody knows", "Transfer-Encoding: xchunked", "0\r\n\r\n"),
    .init("chunked that isn't last", "Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
    .init("chunked twice", "Transfer-Encoding: chunked, chunked", "0\r\n\r\n"),
    .init("chunked after a vertical tab", "Transfer-Encoding: \u{0b}chunked", "0\r\n\r\n"),
    .init("a chunk size with 0x", "Transfer-Encoding: chunked", "0x0\r\n\r\n"),
    .init("a negative chunk size", "Transfer-Encoding: chunked", "-1\r\n\r\n"),
    .init("a chunk size beyond 64 bits", "Transfer-Encoding: chunked", "10000000000000000\r\n\r\n"),
    .init("a chunk that is longer than it says", "Transfer-Encoding: chunked", "1\r\nabc\r\n0\r\n\r\n"),
    .init("a chunk size that ends in LF", "Transfer-Encoding: chunked", "0\n\n"),
    .init("a version that nobody has", "Content-Length: 0", line: "POST /oauth2/token HTTP/1.9"),
    .init(
        "chunked in HTTP/1.0", "Transfer-Encoding: chunked", "0\r\n\r\n",
        line: "POST /oauth2/token HTTP/1.0"),
]

/// A connection that says what it likes.
private enum RawConnection {
    /// Sends a text and gives everything that comes back, to the end; whoever doesn't end is an error.
    static func exchange(_ text: String, host: String, port: Int) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { try await read(after: text, host: host, port: port) }
            group.addTask {
                try await Task.sleep(for: .seconds(10))
                throw HTTP.Failure(description: "the connection stayed open")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ""
        }
    }

    private static func read(after text: String, host: String, port: Int) async throws -> String {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, _ in
            connection.channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            var received: [UInt8] = []
            do {
                for try await part in inbound { received += part.readableBytesView }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // A reset after the answer: what came before it counts.
            }
            return String(decoding: received, as: UTF8.self)
        }
    }
}
