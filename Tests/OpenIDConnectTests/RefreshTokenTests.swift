import Accounts
import Identity
import OpenIDConnect
import TestSupport
import Testing

@Suite struct RefreshTokenTests {
    private let first = RefreshToken(random: SeededRandom(seed: 1))
    private let succession = RefreshTokenSuccession(secret: [UInt8](repeating: 9, count: 32))

    @Test func `a token is 256 bits, and is found by its hash`() {
        #expect(first.text.utf8.count == 43)
        #expect(RefreshToken(presented: first.text).hash == first.hash)
        #expect(first.hash.text != first.text)
    }

    @Test func `a token's successor is the same each time, and no other's`() {
        let second = succession.successor(of: first)
        #expect(succession.successor(of: RefreshToken(presented: first.text)) == second)
        #expect(second.text.utf8.count == 43)
        let third = succession.successor(of: second)
        #expect(Set([first, second, third, succession.successor(of: third)]).count == 4)
        let other = RefreshToken(random: SeededRandom(seed: 2))
        #expect(succession.successor(of: other) != second)
    }

    @Test func `who doesn't know the secret can't tell a token's successor, nor one secret what another is for`() throws
    {
        let secret = [UInt8](repeating: 9, count: 32)
        let other = RefreshTokenSuccession(secret: [UInt8](repeating: 8, count: 32))
        #expect(other.successor(of: first) != succession.successor(of: first))
        let session = PairwiseSubjects(secret: secret).sessionID(
            of: SessionID(first.text), for: try #require(ClientID("refresh")))
        #expect(session != succession.successor(of: first).text)
    }

    @Test func `within a session the session decides, and use prolongs nothing`() throws {
        let client = try Sample.client { $0.grants.append("refresh_token") }
        let authorization = try Sample.authorization(client)
        let end = Instant.noon + .hours(12)
        let record = RefreshTokenRecord(first: first, of: authorization, sessionEnd: end, at: .noon)
        #expect(record.hash == first.hash && record.authorization == authorization.id && record.generation == 0)
        #expect(record.idleEnd == end && record.absoluteEnd == end && record.rotation == nil)
        let next = record.successor(succession.successor(of: first), of: authorization, at: .noon + .hours(11))
        #expect(next.generation == 1 && next.issuedAt == .noon + .hours(11))
        #expect(next.idleEnd == end && next.absoluteEnd == end)
    }

    @Test func `offline a token may lie for 30 days, and its family for 180`() throws {
        let client = try Sample.client {
            $0.grants.append("refresh_token")
            $0.scopes.append("offline_access")
        }
        let authorization = try Sample.authorization(client, [.openid, .offlineAccess])
        let day = Duration.hours(24)
        var record = RefreshTokenRecord(
            first: first, of: authorization, sessionEnd: .noon + .hours(12), at: .noon)
        #expect(record.idleEnd == .noon + day * 30)
        for month in 1...7 {
            let now = Instant.noon + day * (25 * month)
            record = record.successor(succession.successor(of: first), of: authorization, at: now)
            #expect(record.absoluteEnd == .noon + day * 180)
            #expect(record.idleEnd == min(now + day * 30, record.absoluteEnd))
        }
    }

    @Test func `refresh tokens are for clients registered for them, and never for a service`() throws {
        let client = try Sample.client()
        #expect(try !Sample.authorization(client).isRefreshable(by: client))
        let refreshing = try Sample.client { $0.grants.append("refresh_token") }
        #expect(try Sample.authorization(refreshing).isRefreshable(by: refreshing))
        let both = try Sample.client { $0.grants += ["refresh_token", "client_credentials"] }
        let service = Authorization(
            id: Sample.authorizationID(), client: both.id, subject: .client, scopes: [], audiences: [])
        #expect(!service.isRefreshable(by: both))
    }
}
