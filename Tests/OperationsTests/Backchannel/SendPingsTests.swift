import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// A client is told that a person has decided (CIBA Core §10.2).
@Suite(.bothDatabases) struct SendPingsTests {
    private let world: TokenWorld
    private let client = ListeningClient()

    init() async throws {
        world = try await TokenWorld {
            $0.backchannel.deliveryMode = "ping"
            $0.backchannel.notificationEndpoint = TokenWorld.notificationURI
        }
    }

    private func ask() async throws -> BackchannelAuthenticationResponse {
        try await world.ask(also: [("client_notification_token", TokenWorld.notificationToken)])
    }

    @Test(arguments: [true, false])
    func `who is registered for pings gets one when the person has decided, and none before`(
        isAllowed: Bool
    ) async throws {
        let asked = try await ask()
        #expect(try await world.ping(client).isEmpty)
        #expect(try await isAllowed ? world.allow(asked) : world.deny(asked))
        #expect(try await world.ping(client).map(\.delivered) == [1])
        #expect(try await world.ping(client).isEmpty, "once")
        let heard = try #require(client.heard.first)
        #expect(heard.method == .post && heard.url.text == TokenWorld.notificationURI)
        #expect(heard.headers.contains { $0 == ("Authorization", "Bearer \(TokenWorld.notificationToken)") })
        #expect(try JSONReader.readObject(try #require(heard.body)) == ["auth_req_id": .string(asked.id.text)])
        let issue = try await world.poll(asked).issue
        #expect((issue != nil) == isAllowed)
        #expect(try await world.audit("backchannel-ping") == ["backchannel-ping | success | schedule | platform"])
    }

    @Test func `what is kept until then can't be read in the records`() async throws {
        let asked = try await ask()
        let kept = try await world.here.read { transaction in
            try transaction.row("SELECT hash, ping FROM backchannel_requests").map { (try $0.text(0), try $0.text(1)) }
        }
        let (hash, ping) = try #require(kept)
        #expect(hash == asked.id.hash.text)
        #expect(!ping.contains(asked.id.text) && !ping.contains(TokenWorld.notificationToken))
        #expect(try TokenWorld.seal().open(ping, of: AuthRequestHash(ofPresented: "another")) == nil)
    }

    @Test func `a client that doesn't listen is told again, until nobody asks any more`() async throws {
        let asked = try await ask()
        #expect(try await world.allow(asked))
        client.answer(.success(302))
        #expect(try await world.ping(client).map(\.failure) == ["status-302"], "redirects are not followed")
        client.answer(.failure(.unreachable))
        world.clock.advance(by: .seconds(4))
        #expect(try await world.ping(client).isEmpty, "not yet")
        world.clock.advance(by: .seconds(1))
        #expect(try await world.ping(client).map(\.failure) == ["unreachable"])
        client.answer(.success(204))
        world.clock.advance(by: .seconds(10))
        #expect(try await world.ping(client).map(\.delivered) == [1])

        let second = try await ask()
        #expect(try await world.deny(second))
        client.answer(.failure(.timedOut))
        var results: [DeliveryResult] = []
        for _ in 0..<40 {
            results += try await world.ping(client)
            world.clock.advance(by: .seconds(15))
        }
        #expect(results.count { $0.givenUp == 1 } == 1 && results.last?.givenUp == 1)
    }

    @Test(arguments: [401, 403])
    func `a client that says that a ping is not for it isn't pinged again, and polls`(status: Int) async throws {
        let asked = try await ask()
        #expect(try await world.allow(asked))
        client.answer(.success(status))
        #expect(try await world.ping(client).map(\.givenUp) == [1])
        world.clock.advance(by: .minutes(1))
        #expect(try await world.ping(client).isEmpty && client.heard.count == 1)
        #expect(try await world.poll(asked).issue != nil)
    }

    @Test func `a ping is taken by one node, and by another when the first one dies`() async throws {
        let asked = try await ask()
        #expect(try await world.allow(asked))
        let now = world.clock.now
        let claims = try await race(10) { number in
            try await world.here.write { [world] transaction in
                try transaction.pings.claim(
                    for: world.client.id, lease: "\(number)", until: now + DeliveryBounds.lease, atMost: 4, at: now
                ).count
            }
        }
        #expect(claims.reduce(0, +) == 1)
        world.clock.advance(by: DeliveryBounds.lease)
        #expect(try await world.ping(client).map(\.delivered) == [1])
    }

    @Test func `without a token for it a client that is pinged asks nobody; one that polls needs none`() async throws {
        try await world.giveUsername()
        let plain = [("scope", "openid"), ("login_hint", "an.nguyen")]
        #expect(try await world.ask(plain).word == "invalid_request")
        let bad = plain + [("client_notification_token", "not a token")]
        #expect(try await world.ask(bad).word == "invalid_request")
        let poller = try await world.add(TokenWorld.client("poller"))
        #expect(try await world.ask(plain, by: poller).word == "begun")
    }
}
