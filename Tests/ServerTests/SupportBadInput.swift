import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// A provider with everything on, and a client for each kind of request. Nothing that is wrong changes it, so that all share one of
/// each database.
struct BadInputWorld: Sendable {
    let provider: RunningProvider

    // A task is on the database of whoever begins it.
    private static let onSQLite = Task { try await BadInputWorld() }
    private static let onPostgreSQL = Task { try await BadInputWorld() }
    static var shared: BadInputWorld {
        get async throws { try await (TestEngine.current.isSQLite ? onSQLite : onPostgreSQL).value }
    }

    private init() async throws {
        provider = try RunningProvider(
            rates: .wide, registration: RegistrationPolicy(), managesSessions: true, transmitsEvents: true)
        try await add("platform") { $0.grants = ["authorization_code", GrantType.deviceCode.rawValue] }
        try await add("receiver") {
            $0.grants = ["client_credentials"]
            $0.scopes = ["ssf.manage"]
        }
        try await add("bi") { $0.platform = "bi" }
    }

    private func add(_ id: String, _ change: (inout ClientRegistration) -> Void) async throws {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng \(id)", redirectURIs: ["https://\(id).hue.test/callback"])
        change(&registration)
        if registration.grants == ["client_credentials"] { registration.redirectURIs = [] }
        try await provider.add(
            registration.client(secret: SecretHash(of: "the secret of \(id)")), at: provider.clock.now)
    }

    static func secret(of id: String) -> (String, String) {
        ("Authorization", "Basic " + Base64.encode(Array("\(id):the+secret+of+\(id)".utf8)))
    }

    /// That of the receiver of security events.
    func token() async throws -> (String, String) {
        let reply = try await SCIMCaller.askForToken(provider, "receiver", [("scope", "ssf.manage")])
        return ("Authorization", "Bearer " + (try #require(try reply.json()["access_token"]?.string, "\(reply.text)")))
    }
}

/// A request with one thing wrong, and what it is told.
struct BadInput: Sendable, CustomTestStringConvertible {
    /// As the path is registered.
    let route: String
    let wrong: String
    let expected: Told
    let send: @Sendable (BadInputWorld) async throws -> Reply

    var testDescription: String { "\(route): \(wrong)" }

    /// In whose terms it is answered.
    enum Told: Sendable {
        /// RFC 6749 §5.2, and what has taken it over.
        case error(Int, String)
        /// A challenge (RFC 6750 §3); `nil` where nothing was shown.
        case challenge(String?)
        /// The Authorization API: a status and a sentence.
        case sentence(Int)
        /// A page that leads nowhere.
        case page(Int)
        /// Nothing is wrong enough: this status, as to a good request.
        case answered(Int)
        /// 405, with what there is.
        case allowed(String)

        func check(_ reply: Reply) throws {
            #expect(!reply.text.contains(BadInput.markup), "the answer reflects markup")
            switch self {
            case .error(let status, let error):
                #expect(reply.status == status, "\(reply.text)")
                #expect(try reply.json()["error"]?.string == error, "\(reply.text)")
                #expect(reply.header("Cache-Control") == "no-store")
            case .challenge(let error):
                let challenge = reply.header("WWW-Authenticate") ?? ""
                #expect(reply.status == (error == "invalid_request" ? 400 : 401), "\(reply.text)")
                #expect(challenge.hasPrefix("Bearer"))
                #expect(error.map { challenge.contains("error=\"\($0)\"") } ?? !challenge.contains("error="))
            case .sentence(let status):
                #expect(reply.status == status, "\(reply.text)")
                #expect(reply.header("Content-Type") == "text/plain; charset=utf-8" && !reply.text.isEmpty)
            case .page(let status):
                #expect(reply.status == status, "\(reply.text)")
                #expect(reply.header("Content-Type")?.hasPrefix("text/html") == true)
                #expect(reply.location == nil && reply.header("Refresh") == nil)
            case .answered(let status): #expect(reply.status == status, "\(reply.text)")
            case .allowed(let methods):
                #expect(reply.status == 405 && reply.header("Allow") == methods, "\(reply.status)")
            }
        }
    }

    static let markup = "<script>alert(1)</script>"
}
