import Identity
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Operations

/// Clients that register themselves: by a token of an administrator's, and then by one of their own.
@Suite(.bothDatabases) struct RegistrationActsTests {
    private let here: TestInstallation

    init() throws { here = try TestInstallation() }

    private static let metadata: JSONObject = [
        "redirect_uris": ["https://client.example.org/callback"], "client_name": "My Example Client",
    ]

    private var act: Act { Act(actor: .anonymous, origin: .local, now: here.clock.now) }

    private func issued(uses: Int = 1, life: Duration = .hours(24)) async throws -> InitialAccessToken {
        let name = try #require(PlainLine("Sở Du lịch"))
        return try await IssueInitialAccessToken(here.installation).run(for: name, uses: uses, life: life, here.act)
            .token
    }

    private func accept(
        _ metadata: JSONObject = metadata, by token: InitialAccessToken, fetcher: any Fetcher = NobodyThere()
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        try await AcceptRegistration(here.installation, RegistrationPolicy(), fetcher: fetcher)
            .run(metadata, by: token.hash, act)
    }

    private func registered(_ metadata: JSONObject = metadata) async throws -> ClientInformation {
        try await accept(metadata, by: issued()).get()
    }

    private func replace(
        _ metadata: JSONObject, of client: ClientID, by token: RegistrationAccessTokenHash
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        var body = metadata
        body["client_id"] = .string(client.text)
        return try await ReplaceRegistration(here.installation, RegistrationPolicy(), fetcher: NobodyThere())
            .run(body, of: client, by: token, act)
    }

    private func read(
        _ client: ClientID, by token: RegistrationAccessTokenHash
    ) async throws -> Result<ClientInformation, RegistrationRefusal> {
        try await ReadRegistration(here.installation).run(client, by: token)
    }

    private func count(_ table: String) async throws -> Int64? {
        try await here.read { transaction in try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0) }
    }

    @Test func `a client registers itself once by a token for one, and both hashes alone are kept`() async throws {
        let token = try await issued()
        let information = try await accept(by: token).get()
        let secret = try #require(information.secret)
        #expect(information.client.credential == .secret(secret.hash, method: .basic))
        #expect(try await RegisteredClients(here.installation).find(information.client.id) == information.client)
        let id = information.client.id.text
        #expect(
            try await here.audit().last == "client-add | success | client:\(id) | \(id) | \(information.record.origin)")
        guard case .failure(.unauthorized) = try await accept(by: token) else {
            Issue.record("a token for one client was taken twice")
            return
        }
        let kept = try await here.read { transaction in
            try transaction.rows("SELECT token_hash FROM client_registrations").map { try $0.text(0) }
        }
        #expect(kept == [information.token?.hash.text])
    }

    @Test func `of a hundred who come at once with a token for three, three are registered`() async throws {
        let token = try await issued(uses: 3)
        let outcomes = try await race(100) { _ in try await accept(by: token) }
        #expect(outcomes.count { (try? $0.get()) != nil } == 3)
        #expect(try await count("clients") == 3)
        #expect(try await count("client_registrations") == 3)
    }

    @Test func `a token counts for as long as it was given, and no longer when it is taken back`() async throws {
        let short = try await issued(life: .hours(1))
        here.clock.advance(by: .hours(1))
        guard case .failure(.unauthorized) = try await accept(by: short) else { throw TestInstallation.Unregistered() }
        try await Housekeep(here.installation).run(at: here.clock.now + .hours(1))
        #expect(try await GivenInitialAccessTokens(here.installation).all().isEmpty)
        let taken = try await issued()
        let id = try #require(try await GivenInitialAccessTokens(here.installation).all().first?.id)
        guard case .ended = try await EndInitialAccessToken(here.installation).run(id, here.act),
            case .unknownToken = try await EndInitialAccessToken(here.installation).run(id, here.act),
            case .failure(.unauthorized) = try await accept(by: taken)
        else { throw TestInstallation.Unregistered() }
    }

    @Test func `what can't be registered spends no use and writes nothing`() async throws {
        let token = try await issued()
        let events = try await here.audit()
        guard case .failure(.refused(let error)) = try await accept(["redirect_uris": []], by: token) else {
            throw TestInstallation.Unregistered()
        }
        #expect(error.code == .invalidRedirectURI)
        #expect(try await here.audit() == events)
        _ = try await accept(by: token).get()
    }

    @Test func `a sector is believed by its document, which nobody but who has a token makes us read`() async throws {
        var metadata = Self.metadata
        metadata["redirect_uris"] = ["https://a.example.org/callback", "https://b.example.net/callback"]
        metadata["sector_identifier_uri"] = "https://other.example.net/uris.json"
        let document = Documents(#"["https://b.example.net/callback", "https://a.example.org/callback"]"#)
        let stranger = InitialAccessToken(random: SeededRandom(seed: 77))
        guard case .failure(.unauthorized) = try await accept(metadata, by: stranger, fetcher: document) else {
            throw TestInstallation.Unregistered()
        }
        #expect(document.asked.isEmpty)
        let token = try await issued()
        for bad in [Documents("[]"), Documents("[]", status: 404)] {
            guard case .failure(.refused(let error)) = try await accept(metadata, by: token, fetcher: bad) else {
                throw TestInstallation.Unregistered()
            }
            #expect(error.code == .invalidClientMetadata)
        }
        let information = try await accept(metadata, by: token, fetcher: document).get()
        #expect(information.client.subjectType == .pairwise(sector: "other.example.net"))
        #expect(document.asked == ["https://other.example.net/uris.json"])
    }

    @Test func `an update changes the client and its token; the one before counts until the new one is shown`()
        async throws
    {
        let first = try await registered()
        let (id, old) = (first.client.id, try #require(first.token?.hash))
        var changed = Self.metadata
        changed["client_name"] = "Tên mới"
        let second = try await replace(changed, of: id, by: old).get()
        #expect(
            second.client.name == "Tên mới" && second.secret == nil
                && second.client.credential == first.client.credential)
        #expect(try await here.audit().last == "client-edit | success | client:\(id) | \(id) | -")
        let new = try #require(second.token?.hash)
        // The answer may have been lost.
        #expect(try await read(id, by: old).get().client == second.client)
        #expect(try await read(id, by: new).get().client.name == "Tên mới")
        guard case .failure(.unauthorized) = try await read(id, by: old),
            case .failure(.unauthorized) = try await replace(changed, of: id, by: old)
        else { throw TestInstallation.Unregistered() }
    }

    @Test func `of many who update at once nobody undoes what another did unseen`() async throws {
        let information = try await registered()
        let (id, token) = (information.client.id, try #require(information.token?.hash))
        let outcomes = try await race(20) { number -> String? in
            var metadata = Self.metadata
            metadata["client_name"] = .string("Tên \(number)")
            return try? await replace(metadata, of: id, by: token).get().client.name
        }
        let name = try await RegisteredClients(here.installation).find(id)?.name
        #expect(outcomes.contains(name))
    }

    @Test
    func `a client that ends its registration is gone with its token, and so is one that an administrator removes`()
        async throws
    {
        let information = try await registered()
        let (id, token) = (information.client.id, try #require(information.token?.hash))
        try await EndRegistration(here.installation).run(id, by: token, act).get()
        #expect(try await RegisteredClients(here.installation).find(id) == nil)
        #expect(try await here.audit().last == "client-remove | success | client:\(id) | \(id) | -")
        let other = try await registered()
        _ = try await RemoveClient(here.installation).run(other.client.id, here.act)
        #expect(try await count("client_registrations") == 0)
        for (client, own) in [(id, token), (other.client.id, try #require(other.token?.hash))] {
            guard case .failure(.unauthorized) = try await read(client, by: own) else {
                throw TestInstallation.Unregistered()
            }
        }
    }

    @Test func `what a client was given that has ended its registration goes with the housekeeping`() async throws {
        let information = try await registered()
        let (id, token) = (information.client.id, try #require(information.token?.hash))
        try await here.write { transaction in
            try transaction.execute(
                "INSERT INTO consents (person, client_id, scopes, given_at) VALUES ('p', $1, 'openid', 0)",
                .text(id.text))
        }
        try await EndRegistration(here.installation).run(id, by: token, act).get()
        #expect(try await count("consents") == 1)
        try await Housekeep(here.installation).run(at: here.clock.now)
        #expect(try await count("consents") == 0)
    }

    @Test func `every way in refuses another client's token, a stranger's, and any of a client that is disabled`()
        async throws
    {
        let (one, other) = (try await registered(), try await registered())
        let own = try #require(one.token?.hash)
        _ = try await DisableClient(here.installation).run(one.client.id, here.act)
        let stranger = RegistrationAccessToken(random: SeededRandom(seed: 78)).hash
        for (client, token) in [
            (one.client.id, own), (other.client.id, own), (other.client.id, stranger),
            (other.client.id, RegistrationAccessTokenHash(ofPresented: "")),
        ] {
            guard case .failure(.unauthorized) = try await read(client, by: token),
                case .failure(.unauthorized) = try await replace(Self.metadata, of: client, by: token),
                case .failure(.unauthorized) = try await EndRegistration(here.installation).run(client, by: token, act)
            else {
                Issue.record("\(client) was opened by \(token)")
                return
            }
        }
    }

    @Test func `a client that becomes confidential by an update gets its first secret`() async throws {
        var open = Self.metadata
        open["token_endpoint_auth_method"] = "none"
        let information = try await registered(open)
        #expect(information.secret == nil)
        let closed = try await replace(Self.metadata, of: information.client.id, by: #require(information.token?.hash))
            .get()
        #expect(closed.secret != nil)
    }
}

/// Answers every request with one document, and remembers what was asked for.
private final class Documents: Fetcher {
    private let text: String
    private let status: Int
    private let addresses = Mutex<[String]>([])

    init(_ text: String, status: Int = 200) {
        (self.text, self.status) = (text, status)
    }

    var asked: [String] { addresses.withLock { $0 } }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        addresses.withLock { $0.append(request.url.text) }
        return FetchResponse(status: status, body: Array(text.utf8))
    }
}
