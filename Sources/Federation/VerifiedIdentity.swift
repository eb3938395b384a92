import Identity

/// Who a person is by VNeID's word, after everything about the answer was checked. It exists only as the result of a
/// profile; what we tell platforms is an assertion of our own (Decree 69/2024/NĐ-CP Art. 19.4).
package struct VerifiedIdentity: Hashable, Sendable {
    package let identifier: PersonIdentifier
    package let name: String?
    package let birthdate: Birthdate?
    package let identityLevel: IdentityLevel
    package let authenticationLevel: AuthenticationLevel
    /// When the person proved there who they are.
    package let authenticatedAt: Instant
}
