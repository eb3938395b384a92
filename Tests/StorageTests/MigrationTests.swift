import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing
import Wire

@Suite(.bothDatabases) struct MigrationTests {
    /// A database as the first release left it: a client, a person with a number, and a session of theirs.
    private func old(cookie: BrowserSecret<SessionCookie>, person: PersonID) async throws -> TemporaryDatabase {
        let store = try TemporaryDatabase(migrations: Array(Schema.migrations.prefix(1)))
        try await store.write { transaction in
            try transaction.people.add(
                person, Sample.claims(), known: .citizen(CitizenNumber("046190000001")!), at: .noon)
            try transaction.openSessionOfBefore(Sample.session(of: person), cookie: cookie)
            try transaction.execute(
                """
                INSERT INTO clients (id, name, auth_method, secret_hash, application_type, redirect_uris,
                    post_logout_redirect_uris, home_uri, pkce, id_token_alg, sector, scopes, audiences,
                    requires_consent, is_enabled, created_at)
                VALUES ('platform', 'Nền tảng báo cáo số', 'client_secret_basic', $1, 'web',
                    '["https://rp.hue.test/callback"]', '[]', NULL, 'required', 'ES256', 'rp.hue.test',
                    'openid profile', '[]', 0, 1, 1)
                """, .text(SecretHash(of: "secret").text))
        }
        return store
    }

    @Test func `clients, people and sessions outlast the second step, and can do what it brings`() async throws {
        let cookie = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 1))
        let person = try Sample.person()
        let client = try Sample.client { $0.authenticationMethod = "client_secret_basic" }
        let store = try await old(cookie: cookie, person: person)
        let migrated = try Database(store.location, migrations: Schema.migrations)
        let found = try await migrated.write { transaction in
            (
                try transaction.clients.find(client.id), try transaction.sessions.find(cookie, at: .noon),
                try transaction.people.find(.citizen(CitizenNumber("046190000001")!)),
                try transaction.permissionRevisions.latest(),
                try transaction.sessions.persona(in: SessionID("session"))
            )
        }
        #expect(found.0 == client && found.0?.platform == nil)
        #expect(found.1 == Sample.session(of: person))
        #expect(found.2 == person)
        #expect(found.3 == .none)
        #expect(found.4 == nil)

        let assignment = Assignment(person: person, post: Post("giam-doc", at: "H57"), period: .always)
        let platform = try Sample.client { $0.platform = "bi" }
        let kept = try await migrated.write(queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            try transaction.assignments.add(assignment, in: revision)
            try transaction.sessions.act(as: .post(assignment.post), in: SessionID("session"))
            _ = try transaction.clients.replace(platform)
            return (
                try transaction.assignments.facts(of: person).map(\.fact),
                try transaction.sessions.persona(in: SessionID("session")),
                try transaction.clients.find(platform.id)
            )
        }
        #expect(kept.0 == [assignment] && kept.1 == .post(assignment.post) && kept.2 == platform)
    }

    /// A database as the second step left it, with rows in all that the fourth one changes.
    private func oldWithPermissions(cookie: BrowserSecret<SessionCookie>) async throws -> TemporaryDatabase {
        let store = try TemporaryDatabase(migrations: Array(Schema.migrations.prefix(2)))
        let (person, browser) = (try Sample.person(), BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 2)))
        try await store.write { transaction in
            try transaction.people.add(person, Sample.claims(), at: .noon)
            try transaction.openSessionOfBefore(Sample.session(of: person), cookie: cookie)
            try transaction.consents.record(
                of: person, to: try Sample.client().id, scopes: [.openid, .profile], at: .noon)
            try transaction.execute(
                """
                INSERT INTO clients (id, name, auth_method, secret_hash, application_type, redirect_uris,
                    post_logout_redirect_uris, home_uri, pkce, id_token_alg, sector, scopes, audiences,
                    requires_consent, is_enabled, created_at, platform)
                VALUES ('platform', 'Nền tảng báo cáo số', 'client_secret_post', $1, 'web',
                    '["https://rp.hue.test/callback"]', '["https://rp.hue.test/out"]', 'https://rp.hue.test/',
                    'optional', 'EdDSA', NULL, 'openid profile citizen_id org permissions',
                    '["https://api.hue.test/"]', 1, 0, 1, 'bi'),
                ('app', 'Hue-S', 'none', NULL, 'native', '["vn.gov.hue.app:/cb"]', '[]', NULL, 'required', 'RS256',
                    'hue.test', 'openid', '[]', 0, 1, 1, NULL)
                """, .text(SecretHash(of: "secret").text))
            try transaction.execute(
                """
                INSERT INTO interactions (id, browser_hash, client_id, parameters, started_at, account_confirmed,
                    consent_given) VALUES ('AAAAAAAAAAAAAAAAAAAAAA', $1, 'platform', 'client_id=platform', $2, 1, 1)
                """, .text(browser.hash), .integer(Instant.noon.millisecondsSince1970))
            try transaction.execute(
                """
                INSERT INTO authorization_codes (hash, client_id, redirect_uri, scopes, person, session,
                    authenticated_at, level, methods, expires_at)
                VALUES ('h', 'platform', 'https://rp.hue.test/callback', 'openid', $1, 'session', 1, 2, 'vneid', 2)
                """, .text(person.text))
            try transaction.execute(
                """
                INSERT INTO access_tokens (id, client_id, person, session, scopes, expires_at)
                VALUES ('t', 'platform', $1, 'session', 'openid', 2)
                """, .text(person.text))
        }
        return store
    }

    @Test func `clients keep all that is registered of them, and get authorization_code with the fourth step`()
        async throws
    {
        let store = try await oldWithPermissions(cookie: BrowserSecret(random: SeededRandom(seed: 1)))
        let migrated = try Database(store.location, migrations: Schema.migrations)
        let expected = [
            try Sample.client("app") {
                $0.name = "Hue-S"
                $0.authenticationMethod = "none"
                $0.applicationType = "native"
                $0.redirectURIs = ["vn.gov.hue.app:/cb"]
                $0.idTokenAlgorithm = "RS256"
                $0.sector = "hue.test"
                $0.scopes = []
            },
            try Sample.client(isEnabled: false) {
                $0.authenticationMethod = "client_secret_post"
                $0.postLogoutRedirectURIs = ["https://rp.hue.test/out"]
                $0.homeURI = "https://rp.hue.test/"
                $0.pkce = "optional"
                $0.idTokenAlgorithm = "EdDSA"
                $0.subjectType = "public"
                $0.scopes = ["openid", "profile", "citizen_id", "org", "permissions"]
                $0.platform = "bi"
                $0.audiences = ["https://api.hue.test/"]
                $0.requiresConsent = true
            },
        ]
        let clients = try await migrated.read { transaction in try transaction.clients.all() }
        #expect(clients == expected)
        for client in clients { #expect(client.grants == [.authorizationCode] && client.resources.isEmpty) }
    }

    @Test func `sessions, consents and begun sign-ins outlast the fourth step; codes, tokens and answers don't`()
        async throws
    {
        let cookie = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 1))
        let store = try await oldWithPermissions(cookie: cookie)
        let migrated = try Database(store.location, migrations: Schema.migrations)
        let browser = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 2))
        let id = try #require(InteractionID("AAAAAAAAAAAAAAAAAAAAAA"))
        let found = try await migrated.read { transaction in
            (
                try transaction.sessions.find(cookie, at: .noon),
                try transaction.interactions.find(id, browser: browser)
            )
        }
        #expect(found.0 == Sample.session(of: try Sample.person()))
        let begun = try #require(found.1)
        #expect(begun.isOfThisBrowser && !begun.interaction.isComplete)
        #expect(begun.interaction.source == .request(FormParameters([("client_id", "platform")])))
        #expect(begun.interaction.progress == Interaction.Progress(startedAt: .noon))
        let counts = try await migrated.read { transaction in
            try ["consents", "authorization_codes", "access_tokens", "authorizations"].map { table in
                try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0)
            }
        }
        #expect(counts == [1, 0, 0, 0])
    }

    @Test func `accounts keep their passwords with the fifth step, and can be without one`() async throws {
        let store = try TemporaryDatabase(migrations: Array(Schema.migrations.prefix(4)))
        let (person, username) = (try Sample.person(), try #require(Username("nguyen.thu")))
        try await store.write { transaction in
            try transaction.people.add(person, Sample.claims(), at: .noon)
            try transaction.execute(
                """
                INSERT INTO local_accounts (username, person, password_hash, password_set_at)
                VALUES ('nguyen.thu', $1, '$hash', $2)
                """, .text(person.text), .integer(Instant.noon.millisecondsSince1970))
        }
        let migrated = try Database(store.location, migrations: Schema.migrations)
        let accounts = try await migrated.write { transaction in
            let before = try transaction.localAccounts.find(username)
            try transaction.localAccounts.reset(
                username, to: PendingActivation(hash: "h", until: .noon), at: .noon)
            return [before, try transaction.localAccounts.find(username)]
        }
        #expect(accounts[0]?.passwordHash == "$hash" && accounts[0]?.passwordSetAt == .noon)
        #expect(accounts[0]?.person == person && accounts[0]?.activation == nil)
        #expect(accounts[1]?.passwordHash == nil)
    }

    @Test func `a step is taken once, however often the database is opened`() async throws {
        let store = try await old(
            cookie: BrowserSecret<SessionCookie>(random: SeededRandom(seed: 1)), person: try Sample.person())
        for count in 1...3 {
            let opened = try Database(store.location, migrations: Schema.migrations)
            let number = try await opened.write(queuingFor: .permissions) { transaction in
                try transaction.permissionRevisions.begin(at: .noon).number
            }
            #expect(number == Int64(count))
        }
    }
}

extension WriteTransaction {
    /// As the first release opened one.
    fileprivate func openSessionOfBefore(_ session: Session, cookie: BrowserSecret<SessionCookie>) throws {
        try execute(
            """
            INSERT INTO sessions (cookie_hash, id, person, authenticated_at, level, methods, last_seen_at)
            VALUES ($1, $2, $3, $4, 2, $5, $6)
            """, .text(cookie.hash), .text(session.id.text), .text(session.person.text),
            .integer(session.authentication.moment.millisecondsSince1970),
            .text(session.authentication.methods.map(\.rawValue).joined(separator: " ")),
            .integer(session.lastSeen.millisecondsSince1970))
    }
}
