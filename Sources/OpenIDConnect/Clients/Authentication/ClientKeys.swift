import JOSE
import Wire

/// Where a client's public keys are: in its registration, or at an address of its own (RFC 7591 §2, `jwks` and `jwks_uri`).
package enum ClientKeys: Hashable, Sendable {
    case set(JWKSet)
    /// They are read from there when they are needed, so that the client changes them by itself.
    case address(KeySetAddress)

    /// `token_endpoint_auth_method` of a client that proves itself by one of them (OpenID Connect Core §9).
    package static let methodName = "private_key_jwt"
    /// What an assertion may be signed with: whatever a public key verifies.
    package static let algorithms = SignatureAlgorithm.allCases
}

/// A client's `jwks_uri`: https, and a host that is written in the one way in which it is looked up, so that the address that
/// was looked at is the one that is connected to.
package struct KeySetAddress: Hashable, Sendable {
    package let uri: URI

    /// - Returns: `nil` for what can't be one.
    package init?(_ text: String) {
        guard let uri = try? URI(text), uri.scheme == "https", uri.userinfo == nil, uri.fragment == nil,
            let host = uri.host, Self.isPlain(host), text.utf8.count <= Limits.redirectURIBytes
        else { return nil }
        self.uri = uri
    }

    /// A name in small letters, or an IPv4 address.
    private static func isPlain(_ host: String) -> Bool {
        !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
