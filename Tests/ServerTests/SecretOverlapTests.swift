import Identity
import OpenIDConnect
import Operations
import TestSupport
import Testing
import Wire

@testable import Server

/// Two secrets of a client at once: every way in takes either, until the former one ends, and then the new one only.
@Suite(.bothDatabases) struct SecretOverlapTests {
    /// A way in, and whether it let a client in.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: SecretMethod
        let enters: @Sendable (RunningProvider, _ id: String, _ secret: String) async throws -> Bool

        /// A form to an endpoint, with the secret as the client's method sends it.
        init(_ name: String, _ method: SecretMethod, _ path: String, _ form: [(String, String)]) {
            testDescription = "\(name), \(method.rawValue)"
            self.method = method
            enters = { provider, id, secret in
                let body = method == .post ? [("client_id", id), ("client_secret", secret)] : []
                let reply = try await Browser(provider).post(
                    path, form + body, headers: method == .basic ? [Self.header(id, secret)] : [])
                return try Self.isIn(reply)
            }
        }

        init(
            _ name: String, _ enters: @escaping @Sendable (RunningProvider, String, String) async throws -> Bool
        ) {
            testDescription = name
            method = .basic
            self.enters = enters
        }

        static func header(_ id: String, _ secret: String) -> (String, String) {
            ("Authorization", "Basic " + Base64.encode(Array("\(id):\(secret)".utf8)))
        }

        static func isIn(_ reply: Reply) throws -> Bool {
            if reply.status == 200 { return true }
            try #require(reply.status == 401, "\(reply.status) \(reply.text)")
            return false
        }
    }

    static let ways =
        [SecretMethod.basic, .post].flatMap { method in
            [
                Way("token endpoint", method, Issuer.Path.token, [("grant_type", "client_credentials")]),
                Way("introspection", method, Issuer.Path.introspection, [("token", "any")]),
                Way("revocation", method, Issuer.Path.revocation, [("token", "any")]),
                Way("device authorization", method, Issuer.Path.deviceAuthorization, [("scope", "openid")]),
            ]
        } + [
            Way("AuthZEN evaluation") { provider, id, secret in
                let question = PlatformClient.question("nobody", "bi.report.view", at: "H57.01")
                return try Way.isIn(
                    try await PlatformClient(provider: provider, id: id).ask(
                        "evaluation", body: String(decoding: JSONWriter.write(question), as: UTF8.self),
                        secret: secret))
            }
        ]

    private let provider: RunningProvider
    private let id = "bi"

    init() async throws {
        provider = try RunningProvider()
        try await provider.importUnits(City.units)
        _ = try await provider.apply(City.policy)
    }

    /// A client that may use every way.
    private func register(_ method: SecretMethod) async throws -> ClientID {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng đổi mã", redirectURIs: ["https://bi.hue.test/callback"])
        registration.grants = GrantType.allCases.map(\.rawValue)
        registration.authenticationMethod = method.rawValue
        registration.audiences = ["https://api.hue.test/"]
        registration.platform = "bi"
        let client = try registration.client(secret: SecretHash(of: "cu"))
        try await provider.add(client, at: provider.clock.now)
        return client.id
    }

    private var act: Act { Act(actor: .administrator("root"), origin: .local, now: provider.clock.now) }

    private func rotate(_ client: ClientID, overlap: Duration) async throws -> String {
        let outcome = try await RotateClientSecret(provider.provider.installation)
            .run(client, overlap: overlap, act)
        guard case .rotated(let secret, _) = outcome else { throw NotRotated() }
        return secret.text
    }

    private struct NotRotated: Error {}

    @Test(arguments: ways)
    func `either secret opens every way in until the former one's end`(way: Way) async throws {
        let client = try await register(way.method)
        #expect(try await way.enters(provider, id, "cu"))
        let new = try await rotate(client, overlap: .hours(24))
        provider.clock.advance(by: .hours(24) - .milliseconds(1))
        for secret in [new, "cu"] { #expect(try await way.enters(provider, id, secret)) }
        #expect(try await !way.enters(provider, id, "sai"))
        provider.clock.advance(by: .milliseconds(1))
        #expect(try await way.enters(provider, id, new))
        #expect(try await !way.enters(provider, id, "cu"))
    }

    @Test(arguments: ways)
    func `a former secret that is ended opens nothing any more`(way: Way) async throws {
        let client = try await register(way.method)
        let second = try await rotate(client, overlap: .hours(24))
        #expect(try await EndFormerSecret(provider.provider.installation).run(client, act) == .ended)
        #expect(try await way.enters(provider, id, second))
        #expect(try await !way.enters(provider, id, "cu"))
        let third = try await rotate(client, overlap: .zero)
        #expect(try await way.enters(provider, id, third))
        #expect(try await !way.enters(provider, id, second))
    }
}
