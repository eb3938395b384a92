import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct ClientsTests {
    @Test func `a client is found as it was registered`() async throws {
        let store = try TemporaryDatabase()
        let clients = [
            try Sample.client("a"),
            try Sample.client("b", isEnabled: false) {
                $0.authenticationMethod = "client_secret_post"
                $0.redirectURIs = ["https://rp.hue.test/a?b=c", "https://rp.hue.test/d'e"]
                $0.postLogoutRedirectURIs = ["https://rp.hue.test/out"]
                $0.homeURI = "https://rp.hue.test/"
                $0.initiateLoginURI = "https://rp.hue.test/login"
                $0.pkce = "optional"
                $0.idTokenAlgorithm = "EdDSA"
                $0.subjectType = "public"
                $0.scopes = ["openid", "citizen_id", "org", "permissions"]
                $0.platform = "hue-s"
                $0.audiences = ["https://api.hue.test/", "urn:x"]
                $0.requiresConsent = true
                $0.grants = ["refresh_token", "authorization_code", "client_credentials"]
                $0.resources = ["https://api.hue.test/"]
                $0.tokens.accessTokenAlgorithm = "RS256"
                $0.tokens.idTokenClaims = ["vn.gov.hue.unit"]
                $0.userInfoAlgorithm = "PS256"
                $0.exchange.mode = "impersonation"
                $0.exchange.mayAct = ["hue-s", "a"]
            },
            try Sample.client("c") {
                $0.authenticationMethod = "none"
                $0.applicationType = "native"
                $0.redirectURIs = ["vn.gov.hue.app:/cb", "http://127.0.0.1/cb"]
                $0.sector = "hue.test"
                $0.grants = GrantType.allCases.map(\.rawValue).filter {
                    GrantType(rawValue: $0)?.needsSecret == false
                }
            },
            try Sample.client("d") {
                $0.grants = ["client_credentials"]
                $0.redirectURIs = []
            },
        ]
        for client in clients.reversed() {
            #expect(
                try await store.write { transaction in
                    try transaction.clients.add(client, at: .noon)
                })
        }
        #expect(
            try await store.read { transaction in try transaction.clients.all() } == clients
        )
        for client in clients {
            let found = try await store.read { transaction in
                try transaction.clients.find(client.id)
            }
            #expect(found == client)
        }
    }

    @Test func `an id is registered once, and looked up to the letter`() async throws {
        let world = try await World()
        let (second, other) = (try Sample.client(), try #require(ClientID("Platform")))
        #expect(
            try await !world.store.write { transaction in
                try transaction.clients.add(second, at: .noon)
            })
        #expect(
            try await world.store.read { transaction in try transaction.clients.find(other) }
                == nil)
    }

    @Test func `one of fifty registers an id`() async throws {
        let (store, client) = (try TemporaryDatabase(), try Sample.client())
        let won = try await race(50) { _ in
            try await store.write { transaction in
                try transaction.clients.add(client, at: .noon)
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
            $0.grants = ["authorization_code", "refresh_token"]
            $0.resources = ["urn:x"]
        }
        #expect(
            try await world.store.write { transaction in
                try transaction.clients.replace(changed)
            })
        let found = try await world.store.read { transaction in
            try transaction.clients.find(changed.id)
        }
        #expect(found == changed)
        let unknown = try Sample.client("unknown")
        #expect(
            try await !world.store.write { transaction in
                try transaction.clients.replace(unknown)
            })
    }

    @Test func `a client becomes a platform, another one, and none again`() async throws {
        let world = try await World()
        for platform in ["bi", "hue-s", nil] {
            let changed = try Sample.client { $0.platform = platform }
            let found = try await world.store.write { transaction in
                _ = try transaction.clients.replace(changed)
                return try transaction.clients.find(changed.id)
            }
            #expect(found == changed && found?.platform?.slug == platform)
        }
    }

    @Test func `a client is disabled and gets a new secret without a change to anything else`() async throws {
        let world = try await World()
        let (client, id) = (world.client, world.client.id)
        let found = try await world.store.write { transaction in
            let isDisabled = try transaction.clients.setEnabled(false, id)
            let disabled = try transaction.clients.find(id)
            let isSet = try transaction.clients.setSecret(SecretHash(of: "new"), of: id)
            let changed = try transaction.clients.find(id)
            _ = try transaction.clients.setEnabled(true, id)
            _ = try transaction.clients.setSecret(SecretHash(of: "secret"), of: id)
            return (isDisabled && isSet, disabled?.isEnabled, changed?.credential, try transaction.clients.find(id))
        }
        #expect(found.0)
        #expect(found.1 == false)
        #expect(found.2 == .secret(SecretHash(of: "new"), method: nil))
        #expect(found.3 == client)
    }

    @Test func `a former secret is kept until its end, once, and forgotten after it`() async throws {
        let world = try await World()
        let (id, end) = (world.client.id, Instant.noon + .hours(24))
        let (first, second, third) = ("secret", SecretHash(of: "second"), SecretHash(of: "third"))
        func credential(
            _ change: @escaping @Sendable (WriteTransaction) throws -> Void
        ) async throws -> ClientCredential? {
            try await world.store.write { transaction in
                try change(transaction)
                return try transaction.clients.find(id)?.credential
            }
        }
        let both = try await credential { _ = try $0.clients.setSecret(second, of: id, keepingFormerUntil: end) }
        #expect(both == .secret(second, method: nil, former: FormerSecret(SecretHash(of: first), until: end)))
        let replaced = try await credential { transaction in
            let client = try #require(try transaction.clients.find(id))
            _ = try transaction.clients.replace(client)
            try transaction.clients.forgetFormerSecrets(at: end - .milliseconds(1))
        }
        #expect(replaced == both)
        let again = try await credential { _ = try $0.clients.setSecret(third, of: id, keepingFormerUntil: end) }
        #expect(again == .secret(third, method: nil, former: FormerSecret(second, until: end)))
        #expect(try await credential { try $0.clients.forgetFormerSecrets(at: end) } == .secret(third, method: nil))
    }

    @Test func `every verb that writes begins a revision of the register, and reading none`() async throws {
        let world = try await World()
        let (client, fresh) = (world.client, try Sample.client("fresh"))
        let verbs: [@Sendable (Clients<WriteTransaction>) throws -> Bool] = [
            { try $0.add(fresh, at: .noon) }, { try $0.replace(client) }, { try $0.setEnabled(true, client.id) },
            { try $0.setSecret(SecretHash(of: "new"), of: client.id, keepingFormerUntil: .noon + .hours(1)) },
            { try $0.endFormerSecret(of: client.id, at: .noon) }, { try $0.remove(client.id, at: .noon) },
        ]
        for verb in verbs {
            let (before, isDone, after, later) = try await world.store.write { transaction in
                let before = try transaction.clients.revision()
                let isDone = try verb(transaction.clients)
                let after = try transaction.clients.revision()
                _ = try (transaction.clients.find(client.id), transaction.clients.all())
                return (before, isDone, after, try transaction.clients.revision())
            }
            #expect(isDone && before < after && after == later)
        }
    }

    @Test func `a public client gets no secret, and nobody's client nothing`() async throws {
        let (store, client) = (try TemporaryDatabase(), try Sample.client { $0.authenticationMethod = "none" })
        let unknown = try #require(ClientID("unknown"))
        let found = try await store.write { transaction in
            _ = try transaction.clients.add(client, at: .noon)
            return [
                try transaction.clients.setSecret(SecretHash(of: "new"), of: client.id),
                try transaction.clients.setSecret(SecretHash(of: "new"), of: unknown),
                try transaction.clients.setEnabled(true, unknown),
            ]
        }
        #expect(found == [false, false, false])
        let kept = try await store.read { transaction in
            try transaction.clients.find(client.id)?.credential
        }
        #expect(kept == ClientCredential.none)
    }

    @Test func `a removed client's id never comes back, and brings nothing back`() async throws {
        let world = try await World()
        let (client, person) = (world.client, world.person)
        let code = try await world.code()
        let interaction = Interaction(
            id: InteractionID(random: world.random), source: .request(.init([("a", "b")])), clientID: client.id,
            progress: .init(startedAt: .noon), isComplete: false)
        let authorization = Sample.authorization(client: client.id, person: person)
        let token = RefreshTokenRecord(
            first: RefreshToken(random: world.random), of: authorization, sessionEnd: .noon + .hours(12), at: .noon)
        let device = DeviceAuthorization.sample(of: client.id, world.random).device
        try await world.store.write { transaction in
            try transaction.consents.record(of: person, to: client.id, scopes: [.openid], at: .noon)
            try transaction.interactions.begin(interaction, browser: .init(random: SeededRandom(seed: 2)))
            try transaction.accessTokens.record(Sample.accessToken(of: authorization))
            try transaction.refreshTokens.add(token)
            try transaction.devicesWaiting.add(device)
        }
        let isRemoved = try await world.store.write { transaction in
            let isRemoved = try transaction.clients.remove(client.id, at: .noon)
            for table in GivenToClient.all {
                let stretch = try transaction.clients.stretch(of: table, after: nil, atMost: 10)
                try transaction.clients.forget(stretch.orphans, of: table)
            }
            return isRemoved
        }
        #expect(isRemoved)
        for table in [
            "authorization_codes", "refresh_tokens", "device_authorizations", "authorizations", "consents",
            "interactions",
        ] {
            #expect(try await world.count(table) == 0, "\(table)")
        }
        // Its access token is none, until it goes with its age.
        let presented = try TokenSample.presented(id: "t", client: client.id)
        #expect(try await world.store.read { try $0.accessTokens.find(presented, at: .noon) } == nil)
        let after = try await world.store.write { transaction in
            (
                try transaction.clients.find(client.id), try transaction.clients.all(),
                try transaction.clients.add(client, at: .noon),
                try transaction.clients.replace(client), try transaction.clients.remove(client.id, at: .noon),
                try transaction.codes.redeem(code.hash, by: client.id, at: .noon)
            )
        }
        #expect(after.0 == nil && after.1.isEmpty)
        #expect(!after.2 && !after.3 && !after.4)
        #expect(after.5 == .unknown)
        // Its secret is gone, its id is kept.
        let row = try await world.store.read { transaction in
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
            "platform = 'Báo cáo'", "grants = 'implicit'", "resources = '{}'",
        ])
    func `a record that was tampered with is an error and no client`(change: String) async throws {
        let world = try await World()
        let tampering: @Sendable (WriteTransaction) throws -> Void = { transaction in
            _ = try transaction.execute("UPDATE clients SET \(change)")
        }
        // PostgreSQL doesn't let a text into a column of numbers to begin with.
        guard TestEngine.current.isSQLite || !change.hasPrefix("is_enabled") else {
            await #expect(throws: DatabaseError.self) { try await world.store.write(tampering) }
            return
        }
        try await world.store.write(tampering)
        await #expect(throws: DatabaseError.self) {
            _ = try await world.store.read { [id = world.client.id] transaction in
                try transaction.clients.find(id)
            }
        }
    }
}
