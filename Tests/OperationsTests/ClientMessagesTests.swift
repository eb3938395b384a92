import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Testing

/// How a client's messages are protected, as it is kept.
@Suite(.bothDatabases) struct ClientMessagesTests {
    private func kept(_ change: (inout ClientRegistration) -> Void) async throws -> (before: Client, after: Client?) {
        let world = try await TokenWorld()
        let client = try TokenWorld.client("messages", change: change)
        try await world.add(client)
        return (client, try await world.here.read { try $0.clients.find(client.id) })
    }

    @Test func `what is said of signed requests is kept, with the keys of a client that has a secret`() async throws {
        let keys = try ClientKey.set()
        let (before, after) = try await kept {
            $0.proofs.keys = keys
            $0.messages.requiresSignedRequests = true
            $0.messages.requestAlgorithm = "ES256"
        }
        #expect(after == before)
        #expect(after?.keys != nil && after?.requiresSignedRequests == true)
    }

    @Test func `what is encrypted to it is kept`() async throws {
        let keys = try MessageKey.set()
        let (before, after) = try await kept {
            $0.proofs.keys = keys
            $0.messages.responseAlgorithm = "PS256"
            $0.messages.responseEncryption = .init(named: "ECDH-ES")
            $0.messages.idTokenEncryption = .init(named: "ECDH-ES+A256KW A256GCM")
            $0.messages.userInfoEncryption = .init(named: "ECDH-ES A128GCM")
        }
        #expect(after == before)
        #expect(after?.messages.idTokenEncryption != nil)
    }

    @Test func `keys at an address are kept beside a secret too`() async throws {
        let (before, after) = try await kept { $0.proofs.keysURI = "https://rp.hue.test/jwks" }
        #expect(after == before)
        #expect(after?.keys != nil)
    }
}
