/// The claims that an authorization request asked for one by one (OpenID Connect Core §5.5), beside those that its scopes
/// release: by where they are to be told. What the client may not have isn't among them.
package struct RequestedClaims: Hashable, Sendable {
    package let userInfo: Set<PersonClaim>
    package let idToken: Set<PersonClaim>

    package static let none = RequestedClaims(userInfo: [], idToken: [])

    package init(userInfo: Set<PersonClaim>, idToken: Set<PersonClaim>) {
        self.userInfo = userInfo
        self.idToken = idToken
    }

    /// The scopes that the claims belong to: what a person has to be asked for, and for which a post has to be chosen.
    package var scopes: Set<Scope> { Set(userInfo.union(idToken).map(\.scope)) }

    package var isEmpty: Bool { self == .none }
}
