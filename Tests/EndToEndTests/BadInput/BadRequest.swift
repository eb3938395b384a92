import Foundation
import Testing

/// A request that has one thing wrong, and the exact answer that the specifications ask for.
struct BadRequest: Sendable, CustomTestStringConvertible {
    /// What is wrong, in words.
    let testDescription: String
    let expected: Expected
    let make: @Sendable (Demo) async throws -> WireRequest

    init(
        _ description: String, _ expected: Expected,
        _ make: @escaping @Sendable (Demo) async throws -> WireRequest
    ) {
        testDescription = description
        self.expected = expected
        self.make = make
    }

    /// Sends it as a browser without a session, or with that of a person who has signed in.
    func check(on demo: Demo, as visitor: Visitor = Visitor()) async throws {
        let answer = try await visitor.send(make(demo))
        try await expected.check(answer, demo)
    }
}

/// What a bad request is answered with.
enum Expected: Sendable {
    /// A page that says what is wrong, and that leads nowhere (RFC 6749 §4.1.2.1).
    case page(Set<Int>)
    /// An error at the redirect URI of the basic platform, with state and issuer (RFC 6749 §4.1.2.1, RFC 9207).
    case redirect(Set<String>, state: String?)
    /// An OAuth error as JSON (RFC 6749 §5.2); `challenges` when the answer must carry WWW-Authenticate.
    case json(Set<Int>, Set<String>, challenges: Bool)
    /// A refusal by the rules of bearer tokens (RFC 6750 §3); nil when no error may be named.
    case bearer(Set<Int>, error: String?)
    /// A status alone.
    case status(Set<Int>)

    static let page = Expected.page([400])

    static func redirect(_ errors: String..., state: String? = Platform.state) -> Expected {
        .redirect(Set(errors), state: state)
    }

    static func json(_ status: Int, _ errors: String..., challenges: Bool = false) -> Expected {
        .json([status], Set(errors), challenges: challenges)
    }

    /// invalid_client is 401; with WWW-Authenticate when the client tried a header (RFC 6749 §5.2).
    static let unauthenticated = Expected.json(401, "invalid_client")
    static let unauthenticatedByHeader = Expected.json(401, "invalid_client", challenges: true)

    /// Text that a test puts into requests, and that no answer may hand back as markup.
    static let script = "<script>alert(1)</script>"

    func check(_ answer: WireAnswer, _ demo: Demo) async throws {
        #expect(!answer.text.contains(Expected.script), "the answer reflects markup")
        #expect(answer.status != 500, "\(answer.text)")
        switch self {
        case .page(let statuses):
            #expect(statuses.contains(answer.status), "\(answer.status): \(answer.text.prefix(2000))")
            #expect(answer.isHTML, "\(answer.headers)")
            #expect(answer.header("Location") == nil)
            #expect(answer.header("Refresh") == nil)
            let links = HTMLPage(answer.text).elements.compactMap { $0["href"] ?? $0["action"] }
            #expect(!links.contains { $0.lowercased().contains("evil") }, "\(links)")
        case .redirect(let errors, let state):
            let platform = try await demo.platform(.basic)
            let location = answer.header("Location") ?? ""
            #expect(answer.isRedirect, "\(answer.status): \(answer.text.prefix(2000))")
            #expect(location.hasPrefix(platform.redirectURI + "?"), "\(location)")
            let parameters = Form(of: location)
            #expect(errors.contains(parameters["error"] ?? ""), "\(location)")
            #expect(parameters["iss"] == demo.issuer, "\(location)")
            #expect(parameters["code"] == nil, "\(location)")
            if let state { #expect(parameters["state"] == state, "\(location)") }
        case .json(let statuses, let errors, let challenges):
            #expect(statuses.contains(answer.status), "\(answer.status): \(answer.text)")
            #expect(answer.isJSON, "\(answer.headers)")
            #expect(errors.contains(answer.json["error"].string ?? ""), "\(answer.text)")
            #expect(answer.json["access_token"] == .null)
            #expect(answer.header("Cache-Control")?.contains("no-store") == true, "\(answer.headers)")
            if challenges { #expect(answer.header("WWW-Authenticate")?.hasPrefix("Basic") == true) }
        case .bearer(let statuses, let error):
            let challenge = answer.header("WWW-Authenticate") ?? ""
            #expect(statuses.contains(answer.status), "\(answer.status): \(answer.text)")
            #expect(challenge.hasPrefix("Bearer") || challenge.hasPrefix("DPoP"), "\(answer.headers)")
            if let error {
                #expect(challenge.contains("error=\"\(error)\""), "\(challenge)")
            } else {
                #expect(!challenge.contains("error"), "\(challenge)")
            }
            #expect(answer.json["sub"] == .null)
        case .status(let statuses):
            #expect(statuses.contains(answer.status), "\(answer.status): \(answer.text.prefix(2000))")
        }
    }
}
