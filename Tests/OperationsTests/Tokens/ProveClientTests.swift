import Identity
import JOSE
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Operations

/// Assertions of clients, before the act that they are for: verified by the client's keys, and used up.
@Suite(.bothDatabases) struct ProveClientTests {
    private static let address = "https://rp.hue.test/jwks"

    private func world(_ change: (inout ClientRegistration) -> Void = { _ in }) async throws -> TokenWorld {
        let keys = try ClientKey.set()
        return try await TokenWorld {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys
            change(&$0)
        }
    }

    private func prove(_ world: TokenWorld, _ fetcher: any Fetcher = NobodyThere()) -> ProveClient {
        ProveClient(world.here.installation, issuer: world.issuer, fetcher: fetcher)
    }

    private func outcome(_ prove: ProveClient, _ presented: PresentedClient, at now: Instant) async throws -> String {
        switch try await prove.prove(presented, at: now) {
        case .success: "proven"
        case .failure(let error): error.refusal.code
        }
    }

    @Test func `an assertion counts once, on every node`() async throws {
        let world = try await world()
        let other = try TestInstallation(beside: world.here)
        let nodes = [world.here, other].map {
            ProveClient($0.installation, issuer: world.issuer, fetcher: NobodyThere())
        }
        let presented = try world.assertion("a")
        let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask { try await outcome(nodes[number % 2], presented, at: world.clock.now) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == "proven" } == 1)
        #expect(outcomes.count { $0 == "assertion-replayed" } == 99)
        #expect(try await world.count("used_proofs") == 1)
        #expect(try await outcome(nodes[0], world.assertion("b"), at: world.clock.now) == "proven")
    }

    @Test func `what was used is remembered for as long as it would count, and no longer`() async throws {
        let world = try await world()
        _ = try await prove(world).prove(world.assertion("a"), at: world.clock.now)
        world.clock.advance(by: .seconds(69))
        try await world.housekeep()
        #expect(try await world.count("used_proofs") == 1)
        world.clock.advance(by: .seconds(2))
        try await world.housekeep()
        #expect(try await world.count("used_proofs") == 0)
    }

    @Test func `a stranger writes nothing`() async throws {
        let world = try await world()
        let forged = try world.assertion("a", by: try ClientKey.second())
        #expect(try await outcome(prove(world), forged, at: world.clock.now) == "invalid_client")
        try await world.register(isEnabled: false)
        #expect(try await outcome(prove(world), world.assertion("a"), at: world.clock.now) == "invalid_client")
        #expect(try await world.count("used_proofs") == 0)
    }

    @Test func `a client that lost its key meanwhile gets nothing for what it has proven`() async throws {
        let world = try await world()
        let proven = try await prove(world).prove(world.assertion("a"), at: world.clock.now).get()
        let keys = JWKSet(keys: [try ClientKey.second().publicJWK]).json
        try await world.register { $0.proofs.keys = keys }
        let pairs = [("grant_type", "client_credentials")]
        #expect(try await world.send(pairs, as: proven).word == "unauthenticated")
    }

    @Test func `a client that has proven itself gets its tokens`() async throws {
        let world = try await world()
        let proven = try await prove(world).prove(world.assertion("a"), at: world.clock.now).get()
        #expect(try await world.send([("grant_type", "client_credentials")], as: proven).issue != nil)
    }

    // MARK: jwks_uri

    private func remoteWorld() async throws -> TokenWorld {
        try await world {
            $0.proofs.keys = nil
            $0.proofs.keysURI = Self.address
        }
    }

    @Test func `keys at an address are read once, and again when one is named that isn't there`() async throws {
        let world = try await remoteWorld()
        let keys = Keys([try ClientKey.first()])
        let prove = prove(world, keys)
        for id in ["a", "b"] {
            #expect(try await outcome(prove, world.assertion(id), at: world.clock.now) == "proven")
        }
        #expect(keys.asked == [Self.address])
        // The client has a new key; within half a minute of the last look nobody makes us look again.
        keys.publish([try ClientKey.second()])
        let rotated = try world.assertion("c", by: try ClientKey.second())
        #expect(try await outcome(prove, rotated, at: world.clock.now) == "invalid_client")
        #expect(keys.asked.count == 1)
        world.clock.advance(by: .seconds(30))
        #expect(try await outcome(prove, rotated, at: world.clock.now) == "proven")
        #expect(keys.asked.count == 2)
        // What isn't published any more counts no longer.
        #expect(try await outcome(prove, world.assertion("d"), at: world.clock.now) == "invalid_client")
    }

    @Test func `keys that can't be read for a while count on, and not for ever`() async throws {
        let world = try await remoteWorld()
        let keys = Keys([try ClientKey.first()])
        let prove = prove(world, keys)
        #expect(try await outcome(prove, world.assertion("a"), at: world.clock.now) == "proven")
        keys.publish(nil)
        world.clock.advance(by: .minutes(16))
        #expect(try await outcome(prove, world.assertion("b"), at: world.clock.now) == "proven")
        world.clock.advance(by: .minutes(60))
        #expect(try await outcome(prove, world.assertion("c"), at: world.clock.now) == "client-keys-unreachable")
    }

    @Test func `keys that never could be read are asked for seldom`() async throws {
        let world = try await remoteWorld()
        let keys = Keys(nil)
        let prove = prove(world, keys)
        for id in ["a", "b", "c"] {
            #expect(
                try await outcome(prove, world.assertion(id), at: world.clock.now) == "client-keys-unreachable")
        }
        #expect(keys.asked.count == 1)
    }
}

/// What a client publishes at its `jwks_uri`.
private final class Keys: Fetcher {
    private let state: Mutex<(keys: [SigningKey]?, asked: [String])>

    /// - Parameter keys: `nil` for a server that isn't there.
    init(_ keys: [SigningKey]?) { state = Mutex((keys, [])) }

    var asked: [String] { state.withLock { $0.asked } }

    func publish(_ keys: [SigningKey]?) { state.withLock { $0.keys = keys } }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let keys = state.withLock { state in
            state.asked.append(request.url.text)
            return state.keys
        }
        guard let keys else { throw .unreachable }
        return FetchResponse(status: 200, body: JSONWriter.write(JWKSet(keys: keys.map(\.publicJWK)).json))
    }
}
