import Identity
import JOSE
import OpenIDConnect
import Operations
import Settings
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Server

/// Keys that change while platforms verify tokens: none of them meets a token that it can't verify, without a restart.
@Suite(.bothDatabases) struct KeyRotationTests {
    private static let settings = KeySettings(rotation: .hours(24), publication: .hours(12))

    private let vault: KeyVault
    private let secrets: ProviderSecrets
    private let provider: RunningProvider
    private let client: ServiceClient
    private let keepKeys: KeepKeys

    init() async throws {
        let clock = SetClock()
        vault = try Self.vault(seed: 5)
        let keys = try vault.make(at: clock.now)
        secrets = keys.secrets
        provider = try RunningProvider(clock: clock, keys: (secrets, vault, Self.settings))
        try #require(
            try await InstallKeys(provider.installation).run(
                keys, Act(actor: .administrator("root"), origin: .local, now: clock.now)))
        client = try await ServiceClient(provider)
        keepKeys = try #require(provider.provider.keepKeys)
    }

    private static func vault(seed: UInt64) throws -> KeyVault {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 1, count: 32))), random: SeededRandom(seed: seed),
            algorithms: [.ES256, .EdDSA])
    }

    private var act: Act { Act(actor: .schedule, origin: .local, now: provider.clock.now) }
    /// What an administrator does, whose command is a process of its own.
    private var command: (vault: KeyVault, act: Act) {
        get throws {
            (
                try Self.vault(seed: 6),
                Act(actor: .administrator("root"), origin: .local, now: provider.clock.now)
            )
        }
    }

    @Test func `platforms that keep the keys for as long as they may verify every token of several rotations`()
        async throws
    {
        let (client, keepKeys, clock) = (client, keepKeys, provider.clock)
        let platforms = (0..<3).map { _ in CachingPlatform(provider) }
        var signers: Set<String> = []
        var earlier: [String] = []
        var known = try await keepKeys.run(knowing: nil, act)
        // 50 minutes are no part of the hour for which keys may be kept, so that each is found at every age.
        for round in 0..<100 {
            clock.advance(by: .minutes(50))
            let (before, now) = (known, act)
            async let looked = keepKeys.run(knowing: before, now)
            let tokens = try await race(platforms.count) { number in
                // They don't all come in every round: one has kept its keys since the last one or the one before.
                let token = try await client.token()
                if (number + round) % 3 == 0 { return token }
                return try await platforms[number].verifies(token) ? token : "refused: \(token)"
            }
            known = try await looked
            #expect(!tokens.contains { $0.hasPrefix("refused") }, "in round \(round)")
            for (number, token) in tokens.enumerated() {
                #expect(try await platforms[number].verifies(token), "after the look of round \(round)")
                signers.insert(try UnverifiedJWT(parsing: token).header.keyID?.value ?? "none")
            }
            // A token that was signed before the look of this round has 10 minutes; its key is there for longer.
            let newcomer = CachingPlatform(provider)
            for token in earlier { #expect(try await newcomer.verifies(token)) }
            earlier = tokens
        }
        #expect(signers.count == 4, "100 rounds are 83 hours: three rotations")
        #expect(known.records.count <= 6, "what has signed goes again")
    }

    @Test func `a key that signs before it was published is refused by those who keep the old set`() async throws {
        let platform = CachingPlatform(provider)
        #expect(try await platform.verifies(try await client.token()))
        let (vault, act) = try command
        let made = try await MakeNextKeys(provider.installation, vault).run([.ES256], act).get()
        _ = try await ActivateKey(provider.installation, vault)
            .run(try #require(made.first), publishedFor: nil, act).get()
        _ = try await keepKeys.run(knowing: nil, self.act)
        #expect(try await !platform.verifies(try await client.token()))
        provider.clock.advance(by: .hours(1))
        #expect(try await platform.verifies(try await client.token()))
    }

    @Test func `what a command changes counts at the server's next look`() async throws {
        let known = try await keepKeys.run(knowing: nil, act)
        let before = secrets.keys.current.published.keys.count
        let (vault, act) = try command
        let made = try await MakeNextKeys(provider.installation, vault).run(nil, act).get()
        #expect(made.count == 2 && secrets.keys.current.published.keys.count == before)
        let states = try await keepKeys.run(knowing: known, self.act)
        #expect(states != known)
        let published = try JWKSet(try await Browser(provider).get("/oauth2/jwks").json())
        // That of EdDSA by both of its names (RFC 9864 §2.2).
        #expect(published.keys.count == before + 3)
        // What is encrypted to us goes to a key that is derived from the one that signs.
        #expect(published.encryptionKeys == secrets.keys.current.published.encryptionKeys)
        #expect(published.encryptionKeys.count == 1)
        #expect(try await keepKeys.run(knowing: states, self.act) == states)
    }

    @Test func `a token of a withdrawn key opens nothing at once, and the client signs in anew`() async throws {
        let known = try await keepKeys.run(knowing: nil, act)
        let token = try await client.token()
        #expect(try await client.isActive(token))
        let stolen = try #require(try UnverifiedJWT(parsing: token).header.keyID)
        let (vault, act) = try command
        let retirement = try await RetireKey(provider.installation, vault).withdraw(stolen, act).get()
        #expect(retirement.removed == [stolen] && retirement.activated != nil)
        _ = try await keepKeys.run(knowing: known, self.act)
        #expect(try await !client.isActive(token))
        let fresh = try await client.token()
        #expect(try await client.isActive(fresh))
        #expect(try UnverifiedJWT(parsing: fresh).header.keyID == retirement.activated)
    }

    @Test(arguments: [(Duration.hours(24), "public, max-age=3600"), (.minutes(30), "public, max-age=900")])
    func `the keys may be kept for less time than one is published before it signs`(
        publication: Duration, cacheControl: String
    ) async throws {
        let settings = KeySettings(rotation: nil, publication: publication)
        let provider = try RunningProvider(keys: (secrets, vault, settings))
        for path in ["/oauth2/jwks", "/.well-known/openid-configuration"] {
            #expect(try await Browser(provider).get(path).header("cache-control") == cacheControl)
        }
    }
}

/// A service that gets tokens of its own.
private struct ServiceClient: Sendable {
    let provider: RunningProvider

    init(_ provider: RunningProvider) async throws {
        self.provider = provider
        var registration = ClientRegistration(id: "service", name: "Dịch vụ thử", redirectURIs: [])
        registration.grants = ["client_credentials"]
        registration.audiences = ["https://api.hue.test/"]
        try await provider.add(
            registration.client(secret: SecretHash(of: "the secret of service")), at: provider.clock.now)
    }

    private var header: (String, String) {
        ("Authorization", "Basic " + Base64.encode(Array("service:the+secret+of+service".utf8)))
    }

    func token() async throws -> String {
        let reply = try await Browser(provider).post(
            Issuer.Path.token, [("grant_type", "client_credentials")], headers: [header])
        return try #require(try reply.json()["access_token"]?.string, "\(reply.status) \(reply.text)")
    }

    func isActive(_ token: String) async throws -> Bool {
        let reply = try await Browser(provider).post(Issuer.Path.introspection, [("token", token)], headers: [header])
        return try reply.json()["active"] == true
    }
}

/// A platform that keeps the keys for as long as `Cache-Control` lets it, and never fetches for a key that it doesn't know.
private actor CachingPlatform {
    private let provider: RunningProvider
    private var kept: (keys: JWKSet, until: Instant)?

    init(_ provider: RunningProvider) { self.provider = provider }

    func verifies(_ token: String) async throws -> Bool {
        let keys = try await keys()
        return (try? UnverifiedJWT(parsing: token).verified(by: keys)) != nil
    }

    private func keys() async throws -> JWKSet {
        let now = provider.clock.now
        if let kept, now < kept.until { return kept.keys }
        let reply = try await Browser(provider).get(Issuer.Path.keys)
        let age = try #require(
            reply.header("cache-control")?.split(separator: "max-age=").last.flatMap { Int($0) }, "\(reply.headers)")
        let keys = try JWKSet(try reply.json())
        kept = (keys, now + .seconds(age))
        return keys
    }
}
