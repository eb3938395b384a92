import Identity
import OpenIDConnect
import TestSupport
import Testing

/// The situation of a refresh: everything that the decision can depend on.
struct Refresh: Sendable, CustomStringConvertible {
    var isKnown = true
    var isOtherClient = false
    var isPublic = false
    var isOffline = false
    var mayBeOffline = true
    var isLive = true
    /// When it was exchanged, in milliseconds before now; `nil` when it wasn't.
    var rotated: Int?
    var rotatedFor: Set<Scope>?
    var isSuccessorUsed = false
    var requested: Set<Scope>?
    var resource: String?
    /// What it was exchanged for; `nil` when the records have forgotten that.
    var rotatedAudience: String? = Sample.audience
    /// How long until its ends, in milliseconds.
    var idle = 1_000
    var absolute = 1_000

    static let granted: Set<Scope> = [.openid, .profile]
    static let api = "https://api.hue.test/"

    var description: String {
        "known=\(isKnown) other=\(isOtherClient) public=\(isPublic) offline=\(isOffline)/\(mayBeOffline) "
            + "live=\(isLive) rotated=\(rotated ?? -1) for=\(Scope.text(rotatedFor ?? [])) used=\(isSuccessorUsed) "
            + "requested=\(requested.map(Scope.text) ?? "-") resource=\(resource ?? "-")/\(rotatedAudience ?? "-") idle=\(idle) absolute=\(absolute)"
    }

    var scopes: Set<Scope> { isOffline ? Self.granted.union([.offlineAccess]) : Self.granted }

    var rotation: RefreshTokenRecord.Rotation? {
        rotated.map {
            RefreshTokenRecord.Rotation(
                at: .noon - .milliseconds($0), accessToken: TokenID(stored: "t"), scopes: rotatedFor ?? scopes,
                audience: rotatedAudience)
        }
    }

    func decide() throws -> RefreshDecision {
        let client = try Sample.client {
            $0.grants.append("refresh_token")
            $0.audiences = [Self.api]
            if mayBeOffline { $0.scopes.append("offline_access") }
            if isPublic { $0.authenticationMethod = "none" }
        }
        let other = try Sample.client("other") { $0.grants.append("refresh_token") }
        let authorization = try Sample.authorization(client, scopes)
        let record = RefreshTokenRecord(
            hash: RefreshTokenHash(ofPresented: "a"), authorization: authorization.id, generation: 0,
            issuedAt: .noon - .hours(1), idleEnd: .noon + .milliseconds(idle),
            absoluteEnd: .noon + .milliseconds(absolute), rotation: rotation)
        let found = FoundRefreshToken(record, of: authorization, isSuccessorUsed: isSuccessorUsed, isLive: isLive)
        return RefreshDecision.decide(
            isKnown ? found : nil, client: try Sample.authenticated(isOtherClient ? other : client),
            requested: requested, resource: resource, issuer: try Sample.issuer(), at: .noon)
    }
}

@Suite struct RefreshDecisionTests {
    @Test(
        arguments: [
            (Refresh(), .rotate(scopes: Refresh.granted, audience: Sample.audience)),
            (Refresh(requested: [.openid]), .rotate(scopes: [.openid], audience: Sample.audience)),
            (Refresh(requested: [.openid, .phone]), .refuse(.scopeNotGranted)),
            (Refresh(isPublic: true), .rotate(scopes: Refresh.granted, audience: Sample.audience)),
            (Refresh(isKnown: false), .refuse(.unknownRefreshToken)),
            (Refresh(isOtherClient: true), .refuse(.unknownRefreshToken)),
            (Refresh(isOtherClient: true, rotated: 1), .refuse(.unknownRefreshToken)),
            (Refresh(isLive: false), .refuse(.sessionEnded)),
            (Refresh(isLive: false, rotated: 60_000), .refuse(.sessionEnded)),
            (Refresh(idle: 1), .rotate(scopes: Refresh.granted, audience: Sample.audience)),
            (Refresh(idle: 0), .refuse(.expiredRefreshToken)),
            (Refresh(absolute: 0), .refuse(.expiredRefreshToken)),
            (Refresh(rotated: 60_000, absolute: 0), .refuse(.expiredRefreshToken)),
            // A token of before that lies around longer than it may is a stolen one all the same.
            (Refresh(rotated: 60_000, idle: 0), .reuse),
            (Refresh(rotated: 10_000), .reuse), (Refresh(rotated: 60_000), .reuse),
            (Refresh(rotated: -10_000), .reuse),
            (Refresh(isPublic: true, rotated: 1), .reuse),
            (Refresh(rotated: 1, isSuccessorUsed: true), .reuse),
            (Refresh(rotated: 1, requested: [.openid]), .reuse),
            (Refresh(rotated: 1, rotatedFor: [.openid]), .reuse),
            (Refresh(rotated: 1, requested: [.openid, .phone]), .reuse),
            (Refresh(resource: Refresh.api), .rotate(scopes: Refresh.granted, audience: Refresh.api)),
            (Refresh(resource: "https://other.hue.test/"), .refuse(.foreignResource)),
            (Refresh(rotated: 1, resource: Refresh.api), .reuse),
            (Refresh(rotated: 1, resource: "https://other.hue.test/"), .reuse),
            (Refresh(rotated: 1, rotatedAudience: Refresh.api), .reuse),
            (Refresh(rotated: 1, rotatedAudience: nil), .reuse),
            (
                Refresh(isOffline: true),
                .rotate(scopes: [.openid, .profile, .offlineAccess], audience: Sample.audience)
            ),
            (Refresh(isOffline: true, mayBeOffline: false), .refuse(.offlineAccessWithdrawn)),
            (Refresh(isOffline: true, requested: [.openid]), .rotate(scopes: [.openid], audience: Sample.audience)),
        ] as [(Refresh, RefreshDecision)])
    func `every situation has its decision`(situation: Refresh, decision: RefreshDecision) throws {
        #expect(try situation.decide() == decision)
    }

    @Test(
        arguments: [
            Refresh(rotated: 0), Refresh(rotated: 9_999), Refresh(rotated: -9_999),
            Refresh(rotated: 1, requested: Refresh.granted),
            Refresh(rotated: 1, rotatedFor: [.openid], requested: [.openid]),
            Refresh(rotated: 1, resource: Sample.audience),
            Refresh(rotated: 1, resource: Refresh.api, rotatedAudience: Refresh.api),
        ])
    func `an exact retry after a lost answer gets the same answer`(situation: Refresh) throws {
        #expect(
            try situation.decide()
                == .repeatAnswer(
                    try #require(situation.rotation), audience: situation.resource ?? Sample.audience))
    }

    @Test(arguments: 0..<2_000)
    func `a token gives tokens once, and never to the wrong one`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let sets: [Set<Scope>?] = [nil, [.openid], Refresh.granted, [.openid, .phone]]
        let situation = Refresh(
            isKnown: random.chance(90), isOtherClient: random.chance(10), isPublic: random.chance(30),
            isOffline: random.chance(50), mayBeOffline: random.chance(80), isLive: random.chance(90),
            rotated: random.chance(50) ? nil : random.pick([-20_000, -1, 0, 1, 9_999, 10_000, 3_600_000]),
            rotatedFor: random.pick(sets), isSuccessorUsed: random.chance(30), requested: random.pick(sets),
            resource: random.pick([nil, nil, Refresh.api, "https://other.hue.test/"]),
            rotatedAudience: random.pick([Sample.audience, Refresh.api, nil]),
            idle: random.pick([0, 1, 1_000]), absolute: random.pick([0, 1, 1_000]))
        let isMine = situation.isKnown && !situation.isOtherClient
        let isOpen = isMine && situation.isLive && situation.absolute > 0
        switch try situation.decide() {
        case .rotate(let scopes, let audience):
            #expect(audience == situation.resource ?? Sample.audience)
            #expect(isOpen && situation.rotated == nil && situation.idle > 0)
            #expect(scopes.isSubset(of: situation.scopes) && !scopes.isEmpty)
            #expect(!situation.isOffline || situation.mayBeOffline)
        case .repeatAnswer(let rotation, let audience):
            #expect(audience == situation.resource ?? Sample.audience && rotation.audience == audience)
            #expect(isOpen && situation.rotation == rotation)
            #expect(!situation.isPublic && !situation.isSuccessorUsed)
            #expect(abs(situation.rotated ?? .max) < 10_000)
            #expect(rotation.scopes == situation.requested ?? situation.scopes)
        case .keep: Issue.record("the client keeps no profile")
        case .reuse: #expect(isOpen && situation.rotated != nil)
        case .refuse(let refusal):
            // Nothing is refused softly that is a theft.
            #expect(!isOpen || situation.rotated == nil)
            #expect(
                [.invalidGrant, .invalidScope, .invalidTarget].contains(refusal.error.code))
        }
    }

    @Test func `what is wrong with a token is not told apart, but in the log`() {
        let refusals: [TokenRefusal] = [.unknownRefreshToken, .expiredRefreshToken, .refreshTokenUsedTwice]
        #expect(Set(refusals.map(\.error)).count == 1)
        #expect(Set(refusals.map(\.code)).count == 3)
    }
}
