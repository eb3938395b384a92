import Federation
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing
import Wire

/// A VNeID that answers from a script: what each of its addresses says now, and what it was asked.
final class ScriptedVNeID: Fetcher {
    static let issuer = "https://vneid.test"

    private struct State {
        var answers: [String: Result<FetchResponse, FetchError>] = [:]
        var requests: [FetchRequest] = []
    }

    private let state = Mutex(State())
    let key: SigningKey

    /// One that answers well: metadata, one key, and a token with `claims`.
    init(claims: JSONObject? = nil, offersS256: Bool = true) throws {
        key = try SigningKey.generate(algorithm: .ES256)
        answer("/.well-known/openid-configuration", json: Self.metadata(offersS256: offersS256))
        answer("/jwks", json: JWKSet(keys: [key.publicJWK]).json)
        try answerToken(claims ?? Self.claims)
    }

    static func metadata(offersS256: Bool = true) -> JSONObject {
        var json: JSONObject = [
            "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
            "token_endpoint": .string(issuer + "/token"), "userinfo_endpoint": .string(issuer + "/userinfo"),
            "jwks_uri": .string(issuer + "/jwks"),
        ]
        if offersS256 { json["code_challenge_methods_supported"] = ["plain", "S256"] }
        json["claims_supported"] = ["sub", "auth_time"]
        return json
    }

    /// What an ID token of VNeID says about an invented citizen.
    static let claims: JSONObject = [
        "iss": .string(issuer), "aud": "hue-sso", "sub": "subject", "nonce": "nonce",
        "auth_time": .integer(Instant.noon.secondsSince1970),
        "iat": .integer(Instant.noon.secondsSince1970), "exp": .integer(Instant.noon.secondsSince1970 + 300),
        "LoaiTaiKhoan": "1", "SoDinhDanh": "046190000001", "HoVaTen": "Nguyễn Thị Thử",
        "NgayThangNamSinh": "19900228", "IAL": "2", "loAs": "LoA2",
    ]

    func answer(_ path: String, status: Int = 200, json: JSONObject) {
        answer(path, .success(FetchResponse(status: status, body: JSONWriter.write(json))))
    }

    func answer(_ path: String, _ result: Result<FetchResponse, FetchError>) {
        state.withLock { $0.answers[path] = result }
    }

    /// The token endpoint answers with an ID token of these claims.
    func answerToken(_ claims: JSONObject, type: String? = "JWT", by key: SigningKey? = nil) throws {
        let token = try JWS.sign(payload: JSONWriter.write(claims), type: type, key: key ?? self.key)
        answer("/token", json: ["id_token": .string(token), "access_token": "at", "token_type": "Bearer"])
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers[request.url.path]
        }
        return try (answer ?? .success(FetchResponse(status: 404, body: []))).get()
    }

    func requests(to path: String) -> [FetchRequest] {
        state.withLock { $0.requests.filter { $0.url.path == path } }
    }

    func profile() -> OpenIDProfile {
        OpenIDProfile(
            OpenIDProfileSettings(
                issuer: Self.issuer, clientID: "hue-sso", clientSecret: "s&cret",
                redirectURI: "https://sso.hue.test/vneid/callback"), fetcher: self)
    }
}

extension UpstreamLogin {
    static let sample = UpstreamLogin(state: "state", at: .vneid) { label, _ in
        label == "vneid-nonce" ? "nonce" : "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    }
}

extension OpenIDProfile {
    /// Brings a good callback home.
    func completeSample(
        _ query: String = "state=state&code=code", _ demand: UpstreamDemand = UpstreamDemand(),
        begunAt: Instant? = nil, at now: Instant = .noon
    ) async throws -> VerifiedIdentity {
        let callback = try #require(UpstreamCallback(try FormParameters(query: query)))
        return try await complete(callback, of: .sample, demand, begunAt: begunAt ?? now, at: now)
    }
}
