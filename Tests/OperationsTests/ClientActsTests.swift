import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct ClientActsTests {
    private let here: TestInstallation
    private let bi: Client

    init() async throws {
        here = try TestInstallation()
        bi = try await here.register("bi")
    }

    private func registered(_ id: ClientID) async throws -> Client? {
        try await RegisteredClients(here.installation).find(id)
    }

    private static let unknown = "unknown"
    private func unknown() throws -> ClientID { try #require(ClientID(Self.unknown)) }

    @Test func `a client is registered with a secret whose hash alone is kept`() async throws {
        let outcome = try await RegisterClient(here.installation).run(.sample("gis"), here.act)
        guard case .registered(let client, let secret?) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(client.credential == .secret(secret.hash, method: nil))
        #expect(try await registered(client.id) == client)
        #expect(try await RegisteredClients(here.installation).all() == [bi, client])
        #expect(try await here.audit().last == "client-add | success | administrator:root | gis | -")
    }

    @Test func `a public client has no secret`() async throws {
        var registration = ClientRegistration.sample("app")
        registration.authenticationMethod = "none"
        let outcome = try await RegisterClient(here.installation).run(registration, here.act)
        guard case .registered(let client, nil) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(client.credential == .none)
    }

    @Test func `an id that is taken, or was, is refused, and that is written down`() async throws {
        let refusal = "client-add | refused: not-possible | administrator:root | bi | -"
        for isRemoved in [false, true] {
            if isRemoved { _ = try await RemoveClient(here.installation).run(bi.id, here.act) }
            let outcome = try await RegisterClient(here.installation).run(.sample("bi"), here.act)
            guard case .idTaken = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(try await here.audit().last == refusal)
        }
    }

    @Test func `what makes no client is refused before anything is written`() async throws {
        var registration = ClientRegistration.sample("gis")
        registration.redirectURIs = []
        let events = try await here.audit()
        await #expect(throws: ClientRegistrationError.noRedirectURI) {
            try await RegisterClient(here.installation).run(registration, here.act)
        }
        await #expect(throws: ClientRegistrationError.noRedirectURI) {
            try await EditClient(here.installation).run(registration, of: bi, enabling: true, here.act)
        }
        #expect(try await here.audit() == events)
    }

    @Test func `an edit keeps the secret, and whether the client is enabled`() async throws {
        for isEnabled in [true, false] {
            if !isEnabled { _ = try await DisableClient(here.installation).run(bi.id, here.act) }
            let current = try #require(try await registered(bi.id))
            var registration = ClientRegistration(current)
            registration.name = "Tên mới \(isEnabled)"
            let outcome = try await EditClient(here.installation).run(
                registration, of: current, enabling: false, here.act)
            guard case .edited(let edited, nil) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(edited.credential == bi.credential && edited.isEnabled == isEnabled)
            #expect(try await registered(bi.id) == edited)
            #expect(try await here.audit().last == "client-edit | success | administrator:root | bi | -")
        }
    }

    @Test func `an edit that enables a client says so`() async throws {
        _ = try await DisableClient(here.installation).run(bi.id, here.act)
        let current = try #require(try await registered(bi.id))
        _ = try await EditClient(here.installation).run(
            ClientRegistration(current), of: current, enabling: true, here.act)
        #expect(try await registered(bi.id) == bi)
        #expect(try await here.audit().last == "client-enable | success | administrator:root | bi | -")
    }

    @Test func `a client that becomes confidential gets its first secret`() async throws {
        var registration = ClientRegistration(bi)
        registration.authenticationMethod = "none"
        guard
            case .edited(let open, nil) = try await EditClient(here.installation).run(
                registration, of: bi, enabling: false, here.act)
        else { throw TestInstallation.Unregistered() }
        #expect(open.credential == .none)
        registration.authenticationMethod = "client_secret_post"
        guard
            case .edited(let closed, let secret?) = try await EditClient(here.installation).run(
                registration, of: open, enabling: false, here.act)
        else { throw TestInstallation.Unregistered() }
        #expect(closed.credential == .secret(secret.hash, method: .post))
    }

    @Test func `of two who edit what they saw, the second changes nothing`() async throws {
        let bi = bi
        let outcomes = try await race(10) { [here] number -> String? in
            var registration = ClientRegistration(bi)
            registration.name = "Tên \(number)"
            let outcome = try await EditClient(here.installation).run(
                registration, of: bi, enabling: false, here.act)
            if case .edited(let client, _) = outcome { return client.name } else { return nil }
        }
        let won = outcomes.compactMap { $0 }
        #expect(won.count == 1)
        #expect(try await registered(bi.id)?.name == won.first)
        let refused = "client-edit | refused: not-possible | administrator:root | bi | -"
        #expect(try await here.audit().count { $0 == refused } == 9)
    }

    @Test func `a secret is replaced where there is one`() async throws {
        let outcome = try await RotateClientSecret(here.installation).run(bi.id, here.act)
        guard case .rotated(let secret, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let credential = try #require(try await registered(bi.id)?.credential)
        #expect(credential == .secret(secret.hash, method: nil) && credential != bi.credential)
        #expect(try await here.audit().last == "client-secret-rotation | success | administrator:root | bi | -")
        guard case .unknownClient = try await RotateClientSecret(here.installation).run(unknown(), here.act) else {
            Issue.record("nobody's secret was replaced")
            return
        }
        #expect(
            try await here.audit().last
                == "client-secret-rotation | refused: not-possible | administrator:root | unknown | -")
    }

    @Test func `an old secret counts beside the new one for a while, and is ended before that`() async throws {
        let rotate = RotateClientSecret(here.installation)
        let old = try hash(bi.credential)
        let end = here.clock.now + .hours(24)
        guard case .rotated(let secret, end) = try await rotate.run(bi.id, overlap: .hours(24), here.act) else {
            Issue.record("the secret was not replaced")
            return
        }
        #expect(
            try await registered(bi.id)?.credential
                == .secret(secret.hash, method: nil, former: FormerSecret(old, until: end)))
        #expect(
            try await here.audit().last
                == "client-secret-rotation | success | administrator:root | bi | former secret until \(end.text)")
        let ending = EndFormerSecret(here.installation)
        #expect(try await ending.run(bi.id, here.act) == .ended)
        #expect(try await registered(bi.id)?.credential == .secret(secret.hash, method: nil))
        #expect(try await ending.run(bi.id, here.act) == .nothingToEnd)
        #expect(
            try await here.audit().suffix(2) == [
                "client-former-secret-end | success | administrator:root | bi | -",
                "client-former-secret-end | refused: not-possible | administrator:root | bi | -",
            ])
    }

    @Test func `two secrets count at most, for thirty days at most`() async throws {
        let rotate = RotateClientSecret(here.installation)
        guard case .rotated(let first, _) = try await rotate.run(bi.id, overlap: .hours(24), here.act),
            case .rotated(let second, let end?) = try await rotate.run(bi.id, overlap: .hours(24 * 365), here.act)
        else {
            Issue.record("the secret was not replaced")
            return
        }
        #expect(end == here.clock.now + .hours(24 * 30))
        #expect(
            try await registered(bi.id)?.credential
                == .secret(second.hash, method: nil, former: FormerSecret(first.hash, until: end)))
        guard case .rotated(let third, nil) = try await rotate.run(bi.id, here.act) else {
            Issue.record("the secret was not replaced")
            return
        }
        #expect(try await registered(bi.id)?.credential == .secret(third.hash, method: nil))
    }

    @Test func `an edit leaves both secrets as they are`() async throws {
        _ = try await RotateClientSecret(here.installation).run(bi.id, overlap: .hours(24), here.act)
        let current = try #require(try await registered(bi.id))
        var registration = ClientRegistration(current)
        registration.name = "Tên khác"
        _ = try await EditClient(here.installation).run(registration, of: current, enabling: false, here.act)
        let edited = try #require(try await registered(bi.id))
        #expect(edited.name == "Tên khác" && edited.credential == current.credential)
        #expect(edited.credential.former != nil)
    }

    private func hash(_ credential: ClientCredential) throws -> SecretHash {
        guard case .secret(let hash, _, _) = credential else { throw TestInstallation.Unregistered() }
        return hash
    }

    @Test func `a client is disabled, and removed for good`() async throws {
        #expect(try await DisableClient(here.installation).run(bi.id, here.act) == .disabled)
        #expect(try await registered(bi.id)?.isEnabled == false)
        #expect(try await RemoveClient(here.installation).run(bi.id, here.act) == .removed)
        #expect(try await registered(bi.id) == nil)
        #expect(try await RemoveClient(here.installation).run(bi.id, here.act) == .unknownClient)
        #expect(try await DisableClient(here.installation).run(bi.id, here.act) == .unknownClient)
        #expect(
            try await here.audit().suffix(4) == [
                "client-disable | success | administrator:root | bi | -",
                "client-remove | success | administrator:root | bi | -",
                "client-remove | refused: not-possible | administrator:root | bi | -",
                "client-disable | refused: not-possible | administrator:root | bi | -",
            ])
    }

    @Test func `what a removed client was given goes portion by portion, and no other client's does`() async throws {
        let other = try await here.register("dat-dai")
        let count = 2 * Database.givenPortion + 7
        try await here.write { [bi] transaction in
            for client in [bi.id, other.id] {
                for number in 0..<count {
                    try transaction.execute(
                        "INSERT INTO consents (person, client_id, scopes, given_at) VALUES ($1, $2, 'openid', 0)",
                        .text("p\(number)"), .text(client.text))
                }
            }
        }
        #expect(try await RemoveClient(here.installation).run(bi.id, here.act) == .removed)
        #expect(try await here.count("consents") == Int64(count))
        let left = try await here.read { try $0.rows("SELECT DISTINCT client_id FROM consents").map { try $0.text(0) } }
        #expect(left == [other.id.text])
    }

    @Test func `where a removal was stopped in the middle, the next does the rest`() async throws {
        try await here.write { [bi, now = here.clock.now] transaction in
            try transaction.execute(
                "INSERT INTO consents (person, client_id, scopes, given_at) VALUES ('p', $1, 'openid', 0)",
                .text(bi.id.text))
            _ = try transaction.clients.remove(bi.id, at: now)
        }
        #expect(try await RemoveClient(here.installation).run(bi.id, here.act) == .unknownClient)
        #expect(try await here.count("consents") == 0)
    }

    @Test func `where nobody does, housekeeping does, and leaves what clients have that are there`() async throws {
        let other = try await here.register("dat-dai")
        try await here.write { [bi, now = here.clock.now] transaction in
            for client in [bi.id, other.id] {
                try transaction.execute(
                    "INSERT INTO consents (person, client_id, scopes, given_at) VALUES ('p', $1, 'openid', 0)",
                    .text(client.text))
            }
            _ = try transaction.clients.remove(bi.id, at: now)
        }
        try await Housekeep(here.installation).run(at: here.clock.now)
        let left = try await here.read { try $0.rows("SELECT client_id FROM consents").map { try $0.text(0) } }
        #expect(left == [other.id.text])
    }

    @Test func `every table that says of what client a row is has its rows forgotten with the client`() async throws {
        let query =
            TestEngine.current.isSQLite
            ? """
            SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.type = 'table' AND c.name = 'client_id'
            """
            : """
            SELECT table_name::text FROM information_schema.columns
            WHERE table_schema = current_schema() AND column_name = 'client_id'
            """
        let tables = try await here.read { try $0.rows(query).map { try $0.text(0) } }
        let ofItself = ["client_mistakes", "client_registrations", "event_streams", "event_stream_types"]
        #expect(Set(tables) == Set(ofItself + GivenToClient.all.map(\.table)))
    }

    @Test func `a client is provided whatever was registered, but never under a removed one's id`() async throws {
        let client = try ClientRegistration.sample("demo").client(secret: SecretHash(of: "a"))
        let other = try ClientRegistration.sample("demo").client(secret: SecretHash(of: "b"))
        for wanted in [client, other] {
            #expect(try await ProvideClient(here.installation).run(wanted, here.act) == .registered)
            #expect(try await registered(client.id) == wanted)
        }
        _ = try await RemoveClient(here.installation).run(client.id, here.act)
        #expect(try await ProvideClient(here.installation).run(client, here.act) == .idTaken)
        #expect(try await here.audit().last == "client-add | refused: not-possible | administrator:root | demo | -")
    }
}
