import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing

@Suite struct MigrationTests {
    /// A database as the first release left it: a client, a person with a number, and a session of theirs.
    private func old(cookie: BrowserSecret<SessionCookie>, person: PersonID) async throws -> TemporaryDatabase {
        let store = try TemporaryDatabase(migrations: Array(Schema.migrations.prefix(1)))
        try await store.write { transaction in
            try transaction.people.add(
                person, Sample.claims(), known: .citizen(CitizenNumber("046190000001")!), at: .noon)
            try transaction.sessions.open(Sample.session(of: person), cookie: cookie)
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
        let (person, client) = (try Sample.person(), try Sample.client())
        let store = try await old(cookie: cookie, person: person)
        let migrated = try Database(path: store.path, migrations: Schema.migrations)
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
        let kept = try await migrated.write { transaction in
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

    @Test func `a step is taken once, however often the database is opened`() async throws {
        let store = try await old(
            cookie: BrowserSecret<SessionCookie>(random: SeededRandom(seed: 1)), person: try Sample.person())
        for count in 1...3 {
            let opened = try Database(path: store.path, migrations: Schema.migrations)
            let number = try await opened.write { transaction in
                try transaction.permissionRevisions.begin(at: .noon).number
            }
            #expect(number == Int64(count))
        }
    }
}
