import Identity
import Wire

/// What an upstream provider publishes about itself, as far as we use it (OpenID Connect Discovery §3).
struct UpstreamMetadata: Sendable {
    let authorizationEndpoint: URI
    let tokenEndpoint: URI
    let userInfoEndpoint: URI
    let keysAddress: URI
    let offersS256: Bool
    /// Whether a client's secret may come by Basic; it may where nothing is said (Discovery §3).
    let acceptsBasic: Bool
    /// Whether ID tokens say when the person signed in (`auth_time`).
    let tellsAuthenticationTime: Bool
    /// Whether each answer in the browser says whose it is (RFC 9207 §3).
    let namesItselfInAnswers: Bool

    init(_ json: JSONObject, issuer: String) throws(FederationError) {
        func endpoint(_ name: String) throws(FederationError) -> URI {
            guard let text = json[name]?.string, let uri = try? URI(text),
                uri.scheme == "https" || uri.scheme == "http" && uri.isLoopback
            else { throw .untrustworthy(.metadata) }
            return uri
        }
        guard json["issuer"]?.string?.hasSameBytes(as: issuer) == true else { throw .untrustworthy(.metadata) }
        authorizationEndpoint = try endpoint("authorization_endpoint")
        tokenEndpoint = try endpoint("token_endpoint")
        userInfoEndpoint = try endpoint("userinfo_endpoint")
        keysAddress = try endpoint("jwks_uri")
        func lists(_ value: JSONValue, in name: String) -> Bool { json[name]?.array?.contains(value) ?? false }
        let methods = "token_endpoint_auth_methods_supported"
        acceptsBasic = json[methods] == nil || lists("client_secret_basic", in: methods)
        offersS256 = lists("S256", in: "code_challenge_methods_supported")
        tellsAuthenticationTime = lists("auth_time", in: "claims_supported")
        namesItselfInAnswers = json["authorization_response_iss_parameter_supported"] == true
    }
}

/// Fetches the metadata when it is first needed, and again after an hour.
struct UpstreamMetadataCache: Sendable {
    private let issuer: String
    private let fetcher: any Fetcher
    private let cache = UpstreamCache<UpstreamMetadata>()

    init(issuer: String, fetcher: any Fetcher) {
        self.issuer = issuer
        self.fetcher = fetcher
    }

    func metadata(at now: Instant) async throws(FederationError) -> UpstreamMetadata {
        guard let address = try? URI(issuer: issuer, path: "/.well-known/openid-configuration") else {
            throw .untrustworthy(.metadata)
        }
        let kept = try await cache.value(at: now) { [fetcher, issuer] () async throws(FederationError) in
            try UpstreamMetadata(try await fetcher.json(from: address, flaw: .metadata), issuer: issuer)
        }
        return kept.value
    }
}

extension URI {
    /// A path below an issuer. A slash at its end is removed first (OpenID Connect Discovery §4.1); the issuer itself keeps it.
    init(issuer: String, path: String) throws(URIError) {
        try self.init((issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + path)
    }
}

extension Fetcher {
    /// Fetches a JSON object with GET.
    func json(
        from address: URI, headers: [(String, String)] = [], flaw: FederationError.Flaw
    )
        async throws(FederationError) -> JSONObject
    {
        try await json(FetchRequest(method: .get, url: address, headers: headers, body: nil), flaw: flaw)
    }

    /// Sends a request whose answer must be a JSON object. A server that is down or overloaded is unavailable; any
    /// other answer than 200 is a flaw.
    func json(_ request: FetchRequest, flaw: FederationError.Flaw) async throws(FederationError) -> JSONObject {
        let response: FetchResponse
        do { response = try await fetch(request) } catch { throw .unavailable }
        guard response.status < 500 else { throw .unavailable }
        guard response.status == 200, let json = try? JSONReader.readObject(response.body) else {
            throw .untrustworthy(flaw)
        }
        return json
    }
}
