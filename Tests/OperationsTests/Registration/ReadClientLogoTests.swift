import Identity
import OpenIDConnect
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Operations

/// Pictures of clients that registered themselves: read when they are shown, and kept.
@Suite(.bothDatabases) struct ReadClientLogoTests {
    private let here: TestInstallation
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]

    init() throws { here = try TestInstallation() }

    private func registered(_ logo: String? = "https://client.example.org/logo.png") async throws -> ClientID {
        var metadata: JSONObject = ["redirect_uris": ["https://client.example.org/callback"]]
        metadata["logo_uri"] = logo.map(JSONValue.string)
        let name = try #require(PlainLine("Thử"))
        let token = try await IssueInitialAccessToken(here.installation)
            .run(for: name, uses: 1, life: .hours(1), here.act).token
        let act = Act(actor: .anonymous, origin: .local, now: here.clock.now)
        return try await AcceptRegistration(here.installation, RegistrationPolicy(), fetcher: NobodyThere())
            .run(metadata, by: token.hash, act).get().client.id
    }

    @Test func `a picture is read once a day, however often it is asked for`() async throws {
        let client = try await registered()
        let server = Pictures(Self.png)
        let logos = ReadClientLogo(here.installation, fetcher: server)
        let now = here.clock.now
        let all = try await race(50) { _ in try await logos.logo(of: client, at: now) }
        #expect(all.allSatisfy { $0?.format == .png } && server.count == 1)
        _ = try await logos.logo(of: client, at: now + .hours(23))
        #expect(server.count == 1)
        _ = try await logos.logo(of: client, at: now + .hours(25))
        #expect(server.count == 2)
    }

    @Test func `who asks for a picture that can't be read makes us ask no more than once in a while`() async throws {
        let client = try await registered()
        let server = Pictures(Array("<svg/>".utf8))
        let logos = ReadClientLogo(here.installation, fetcher: server)
        let now = here.clock.now
        for _ in 0..<5 { #expect(try await logos.logo(of: client, at: now) == nil) }
        #expect(server.count == 1)
        _ = try await logos.logo(of: client, at: now + .minutes(11))
        #expect(server.count == 2)
    }

    @Test func `a client that names none, or isn't there, has none, and nobody is asked`() async throws {
        let plain = try await registered(nil)
        let administered = try await here.register("bi")
        let server = Pictures(Self.png)
        let logos = ReadClientLogo(here.installation, fetcher: server)
        for client in [plain, administered.id, try #require(ClientID("unknown"))] {
            #expect(try await logos.logo(of: client, at: here.clock.now) == nil)
        }
        #expect(server.count == 0)
    }
}

/// Answers every request with one body.
private final class Pictures: Fetcher {
    private let body: [UInt8]
    private let calls = Calls()

    init(_ body: [UInt8]) { self.body = body }

    var count: Int { calls.count }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        _ = calls.next()
        return FetchResponse(status: 200, body: body)
    }
}
