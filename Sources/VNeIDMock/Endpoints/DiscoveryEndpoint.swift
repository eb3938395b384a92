import Hummingbird
import Wire

/// `/.well-known/openid-configuration` (OpenID Connect Discovery §3) and `/oauth2/jwks` (RFC 7517 §5).
struct DiscoveryEndpoint: Sendable {
    let parties: Parties
    let keyring: Keyring

    func metadata() async -> Response {
        guard let issuer = await parties.issuer else { return Response(status: .serviceUnavailable) }
        return .json([
            "issuer": .string(issuer),
            "authorization_endpoint": .string(issuer + Path.authorize),
            "token_endpoint": .string(issuer + Path.token),
            "userinfo_endpoint": .string(issuer + Path.userInfo),
            "jwks_uri": .string(issuer + Path.keys),
            "end_session_endpoint": .string(issuer + Path.logout),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "scopes_supported": ["openid"],
            "acr_values_supported": ["LoA1", "LoA2"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "claims_supported": [
                "sub", "auth_time", "LoaiTaiKhoan", "SoDinhDanh", "MaSoThue", "HoVaTen", "NgayThangNamSinh", "TechID",
                "loAs", "IAL", "logoutUri",
            ],
        ])
    }

    func keys() async -> Response {
        .json(await keyring.published.json)
    }
}
