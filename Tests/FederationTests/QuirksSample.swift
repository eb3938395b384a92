import Cryptography
import Federation
import Identity
import TestSupport
import Testing
import Wire

/// A VNeID that speaks the profile `quirks`, from a script, and our side of it.
struct QuirksSample {
    static let code = "5f0c2a1e-8d34-4b6f-9a77-0c1d2e3f4a5b.00000000-1111-2222-3333-444444444444"
    static let claims: JSONObject = [
        "citizenPid": "046190000001", "fullName": "Nguyễn Thị Thử", "birthDate": "19900228", "accountType": "1",
        "accountLevel": "2",
    ]
    static let token: JSONObject = [
        "access_token": "at", "expires_in": 900, "token_type": "Bearer", "scope": "openid",
    ]

    let vneid: ScriptedVNeID
    let settings: QuirksProfileSettings
    let profile: QuirksProfile

    /// One that answers well.
    /// - Parameter others: keys of ours that VNeID doesn't seal to, before the one that it does.
    init(
        loginLevel: AuthenticationLevel = .two, asksEveryTime: Bool = true, claims: QuirksClaims = QuirksClaims(),
        others: [RSAPrivateKey] = []
    ) throws {
        vneid = try ScriptedVNeID()
        let keys = others + [try EnvelopeVectors.privateKey()]
        settings = try QuirksProfileSettings(
            issuer: ScriptedVNeID.issuer, clientID: "sso-hue-web", clientSecret: "s&cret",
            redirectURI: "https://sso.hue.test/vneid/callback", claims: claims, loginLevel: loginLevel,
            asksEveryTime: asksEveryTime)
        profile = QuirksProfile(settings, keys: { keys }, fetcher: vneid)
        vneid.answer("/token", json: try Self.sealed(Self.token))
        vneid.answer("/userinfo", json: try Self.sealed(Self.claims))
    }

    static func key(seed: UInt64 = 5) throws -> LegacyEnvelopeKey {
        try LegacyEnvelopeKey(for: try EnvelopeVectors.publicKey(), random: SeededRandom(seed: seed))
    }

    static func sealed(_ message: JSONObject) throws -> JSONObject {
        try sealed(JSONWriter.write(message))
    }

    static func sealed(_ message: [UInt8]) throws -> JSONObject {
        let key = try key()
        return [
            "data": .string(Base64.encode(try key.seal(message))), "key": .string(Base64.encode(key.wrapped)),
        ]
    }

    /// The query of a good callback, as VNeID writes it: Base64 as it is.
    static func query(code: String = code) throws -> String {
        let key = try key()
        return "code=\(Base64.encode(try key.seal(Array(code.utf8))))&state=state"
            + "&encrypt_key=\(Base64.encode(key.wrapped))"
    }

    func complete(
        _ query: String? = nil, _ demand: UpstreamDemand = UpstreamDemand(), begunAt: Instant = .noon,
        at now: Instant = .noon
    ) async throws -> VerifiedIdentity {
        let callback = try #require(profile.callback(try query ?? Self.query()))
        return try await profile.complete(callback, of: .sample, demand, begunAt: begunAt, at: now)
    }
}
