/// `response_mode`: how the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2, JARM §2.3). Each
/// has a file of its own.
package enum ResponseMode: String, Hashable, Sendable, CaseIterable {
    case query
    case formPost = "form_post"
    /// A signed answer, by the way that is usual for a code: its query (JARM §2.3.4).
    case jwt
    case queryJWT = "query.jwt"
    case fragmentJWT = "fragment.jwt"
    case formPostJWT = "form_post.jwt"

    /// Whether the answer is signed.
    package var isSigned: Bool {
        switch self {
        case .query, .formPost: false
        case .jwt, .queryJWT, .fragmentJWT, .formPostJWT: true
        }
    }

    /// Whether the browser sends it as a form.
    var isPosted: Bool { self == .formPost || self == .formPostJWT }
}
