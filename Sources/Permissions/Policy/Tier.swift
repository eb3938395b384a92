import Identity

/// The security tier of a function (Article 14.2: "phân tầng bảo mật theo tài khoản người dùng"): how well
/// the person must be known, how strongly and how lately signed in, and what data is at stake.
package struct Tier: Hashable, Sendable {
    /// The least level of the e-identity; `nil` asks for none.
    package let identity: IdentityLevel?
    /// The least strength of the sign-in.
    package let authentication: AuthenticationLevel
    /// How long ago the person may have signed in at most; `nil` for as long as the session lasts.
    package let freshness: Duration?
    package let data: DataClass
    /// Whether each decision about the function goes to the audit log.
    package let isAudited: Bool

    package init(
        identity: IdentityLevel? = nil,
        authentication: AuthenticationLevel = .one,
        freshness: Duration? = nil,
        data: DataClass = .internal,
        isAudited: Bool = false
    ) {
        self.identity = identity
        self.authentication = authentication
        self.freshness = freshness
        self.data = data
        self.isAudited = isAudited
    }

    /// The least strength of the sign-in that a class of data asks for: two factors wherever people are
    /// identifiable (TCVN 14423 5.6.2.4).
    package static func leastAuthentication(for data: DataClass) -> AuthenticationLevel {
        switch data {
        case .open, .internal: .one
        case .personal, .sensitive: .two
        }
    }
}
