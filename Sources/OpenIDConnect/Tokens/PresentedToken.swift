import Identity
import Wire

/// A token that a client presents to have it introspected (RFC 7662 §2.1) or revoked (RFC 7009 §2.1).
package enum PresentedToken: Hashable, Sendable {
    case access(PresentedAccessToken)
    case refresh(RefreshTokenHash)

    /// - Returns: `nil` for what looks like an access token and is none of ours, or is expired.
    package init?(_ text: String, _ reader: AccessTokenReader, at now: Instant) {
        // A JWT has dots, a refresh token has none.
        guard text.hasByte(UInt8(ascii: ".")) else {
            self = .refresh(RefreshTokenHash(ofPresented: text))
            return
        }
        guard let token = try? reader.token(introspecting: text, at: now) else { return nil }
        self = .access(token)
    }
}

/// A presented token that is ours, with all that the store knows of it.
package struct IssuedToken: Hashable, Sendable {
    package let record: Record
    package let authorization: Authorization
    /// The client that it was issued to.
    package let client: Client
    /// Whether it counts, as far as the store knows: it isn't revoked or rotated, and its authorization is live.
    package let isLive: Bool

    package enum Record: Hashable, Sendable {
        case access(AccessTokenRecord)
        case refresh(RefreshTokenRecord)
    }

    package init(_ record: Record, of authorization: Authorization, client: Client, isLive: Bool) {
        self.record = record
        self.authorization = authorization
        self.client = client
        self.isLive = isLive
    }
}

/// The parameters that introspection and revocation share.
package struct TokenQuery: Hashable, Sendable {
    /// As it was presented; `PresentedToken` reads it.
    package let token: String

    /// `token_type_hint` is read past, whatever it says: what kind a token is can be seen (RFC 7662 §2.1 and
    /// RFC 7009 §2.1 let a server ignore it).
    package init(_ parameters: FormParameters) throws(TokenError) {
        token = try parameters.required("token")
        _ = try parameters.once("token_type_hint")
    }
}
