import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import JOSE
import Logging
import NIOCore
import NIOEmbedded
import OpenIDConnect
import Testing
import Wire

@testable import Server

/// An answer, as its receiver sees it.
struct Reply: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var location: String? { header("location") }
    func json() throws -> JSONObject { try JSONReader.readObject(Array(text.utf8)) }

    /// The parameters of the address to which this redirects.
    func redirection() throws -> FormParameters {
        try FormParameters(query: try URI(try #require(location, "\(status) \(text)")).query ?? "")
    }

    /// An attribute of the element with an id: `value` of a field, `href` of a link.
    func attribute(_ name: String, of id: String) -> String? {
        guard let tag = text.split(separator: "<").first(where: { $0.contains("id=\"\(id)\"") }) else {
            return nil
        }
        return Self.value(name, in: tag.prefix { $0 != ">" })
    }

    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
        let tag = text.split(separator: "<").first { $0.contains("type=\"hidden\" name=\"\(name)\"") }
        return tag.flatMap { Self.value("value", in: $0.prefix { $0 != ">" }) }
    }

    /// Where the first form of the page goes.
    var formAction: String? {
        text.split(separator: "<").first { $0.hasPrefix("form") }.flatMap { Self.value("action", in: $0) }
    }

    /// What the element with an id says.
    func words(of id: String) -> String? {
        guard let tag = text.split(separator: "<").first(where: { $0.contains("id=\"\(id)\"") }),
            let end = tag.firstIndex(of: ">")
        else { return nil }
        return String(tag[tag.index(after: end)...])
    }

    private static func value(_ name: String, in tag: some StringProtocol) -> String? {
        guard let start = tag.range(of: " \(name)=\"")?.upperBound else { return nil }
        return tag[start...].prefix { $0 != "\"" }.replacingOccurrences(of: "&#x3D;", with: "=")
            .replacingOccurrences(of: "&#39;", with: "'").replacingOccurrences(of: "&quot;", with: "\"")
            .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
            .replacingOccurrences(of: "&amp;", with: "&")
    }
}

/// A browser: keeps cookies, and comes from one address and port.
final class Browser {
    static let address = "203.0.113.7"
    static let port = 50_123

    var cookies: [String: String] = [:]
    /// From where it comes.
    var address = Browser.address
    /// What it calls itself.
    var name: String?
    private let provider: RunningProvider

    init(_ provider: RunningProvider) {
        self.provider = provider
    }

    var session: String? { cookies["__Host-hue-sso-session"] }
    var browserCookie: String? { cookies["__Host-hue-sso-browser"] }

    /// The same browser at another provider on the same database.
    func moved(to other: RunningProvider) -> Browser {
        let browser = Browser(other)
        browser.cookies = cookies
        return browser
    }

    func get(_ target: String, headers: [(String, String)] = []) async throws -> Reply {
        try await send("GET", target, headers: headers + (name.map { [("User-Agent", $0)] } ?? []), body: nil)
    }

    func head(_ target: String) async throws -> Reply { try await send("HEAD", target, headers: [], body: nil) }

    func post(
        _ target: String, _ form: [(String, String)], headers: [(String, String)] = []
    ) async throws -> Reply {
        try await send(
            "POST", target, headers: headers + [("Content-Type", "application/x-www-form-urlencoded")],
            body: FormParameters(form).encoded())
    }

    /// A form's body as it is, good or not.
    func post(_ target: String, raw: String) async throws -> Reply {
        try await send(
            "POST", target, headers: [("Content-Type", "application/x-www-form-urlencoded")], body: raw)
    }

    /// A body of any type.
    func post(
        _ target: String, body: String, type: String?, headers: [(String, String)] = []
    ) async throws -> Reply {
        try await send(
            "POST", target, headers: headers + (type.map { [("Content-Type", $0)] } ?? []), body: body)
    }

    /// Follows our own redirects; stops at a page or where it leaves for somewhere else.
    func follow(_ reply: Reply) async throws -> Reply {
        var reply = reply
        for _ in 0..<10 {
            guard let location = reply.location, location.hasPrefix("/") else { return reply }
            reply = try await get(location)
        }
        Issue.record("a loop of redirects at \(reply.location ?? "")")
        return reply
    }

    func send(
        _ method: String, _ target: String, headers: [(String, String)], body: String?
    ) async throws -> Reply {
        try await send(method, target, headers: headers, bytes: Array((body ?? "").utf8))
    }

    /// The same with a body of any bytes.
    func send(
        _ method: String, _ target: String, headers: [(String, String)], bytes: [UInt8]
    ) async throws -> Reply {
        var fields = HTTPFields()
        let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !pairs.isEmpty { fields[.cookie] = pairs.joined(separator: "; ") }
        for (name, value) in headers {
            fields.append(HTTPField(name: try #require(.init(name)), value: value))
        }
        let head = HTTPRequest(
            method: try #require(.init(method)), scheme: "https", authority: "sso.hue.test", path: target,
            headerFields: fields)
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: Self.port)
        let context = ProviderRequestContext(
            source: ApplicationRequestContextSource(channel: channel, logger: quietLogger))
        let response = try await provider.responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: bytes))),
            context: context)
        for value in response.headers[values: .setCookie] { keep(value) }
        let text = Collected()
        try await response.body.write(Collector(text: text))
        return Reply(
            status: response.status.code, headers: response.headers.map { ($0.name.rawName, $0.value) },
            text: String(buffer: text.buffer))
    }

    private func keep(_ setCookie: String) {
        let pair = setCookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
        guard let name = pair.first.map(String.init) else { return }
        cookies[name] = pair.count == 2 && !setCookie.contains("Max-Age=0") ? String(pair[1]) : nil
    }
}

private final class Collected {
    var buffer = ByteBuffer()
}

private struct Collector: ResponseBodyWriter {
    let text: Collected

    mutating func write(_ buffer: ByteBuffer) async throws { text.buffer.writeImmutableBuffer(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// The steps of a login, each as a person takes it.
extension Browser {
    static let verifier = String(repeating: "v", count: 43)
    /// The S256 of the verifier (RFC 7636 §4.2).
    static let challenge = Base64URL.encode(SHA2.sha256(Array(verifier.utf8)))

    /// The request of a platform.
    static func request(
        _ client: String = "platform", _ changes: [(String, String)] = []
    ) -> [(String, String)] {
        let plain = [
            ("response_type", "code"), ("client_id", client),
            ("redirect_uri", "https://\(client).hue.test/callback"), ("scope", "openid profile"),
            ("state", "a state & more"), ("nonce", "n-1"), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        let changed = Set(changes.map(\.0))
        return plain.filter { !changed.contains($0.0) } + changes
    }

    /// Sends the request and follows it to a page of ours, or to the platform.
    func authorize(_ client: String = "platform", _ changes: [(String, String)] = []) async throws -> Reply {
        try await follow(
            try await get("/oauth2/authorize?" + FormParameters(Self.request(client, changes)).encoded()))
    }

    /// Sends the form of a page, with its token.
    func submit(_ page: Reply, _ fields: [(String, String)]) async throws -> Reply {
        let token = try #require(page.hidden("form_token"), "no form: \(page.status) \(page.text)")
        return try await post(try #require(page.formAction), [("form_token", token)] + fields)
    }

    /// Both steps: the password, and if it was right, the code of the app.
    func signIn(
        _ page: Reply, _ username: String = "an.nguyen", password: String = RunningProvider.password
    ) async throws -> Reply {
        let begun = try await begin(page, username, password: password)
        guard begun.location?.hasPrefix("/second-factor/") == true else { return begun }
        return try await submit(
            try await follow(begun), [("code", try await provider.oneTimePassword(of: username))])
    }

    /// The first of the two steps.
    func begin(
        _ page: Reply, _ username: String = "an.nguyen", password: String = RunningProvider.password
    ) async throws -> Reply {
        try await submit(page, [("username", username), ("password", password)])
    }

    /// Goes on from the page that stands between a form and a redirect.
    func goOn(_ page: Reply) async throws -> Reply {
        let target = try #require(page.attribute("href", of: "continue"), "\(page.status) \(page.text)")
        return target.hasPrefix("/") ? try await follow(try await get(target)) : page
    }

    /// From the platform's request to its code, with the local account.
    func code(
        _ client: String = "platform", _ changes: [(String, String)] = [], as username: String = "an.nguyen"
    ) async throws -> String {
        var reply = try await authorize(client, changes)
        if reply.attribute("name", of: "username") != nil {
            reply = try await goOn(try await signIn(reply, username))
        }
        return try #require(try reply.redirection().single("code"), "\(reply.status) \(reply.text)")
    }

    /// As the platform: redeems a code.
    func redeem(_ code: String, _ client: String = "platform") async throws -> Reply {
        let secret = Base64.encode(Array("\(client):the+secret+of+\(client)".utf8))
        return try await Browser(provider).post(
            "/oauth2/token",
            [
                ("grant_type", "authorization_code"), ("code", code),
                ("redirect_uri", "https://\(client).hue.test/callback"), ("code_verifier", Self.verifier),
            ], headers: [("Authorization", "Basic \(secret)")])
    }

    func accessToken(_ reply: Reply) throws -> String {
        try #require(try reply.json()["access_token"]?.string, "\(reply.status) \(reply.text)")
    }

    /// The claims of the ID token that a redemption gave, verified by our keys.
    func idToken(_ reply: Reply) throws -> JSONObject {
        let text = try #require(try reply.json()["id_token"]?.string, "\(reply.status) \(reply.text)")
        return try UnverifiedJWT(parsing: text).verified(by: try testSecrets.get().keys.current.published).claims
    }

    func userInfo(_ token: String) async throws -> Reply {
        try await Browser(provider).get("/oauth2/userinfo", headers: [("Authorization", "Bearer \(token)")])
    }
}
