import ArgumentParser
import OpenIDConnect

/// What can be said of a client when it is added or edited. What isn't said stays as it is.
struct ClientOptions: ParsableArguments {
    @Option(name: .long, help: "Tên hiển thị cho người dùng. (The name that people read.)")
    var name: String?

    @Option(
        name: .customLong("redirect-uri"),
        help: "Địa chỉ nhận kết quả, đúng từng ký tự. Lặp lại được. (Where answers go; to the letter. Repeatable.)")
    var redirectURIs: [String] = []

    @Option(
        name: .customLong("post-logout-redirect-uri"),
        help: """
            Địa chỉ người dùng trở về sau khi đăng xuất. Lặp lại được. \
            (Where people return to after a logout. Repeatable.)
            """)
    var postLogoutRedirectURIs: [String] = []

    @Option(
        name: .customLong("backchannel-logout-uri"),
        help: """
            Địa chỉ được báo khi một phiên kết thúc (OpenID Connect Back-Channel Logout); để trống ('') là thôi báo. \
            (Where it is told that a session has ended (OpenID Connect Back-Channel Logout); '' for no longer.)
            """)
    var backchannelLogoutURI: String?

    @Flag(
        name: .customLong("backchannel-logout-session-required"), inversion: .prefixedNo,
        help: "Báo đăng xuất phải nêu phiên nào (sid). (Logout tokens have to say which session (sid).)")
    var backchannelLogoutSessionRequired: Bool?

    @Option(
        name: .customLong("frontchannel-logout-uri"),
        help: """
            Trang của nền tảng mà trình duyệt mở khi đăng xuất (OpenID Connect Front-Channel Logout); '' là bỏ. \
            (A page that browsers load at a logout (OpenID Connect Front-Channel Logout); '' for none.)
            """)
    var frontchannelLogoutURI: String?

    @Flag(
        name: .customLong("require-pushed"), inversion: .prefixedNo,
        help: """
            Phải gửi trước yêu cầu đăng nhập (PAR, RFC 9126). \
            (It has to push its authorization requests (PAR, RFC 9126).)
            """)
    var requiresPushedRequests: Bool?

    @Option(
        name: .customLong("home-uri"),
        help: "Địa chỉ trang đầu của nền tảng. (Where a person starts with the platform.)")
    var homeURI: String?

    @Option(
        name: .customLong("initiate-login-uri"),
        help: """
            Địa chỉ https mà nền tảng bắt đầu đăng nhập khi được nơi khác chuyển tới (OpenID Connect Core §4); '' là bỏ. \
            (The https address at which it begins a sign-in that others send a browser for (OpenID Connect Core §4); '' \
            for none.)
            """)
    var initiateLoginURI: String?

    @Option(
        name: .customLong("scope"),
        help: """
            Scope được phép yêu cầu. Lặp lại được; openid luôn được phép. \
            (A scope that it may ask for. Repeatable; openid is always allowed.)
            """)
    var scopes: [String] = []

    @Option(
        name: .customLong("audience"),
        help: """
            Nơi mà nền tảng có thể xin access token riêng bằng tham số resource. Lặp lại được. \
            (Where it may get access tokens for, each by the parameter resource. Repeatable.)
            """)
    var audiences: [String] = []

    @Option(
        name: .customLong("grant"),
        help: """
            Cách lấy token: authorization_code (mặc định), refresh_token, client_credentials, device_code, \
            token_exchange, jwt_bearer, ciba. Lặp lại được. (How it gets tokens: authorization_code (the default), \
            refresh_token, client_credentials, device_code, token_exchange, jwt_bearer, ciba. Repeatable.)
            """)
    var grants: [String] = []

    @Option(
        name: .customLong("exchange"),
        help: """
            Khi đổi token (RFC 8693): delegation (mặc định) ghi trong act ai hành động; impersonation thì không. \
            (When it exchanges tokens (RFC 8693): delegation (the default) says in act who acts; impersonation doesn't.)
            """)
    var exchange: String?

    @Option(
        name: .customLong("may-act"),
        help: """
            Client duy nhất được đổi token của client này (RFC 8693 §4.4, may_act). Lặp lại được; '' là thôi giới hạn. \
            (Who alone may exchange this client's tokens (RFC 8693 §4.4, may_act). Repeatable; '' for no limit.)
            """)
    var mayAct: [String] = []

    @Option(
        name: .customLong("resource"),
        help: """
            Tài nguyên do nền tảng này phục vụ: được hỏi về token cấp cho tài nguyên đó. Lặp lại được. \
            (A resource that it answers for: it may introspect tokens that were issued for it. Repeatable.)
            """)
    var resources: [String] = []

    @Option(
        name: .long,
        help: """
            Cách xác thực: client_secret_any (mặc định: basic hay post đều được), client_secret_basic, client_secret_post, \
            client_secret_jwt (cần clients.secret-jwt), private_key_jwt, tls_client_auth, self_signed_tls_client_auth hoặc none. \
            (How it authenticates: client_secret_any (the default: basic or post, as it likes), client_secret_basic, \
            client_secret_post, client_secret_jwt (needs clients.secret-jwt), private_key_jwt, tls_client_auth, \
            self_signed_tls_client_auth or none.)
            """)
    var authMethod: String?

    @OptionGroup var proofs: ClientProofOptions

    @Flag(name: .customLong("public"), help: "Viết gọn của --auth-method none. (Short for --auth-method none.)")
    var isPublic = false

    @Flag(
        name: .customLong("native"),
        help: "Ứng dụng trên thiết bị của người dùng, theo RFC 8252. (An app on a person's device, by RFC 8252.)")
    var isNative = false

    @Option(
        name: .long,
        help: """
            required hoặc optional; optional chỉ cho nền tảng có mã bí mật. \
            (required or optional; optional for confidential clients only.)
            """)
    var pkce: String?

    @Option(
        name: .customLong("id-token-alg"),
        help: "ES256, RS256, PS256, EdDSA hoặc Ed25519. (ES256, RS256, PS256, EdDSA or Ed25519.)")
    var idTokenAlgorithm: String?

    @Option(
        name: .customLong("userinfo-alg"),
        help: """
            Ký UserInfo bằng ES256, RS256, PS256, EdDSA hoặc Ed25519; '' là JSON thường. \
            (Sign UserInfo by ES256, RS256, PS256, EdDSA or Ed25519; '' for plain JSON.)
            """)
    var userInfoAlgorithm: String?

    @Option(name: .customLong("subject"), help: "pairwise hoặc public. (pairwise or public.)")
    var subjectType: String?

    @Option(
        name: .long,
        help: """
            Tên máy chủ đại diện, khi các địa chỉ chuyển hướng ở nhiều máy chủ. \
            (The host that names the sector, where redirect URIs have several.)
            """)
    var sector: String?

    @Option(
        name: .long,
        help: """
            Là nền tảng nào trong Policies/, ví dụ bi: được hỏi về chức năng của nền tảng đó. \
            (The platform of Policies/ that it is, such as bi: whose functions it may ask about.)
            """)
    var platform: String?

    @Flag(
        name: .customLong("consent"), inversion: .prefixedNo,
        help: "Có hỏi người dùng đồng ý hay không. (Whether people are asked to agree.)")
    var requiresConsent: Bool?

    @OptionGroup var tokens: TokenOptions
    @OptionGroup var messages: ClientMessageOptions
    @OptionGroup var backchannel: ClientBackchannelOptions

    func apply(to registration: inout ClientRegistration) {
        messages.apply(to: &registration)
        backchannel.apply(to: &registration)
        tokens.apply(to: &registration)
        if let name { registration.name = name }
        if !redirectURIs.isEmpty { registration.redirectURIs = redirectURIs }
        if !postLogoutRedirectURIs.isEmpty { registration.postLogoutRedirectURIs = postLogoutRedirectURIs }
        if let backchannelLogoutURI {
            registration.backchannelLogoutURI = backchannelLogoutURI.isEmpty ? nil : backchannelLogoutURI
            if backchannelLogoutURI.isEmpty { registration.backchannelLogoutSessionRequired = false }
        }
        if let backchannelLogoutSessionRequired {
            registration.backchannelLogoutSessionRequired = backchannelLogoutSessionRequired
        }
        if let frontchannelLogoutURI {
            registration.frontchannelLogoutURI = frontchannelLogoutURI.isEmpty ? nil : frontchannelLogoutURI
            if frontchannelLogoutURI.isEmpty { registration.frontchannelLogoutSessionRequired = false }
        }
        if let requiresPushedRequests { registration.requiresPushedRequests = requiresPushedRequests }
        if let homeURI { registration.homeURI = homeURI }
        if let initiateLoginURI { registration.initiateLoginURI = initiateLoginURI }
        if !scopes.isEmpty { registration.scopes = scopes }
        if !audiences.isEmpty { registration.audiences = audiences }
        if !grants.isEmpty { registration.grants = grants.map(Self.grantType) }
        if let exchange { registration.exchange.mode = exchange }
        if !mayAct.isEmpty { registration.exchange.mayAct = mayAct.filter { !$0.isEmpty } }
        if !resources.isEmpty { registration.resources = resources }
        if isPublic { registration.authenticationMethod = "none" }
        if let authMethod { registration.authenticationMethod = authMethod }
        if isNative { registration.applicationType = ApplicationType.native.rawValue }
        if let pkce { registration.pkce = pkce }
        if let idTokenAlgorithm { registration.idTokenAlgorithm = idTokenAlgorithm }
        if let userInfoAlgorithm { registration.userInfoAlgorithm = userInfoAlgorithm }
        if let subjectType { registration.subjectType = subjectType }
        if let sector { registration.sector = sector }
        if let platform { registration.platform = platform }
        if let requiresConsent { registration.requiresConsent = requiresConsent }
    }

    /// Some grants have a URN for a name (RFC 8628 §3.4, RFC 8693 §2.1, RFC 7523 §2.1), which nobody wants to type.
    private static func grantType(_ name: String) -> String {
        switch name {
        case "device_code": GrantType.deviceCode.rawValue
        case "token_exchange": GrantType.tokenExchange.rawValue
        case "jwt_bearer": GrantType.jwtBearer.rawValue
        case "ciba": GrantType.ciba.rawValue
        default: name
        }
    }
}
