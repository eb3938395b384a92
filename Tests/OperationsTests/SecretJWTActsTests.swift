import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Operations

/// Clients that sign with their secrets: those are sealed, and nobody else's.
@Suite(.bothDatabases) struct SecretJWTActsTests {
    private let here: TestInstallation
    private let issuer: Issuer

    init() async throws {
        here = try TestInstallation()
        issuer = try Issuer("https://sso.hue.test")
        let made = try Self.vault(Self.old).make(at: .noon)
        let (texts, name) = (made.documents.texts, made.secrets.sealer.masterKeyID)
        try await here.write { try $0.keyDocuments.replace(with: texts, sealedBy: name) }
    }

    private static let (old, new): (UInt8, UInt8) = (7, 8)
    private static let method = "client_secret_jwt"

    private static func vault(_ byte: UInt8) throws -> KeyVault {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))),
            random: SeededRandom(seed: UInt64(byte)), algorithms: [.ES256])
    }

    private func sealer(_ byte: UInt8 = old) throws -> SecretSealer { try Self.vault(byte).sealer }

    private func added(_ method: String = method) async throws -> (client: Client, secret: ClientSecret) {
        var registration = ClientRegistration.sample("bi")
        registration.authenticationMethod = method
        let outcome = try await RegisterClient(here.installation, sealer: sealer()).run(registration, here.act)
        guard case .registered(let client, let secret?) = outcome else { throw TestInstallation.Unregistered() }
        return (client, secret)
    }

    private func edited(_ client: Client, to method: String) async throws -> (Client, ClientSecret?) {
        var registration = ClientRegistration(client)
        registration.authenticationMethod = method
        let outcome = try await EditClient(here.installation, sealer: sealer()).run(
            registration, of: client, enabling: false, here.act)
        guard case .edited(let edited, let secret) = outcome else { throw TestInstallation.Unregistered() }
        return (edited, secret)
    }

    private func rotated(_ overlap: Duration) async throws -> ClientSecret {
        let outcome = try await RotateClientSecret(here.installation, sealer: sealer()).run(
            #require(ClientID("bi")), overlap: overlap, here.act)
        guard case .rotated(let secret, _) = outcome else { throw TestInstallation.Unregistered() }
        return secret
    }

    private func presented(_ id: String, _ secret: ClientSecret) throws -> PresentedClient {
        let claims: JSONObject = [
            "iss": "bi", "sub": "bi", "aud": .string(issuer.text), "jti": .string(id),
            "exp": .integer(here.clock.now.secondsSince1970 + 60),
        ]
        return try PresentedClient(
            authorization: nil,
            parameters: FormParameters([
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", macToken(claims, under: secret.text)),
            ]))
    }

    /// How an assertion under a secret ends.
    private func prove(_ id: String, _ secret: ClientSecret, by sealer: SecretSealer?) async throws -> String {
        let prove = ProveClient(here.installation, issuer: issuer, fetcher: NobodyThere(), sealer: sealer)
        switch try await prove.prove(presented(id, secret), at: here.clock.now) {
        case .success: return "proven"
        case .failure(let error): return error.refusal.code
        }
    }

    private func columns() async throws -> [String] {
        try await here.read { transaction in
            try transaction.rows(
                "SELECT sealed_secret, former_sealed_secret FROM clients WHERE id = 'bi'"
            ).flatMap { [try $0.optionalText(0), try $0.optionalText(1)].compactMap { $0 } }
        }
    }

    @Test func `an assertion under the secret counts once, and only where that is enabled`() async throws {
        let (client, secret) = try await added()
        #expect(try await RegisteredClients(here.installation).find(client.id) == client)
        #expect(try await prove("a", secret, by: nil) == "invalid_client")
        #expect(try await prove("a", ClientSecret(random: SeededRandom(seed: 99)), by: sealer()) == "invalid_client")
        #expect(try await prove("a", secret, by: sealer()) == "proven")
        #expect(try await prove("a", secret, by: sealer()) == "assertion-replayed")
    }

    @Test func `the secret isn't kept in the clear`() async throws {
        let (_, secret) = try await added()
        let columns = try await columns()
        #expect(columns.count == 1 && !columns[0].contains(secret.text))
    }

    @Test func `where it isn't enabled nobody is registered so`() async throws {
        var registration = ClientRegistration.sample("bi")
        registration.authenticationMethod = Self.method
        await #expect(throws: ClientRegistrationError.secretJWTDisabled) {
            try await RegisterClient(here.installation).run(registration, here.act)
        }
    }

    @Test
    func `a secret that was only hashed is replaced where it is to sign, and keeps counting where it no longer is`()
        async throws
    {
        let (basic, first) = try await added("client_secret_basic")
        #expect(try await prove("a", first, by: sealer()) == "invalid_client")
        let (signing, second) = try await edited(basic, to: Self.method)
        #expect(try await prove("b", #require(second), by: sealer()) == "proven")
        let (renamed, none) = try await edited(signing, to: Self.method)
        #expect(none == nil && renamed == signing)
        let (back, none2) = try await edited(signing, to: "client_secret_basic")
        #expect(none2 == nil && back.credential.secretHash == second?.hash)
        #expect(try await columns().isEmpty)
    }

    @Test func `a secret that is replaced counts beside the new one, and then no longer`() async throws {
        let (_, first) = try await added()
        let second = try await rotated(.hours(1))
        #expect(try await prove("a", first, by: sealer()) == "proven")
        #expect(try await prove("b", second, by: sealer()) == "proven")
        here.clock.advance(by: .hours(1))
        #expect(try await prove("c", first, by: sealer()) == "invalid_client")
        #expect(try await prove("d", second, by: sealer()) == "proven")
        _ = try await Housekeep(here.installation).run(at: here.clock.now)
        #expect(try await columns().count == 1)
    }

    @Test func `without what seals it, a secret that signs isn't replaced`() async throws {
        let (client, _) = try await added()
        await #expect(throws: ClientRegistrationError.secretJWTDisabled) {
            try await RotateClientSecret(here.installation).run(client.id, here.act)
        }
        #expect(try await RegisteredClients(here.installation).find(client.id) == client)
    }

    @Test func `another master key opens both secrets, and the one before neither`() async throws {
        let (_, first) = try await added()
        let second = try await rotated(.hours(1))
        try await ResealSecrets(here.installation, from: Self.vault(Self.old), to: Self.vault(Self.new)).run(here.act)
        #expect(try await prove("a", first, by: sealer(Self.new)) == "proven")
        #expect(try await prove("b", second, by: sealer(Self.new)) == "proven")
        await #expect(throws: SealedSecretError.self) { _ = try await prove("c", second, by: sealer(Self.old)) }
        // Who still has the old key seals nothing more.
        await #expect(throws: RecordsError.self) { _ = try await rotated(.zero) }
    }
}
