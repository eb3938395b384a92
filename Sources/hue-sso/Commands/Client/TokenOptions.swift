import ArgumentParser
import OpenIDConnect

/// What can be said of the tokens and claims of a client, for software that can't take them as they are for everybody.
struct TokenOptions: ParsableArguments {
    @Option(
        name: .customLong("id-token-claims"),
        help: """
            Claim ghi cả vào ID token, ví dụ name, email; all: mọi claim của các scope được phép; none: thôi. Lặp lại được. \
            (A claim that ID tokens say too, such as name or email; all for all of its scopes, none for no longer. Repeatable.)
            """)
    var idTokenClaims: [String] = []

    @Option(
        name: .customLong("access-token-alg"),
        help: """
            Thuật toán ký access token: ES256 (mặc định), RS256, PS256, EdDSA hoặc Ed25519. \
            (What access tokens are signed with: ES256 (the default), RS256, PS256, EdDSA or Ed25519.)
            """)
    var accessTokenAlgorithm: String?

    @Flag(
        name: .customLong("synthetic-email"), inversion: .prefixedNo,
        help: """
            Người không có hộp thư được báo bằng một địa chỉ thay thế không ai nhận được thư. \
            (Who has no address is told of with one that is made up, where no mail arrives.)
            """)
    var hasSyntheticEmail: Bool?

    @Option(
        name: .customLong("authorization-details-type"),
        help: """
            Loại authorization_details được xin: hue_permissions (chỉ nền tảng), hoặc none. \
            (A type of authorization_details that it may ask for: hue_permissions (platforms only), or none.)
            """)
    var authorizationDetailsTypes: [String] = []

    private static let nothing = "none"

    func apply(to registration: inout ClientRegistration) {
        if !idTokenClaims.isEmpty {
            registration.tokens.idTokenClaims = idTokenClaims == [Self.nothing] ? [] : idTokenClaims
        }
        if !authorizationDetailsTypes.isEmpty {
            registration.tokens.authorizationDetailsTypes =
                authorizationDetailsTypes == [Self.nothing] ? [] : authorizationDetailsTypes
        }
        if let accessTokenAlgorithm { registration.tokens.accessTokenAlgorithm = accessTokenAlgorithm }
        if let hasSyntheticEmail { registration.tokens.hasSyntheticEmail = hasSyntheticEmail }
    }
}
