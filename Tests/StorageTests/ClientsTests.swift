import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite struct ClientsTests {
    @Test func `a client is found as it was registered`() async throws {
        let store = try TemporaryDatabase()
        let clients = [
            try Sample.client("a"),
            try Sample.client("b", isEnabled: false) {
                $0.authenticationMethod = "client_secret_post"
                $0.redirectURIs = ["https://rp.hue.test/a?b=c", "https://rp.hue.test/d'e"]
                $0.postLogoutRedirectURIs = ["https://rp.hue.test/out"]
                $0.homeURI = "https://rp.hue.test/"
                $0.pkce = "optional"
                $0.idTokenAlgorithm = "EdDSA"
                $0.subjectType = "public"
                $0.scopes = ["openid", "citizen_id", "org", "permissions"]
                $0.platform = "hue-s"
                $0.audiences = ["https://api.hue.test/", "urn:x"]
                $0.requiresConsent = true
            },
            try Sample.client("c") {
                $0.authenticationMethod = "none"
                $0.applicationType = "native"
                $0.redirectURIs = ["vn.gov.hue.app:/cb", "http://127.0.0.1/cb"]
                $0.sector = "hue.test"
            },
        ]
        for client in clients.reversed() {
            #expect(
                try await store.write { transaction throws(DatabaseError) in
                    try transaction.add(client, at: .noon)
                })
        }
        #expect(
            try await store.read { transaction throws(DatabaseError) in try transaction.clients() } == clients
        )
        for client in clients {
            let found = try await store.read { transaction throws(DatabaseError) in
                try transaction.client(client.id)
            }
            #expect(found == client)
        }
    }

    @Test func `an id is registered once, and looked up to the letter`() async throws {
        let world = try await World()
        let (second, other) = (try Sample.client(), try #require(ClientID("Platform")))
        #expect(
            try await !world.store.write { transaction throws(DatabaseError) in
                try transaction.add(second, at: .noon)
            })
        #expect(
            try await world.store.read { transaction throws(DatabaseError) in try transaction.client(other) }
                == nil)
    }

    @Test func `one of fifty registers an id`() async throws {
        let (store, client) = (try TemporaryDatabase(), try Sample.client())
        let won = try await race(50) { _ in
            try await store.write { transaction throws(DatabaseError) in
                try transaction.add(client, at: .noon)
            }
        }
        #expect(won.count { $0 } == 1)
    }

    @Test func `all but the id of a client can be replaced`() async throws {
        let world = try await World()
        let changed = try Sample.client(isEnabled: false) {
            $0.name = "Khác"
            $0.authenticationMethod = "none"
            $0.subjectType = "public"
        }
        #expect(
            try await world.store.write { transaction throws(DatabaseError) in
                try transaction.replace(changed)
            })
        let found = try await world.store.read { transaction throws(DatabaseError) in
            try transaction.client(changed.id)
        }
        #expect(found == changed)
        let unknown = try Sample.client("unknown")
        #expect(
            try await !world.store.write { transaction throws(DatabaseError) in
                try transaction.replace(unknown)
            })
    }

    @Test func `a client becomes a platform, another one, and none again`() async throws {
        let world = try await World()
        for platform in ["bi", "hue-s", nil] {
            let changed = try Sample.client { $0.platform = platform }
            let found = try await world.store.write { transaction throws(DatabaseError) in
                _ = try transaction.replace(changed)
                return try transaction.client(changed.id)
            }
            #expect(found == changed && found?.platform?.slug == platform)
        }
    }

    @Test func `a client is disabled and gets a new secret without a change to anything else`() async throws {
        let world = try await World()
        let (client, id) = (world.client, world.client.id)
        let found = try await world.store.write { transaction throws(DatabaseError) in
            let isDisabled = try transaction.setEnabled(false, id)
            let disabled = try transaction.client(id)
            let isSet = try transaction.setSecret(SecretHash(of: "new"), of: id)
            let changed = try transaction.client(id)
            _ = try transaction.setEnabled(true, id)
            _ = try transaction.setSecret(SecretHash(of: "secret"), of: id)
            return (isDisabled && isSet, disabled?.isEnabled, changed?.credential, try transaction.client(id))
        }
        #expect(found.0)
        #expect(found.1 == false)
        #expect(found.2 == .secret(SecretHash(of: "new"), method: .basic))
        #expect(found.3 == client)
    }

    @Test func `a public client gets no secret, and nobody's client nothing`() async throws {
        let (store, client) = (try TemporaryDatabase(), try Sample.client { $0.authenticationMethod = "none" })
        let unknown = try #require(ClientID("unknown"))
        let found = try await store.write { transaction throws(DatabaseError) in
            _ = try transaction.add(client, at: .noon)
            return [
                try transaction.setSecret(SecretHash(of: "new"), of: client.id),
                try transaction.setSecret(SecretHash(of: "new"), of: unknown),
                try transaction.setEnabled(true, unknown),
            ]
        }
        #expect(found == [false, false, false])
        let kept = try await store.read { transaction throws(DatabaseError) in
            try transaction.client(client.id)?.credential
        }
        #expect(kept == ClientCredential.none)
    }

    @Test func `a removed client's id never comes back, and brings nothing back`() async throws {
        let world = try await World()
        let (client, person) = (world.client, world.person)
        let code = try await world.code()
        let interaction = Interaction(
            id: InteractionID(random: world.random), parameters: .init([("a", "b")]), clientID: client.id,
            progress: .init(startedAt: .noon), isComplete: false)
        try await world.store.write { transaction throws(DatabaseError) in
            try transaction.recordConsent(of: person, to: client.id, scopes: [.openid], at: .noon)
            try transaction.begin(interaction, browser: .init(random: SeededRandom(seed: 2)))
            try transaction.record(
                AccessTokenRecord(
                    id: TokenID(stored: "t"), clientID: client.id, person: person,
                    session: SessionID("session"),
                    scopes: [.openid], issuedAt: .noon))
        }
        #expect(
            try await world.store.write { transaction throws(DatabaseError) in
                try transaction.removeClient(client.id, at: .noon)
            })
        for table in ["authorization_codes", "access_tokens", "consents", "interactions"] {
            #expect(try await world.count(table) == 0, "\(table)")
        }
        let after = try await world.store.write { transaction throws(DatabaseError) in
            (
                try transaction.client(client.id), try transaction.clients(),
                try transaction.add(client, at: .noon),
                try transaction.replace(client), try transaction.removeClient(client.id, at: .noon),
                try transaction.redeem(code.hash, by: client.id, for: TokenID(stored: "u"), at: .noon)
            )
        }
        #expect(after.0 == nil && after.1.isEmpty)
        #expect(!after.2 && !after.3 && !after.4)
        #expect(after.5 == .unknown)
        // Its secret is gone, its id is kept.
        let row = try await world.store.read { transaction throws(DatabaseError) in
            try transaction.row("SELECT COUNT(*), COUNT(secret_hash) FROM clients")
        }
        #expect(try row?.integer(0) == 1)
        #expect(try row?.integer(1) == 0)
    }

    @Test(
        arguments: [
            "redirect_uris = '[\"http://evil.test/\"]'", "redirect_uris = 'x'", "application_type = 'x'",
            "pkce = 'plain'",
            "id_token_alg = 'none'", "auth_method = 'x'", "audiences = '{}'", "is_enabled = 'yes'",
            "platform = 'Báo cáo'",
        ])
    func `a record that was tampered with is an error and no client`(change: String) async throws {
        let world = try await World()
        try await world.store.write { transaction throws(DatabaseError) in
            _ = try transaction.execute("UPDATE clients SET \(change)")
        }
        await #expect(throws: DatabaseError.self) {
            _ = try await world.store.read { [id = world.client.id] transaction throws(DatabaseError) in
                try transaction.client(id)
            }
        }
    }
}
