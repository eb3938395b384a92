import Identity

/// Who a person is by the word of VNeID or of another upstream, after everything about the answer was checked. It
/// exists only as the result of a profile; what we tell platforms is an assertion of our own (Decree 69/2024/NĐ-CP Art. 19.4).
package struct VerifiedIdentity: Hashable, Sendable {
    package let identifier: PersonIdentifier
    package let name: String?
    package let birthdate: Birthdate?
    /// `nil` where the upstream says nothing of how well the person is proven to the state.
    package let identityLevel: IdentityLevel?
    package let authenticationLevel: AuthenticationLevel
    /// When the person proved there who they are.
    package let authenticatedAt: Instant
    /// By whose word.
    package let upstream: UpstreamID

    /// Whether what is said of the person goes before what was known: the state's word does, and that of a party of somebody
    /// whom it alone knows.
    package var isAuthoritative: Bool {
        if case .subject = identifier { return true }
        return upstream == .vneid
    }
}
