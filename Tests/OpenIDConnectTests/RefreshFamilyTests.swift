import Accounts
import Identity
import OpenIDConnect
import TestSupport
import Testing

/// A family of refresh tokens and who does with it what the decisions say: the obvious store.
private struct Family {
    let client: AuthenticatedClient
    let authorization: Authorization
    private let succession = RefreshTokenSuccession(secret: [UInt8](repeating: 9, count: 32))
    private var records: [RefreshTokenHash: RefreshTokenRecord] = [:]
    private var isLive = true
    private let issuer: Issuer
    private(set) var accessTokens: [TokenID] = []

    init(_ client: Client, first: RefreshToken) throws {
        self.client = try Sample.authenticated(client)
        authorization = try Sample.authorization(client)
        issuer = try Sample.issuer()
        records[first.hash] = RefreshTokenRecord(
            first: first, of: authorization, sessionEnd: .noon + .hours(12), at: .noon)
    }

    /// - Returns: the successor, or `nil` where the token gives nothing.
    mutating func use(_ token: RefreshToken, at now: Instant) -> RefreshToken? {
        let successor = succession.successor(of: token)
        let found = records[token.hash].map {
            FoundRefreshToken(
                $0, of: authorization, isSuccessorUsed: records[successor.hash]?.rotation != nil, isLive: isLive)
        }
        switch RefreshDecision.decide(found, client: client, requested: nil, resource: nil, issuer: issuer, at: now) {
        case .rotate(let scopes, let audience):
            guard let record = found?.record else { return nil }
            let issued = TokenID(stored: "\(accessTokens.count)")
            accessTokens.append(issued)
            records[token.hash] = RefreshTokenRecord(
                hash: record.hash, authorization: record.authorization, generation: record.generation,
                issuedAt: record.issuedAt, idleEnd: record.idleEnd, absoluteEnd: record.absoluteEnd,
                rotation: RefreshTokenRecord.Rotation(at: now, accessToken: issued, scopes: scopes, audience: audience))
            records[successor.hash] = record.successor(successor, of: authorization, at: now)
            return successor
        case .repeatAnswer(let rotation, _): return accessTokens.last == rotation.accessToken ? successor : nil
        case .reuse:
            isLive = false
            return nil
        case .keep, .refuse: return nil
        }
    }
}

@Suite struct RefreshFamilyTests {
    private let first = RefreshToken(random: SeededRandom(seed: 1))

    private func family(isPublic: Bool = false) throws -> Family {
        try Family(
            try Sample.client {
                $0.grants.append("refresh_token")
                if isPublic { $0.authenticationMethod = "none" }
            }, first: first)
    }

    @Test func `a hundred uses at once are one rotation, and give one answer`() throws {
        var family = try family()
        let answers = (0..<100).map { family.use(first, at: .noon + .milliseconds($0)) }
        let successor = try #require(answers[0])
        #expect(Set(answers) == [successor] && family.accessTokens.count == 1)
        let next = family.use(successor, at: .noon + .seconds(1))
        #expect(next != nil)
    }

    @Test func `a hundred uses at once of a public client's token end the family`() throws {
        var family = try family(isPublic: true)
        let answers = (0..<100).map { _ in family.use(first, at: .noon) }
        #expect(answers.count { $0 != nil } == 1 && family.accessTokens.count == 1)
        let next = family.use(try #require(answers[0]), at: .noon)
        #expect(next == nil)
    }

    @Test func `a family survives a lost answer, again and again`() throws {
        var family = try family()
        var (token, now) = (first, Instant.noon)
        for _ in 0..<50 {
            let lost = family.use(token, at: now)
            let again = family.use(token, at: now + .seconds(9))
            #expect(again == lost)
            (token, now) = (try #require(again), now + .minutes(10))
        }
        #expect(family.accessTokens.count == 50)
    }

    @Test(arguments: [true, false], [true, false])
    func `a family dies when a token is in two hands, whoever uses it first`(
        isPublic: Bool, isSuccessorUsed: Bool
    ) throws {
        var family = try family(isPublic: isPublic)
        let used = family.use(first, at: .noon)
        let stolen = try #require(used)
        let answer = family.use(stolen, at: .noon + .minutes(1))
        var newest = try #require(answer)
        if isSuccessorUsed {
            let later = family.use(newest, at: .noon + .minutes(2))
            newest = try #require(later)
        }
        let second = family.use(stolen, at: .noon + .minutes(3))
        let after = family.use(newest, at: .noon + .minutes(4))
        #expect(second == nil && after == nil)
    }
}
