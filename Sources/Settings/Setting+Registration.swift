import OpenIDConnect

/// How clients register themselves.
extension Setting {
    static let registrationEnabled = Setting(
        "registration.enabled",
        "true: ai có mã mời (client initial-access-token) tự đăng ký được nền tảng tại /register (RFC 7591)",
        english: "true: who has a token (client initial-access-token) can register clients at /register (RFC 7591)",
        fallback: "false")
    static let registrationScopes = Setting(
        "registration.scopes",
        "các scope mà nền tảng tự đăng ký được xin, cách nhau bằng dấu cách; không có citizen_id, permissions, scim.*",
        english: "scopes that such clients may ask for, by spaces; none of citizen_id, permissions and scim.*",
        fallback: Scope.text(RegistrationPolicy.usualScopes))
    static let registrationGrants = Setting(
        "registration.grants", "các loại grant mà nền tảng tự đăng ký được dùng, cách nhau bằng dấu cách",
        english: "grant types that such clients may use, by spaces", fallback: "authorization_code refresh_token")
    static let registrationPKCE = Setting(
        "registration.pkce",
        "required, hoặc optional: nền tảng có bí mật được dùng nonce thay cho PKCE",
        english: "required, or optional: such clients that have a secret may use a nonce in place of PKCE",
        fallback: PKCERequirement.required.rawValue)
    static let softwareIssuers = Setting(
        "registration.software-issuers",
        "tệp JSON các bên được tin khi nói về phần mềm (software_statement, RFC 7591 §2.3)",
        english: "the JSON file of those whose software statements are taken (RFC 7591 §2.3)")

    static let checkSession = Setting(
        "sessions.check-iframe",
        "true: trang của nền tảng tự thấy phiên đã đổi (OpenID Connect Session Management); cần cookie bên thứ ba",
        english: "true: platforms' pages see that a session has changed (OpenID Connect Session Management); it takes "
            + "third-party cookies", fallback: "false")

    static let secretJWT = Setting(
        "clients.secret-jwt",
        "true: nền tảng được đăng ký xác thực bằng client_secret_jwt; khi đó bí mật được niêm phong thay vì chỉ băm",
        english:
            "true: clients may be registered for client_secret_jwt; their secrets are then sealed, not only hashed",
        fallback: "false")

    static let transmitEvents = Setting(
        "security-events.enabled",
        "true: báo sự kiện an ninh (phiên bị thu hồi, tài khoản bị khóa…) cho nền tảng có scope ssf.manage (OpenID SSF 1.0)",
        english: "true: clients with the scope ssf.manage are told of security events (OpenID SSF 1.0)",
        fallback: "false")

    static let registrations = [
        checkSession, transmitEvents, secretJWT,
        registrationEnabled, registrationScopes, registrationGrants, registrationPKCE, softwareIssuers,
    ]
}
