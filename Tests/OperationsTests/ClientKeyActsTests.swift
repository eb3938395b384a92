import Identity
import JOSE
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

/// Clients that are registered with keys in place of a secret.
@Suite(.bothDatabases) struct ClientKeyActsTests {
    private let here: TestInstallation

    init() async throws { here = try TestInstallation() }

    private func registration(_ change: (inout ClientRegistration) -> Void = { _ in }) throws -> ClientRegistration {
        var registration = ClientRegistration.sample("bi")
        registration.authenticationMethod = "private_key_jwt"
        registration.proofs.keys = try ClientKey.set()
        change(&registration)
        return registration
    }

    private func added(_ registration: ClientRegistration) async throws -> (Client, ClientSecret?)? {
        let outcome = try await RegisterClient(here.installation).run(registration, here.act)
        guard case .registered(let client, let secret) = outcome else { return nil }
        return (client, secret)
    }

    private func edited(
        _ client: Client, _ change: (inout ClientRegistration) -> Void
    ) async throws -> (Client, ClientSecret?)? {
        var registration = ClientRegistration(client)
        change(&registration)
        let outcome = try await EditClient(here.installation).run(
            registration, of: client, enabling: false, here.act)
        guard case .edited(let edited, let secret) = outcome else { return nil }
        return (edited, secret)
    }

    @Test func `a client with keys gets no secret, and is what was registered`() async throws {
        let (client, secret) = try #require(try await added(registration { $0.proofs.bindsTokens = true }))
        #expect(secret == nil && client.isConfidential && client.protection.bindsTokens)
        #expect(try await RegisteredClients(here.installation).find(client.id) == client)
        let (renamed, other) = try #require(try await edited(client) { $0.name = "Tên khác" })
        #expect(other == nil && renamed.credential == client.credential)
    }

    @Test func `keys at an address are kept as an address`() async throws {
        let (client, _) = try #require(
            try await added(
                registration {
                    $0.proofs.keys = nil
                    $0.proofs.keysURI = "https://bi.hue.test/jwks"
                }))
        #expect(try await RegisteredClients(here.installation).find(client.id) == client)
    }

    @Test func `a client changes from a secret to keys and back, and proves itself by one of them`() async throws {
        let (first, secret) = try #require(try await added(.sample("bi")))
        #expect(secret != nil)
        let keys = try ClientKey.set()
        let (signing, none) = try #require(
            try await edited(first) {
                $0.authenticationMethod = "private_key_jwt"
                $0.proofs.keys = keys
            })
        #expect(none == nil)
        #expect(try await here.read { try $0.row("SELECT 1 FROM clients WHERE secret_hash IS NOT NULL") } == nil)
        let (back, fresh) = try #require(try await edited(signing) { $0.authenticationMethod = "client_secret_basic" })
        let hash = try #require(fresh?.hash)
        #expect(back.credential == .secret(hash, method: .basic))
        // Its keys stay, for the requests that it signs, until somebody takes them away.
        #expect(back.keys == signing.keys)
        let (bare, _) = try #require(try await edited(back) { $0.proofs.keys = nil })
        #expect(bare.keys == nil)
        #expect(try await here.read { try $0.row("SELECT 1 FROM clients WHERE jwks IS NOT NULL") } == nil)
    }
}
