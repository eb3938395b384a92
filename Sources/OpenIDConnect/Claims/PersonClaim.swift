/// A claim about a person, by its name (OpenID Connect Core §5.1; ours under `vn.gov.hue.`, RFC 7519 §4.2). Each belongs to one
/// scope (§5.4): a client that may not ask for the scope is given none of its claims, however it asks.
package enum PersonClaim: String, Hashable, Sendable, CaseIterable {
    case name
    case givenName = "given_name"
    case familyName = "family_name"
    case preferredUsername = "preferred_username"
    case birthdate
    case locale
    case updatedAt = "updated_at"
    case identityLevel = "vn.gov.hue.identity_level"
    case email
    case emailVerified = "email_verified"
    case phoneNumber = "phone_number"
    case phoneNumberVerified = "phone_number_verified"
    case address
    case citizenID = "vn.gov.hue.citizen_id"
    case unit = "vn.gov.hue.unit"
    case unitName = "vn.gov.hue.unit_name"
    case position = "vn.gov.hue.position"
    case permissions = "vn.gov.hue.permissions"

    /// The scope that releases it.
    package var scope: Scope {
        switch self {
        case .name, .givenName, .familyName, .preferredUsername, .birthdate, .locale, .updatedAt, .identityLevel:
            .profile
        case .email, .emailVerified: .email
        case .phoneNumber, .phoneNumberVerified: .phone
        case .address: .address
        case .citizenID: .citizenID
        case .unit, .unitName, .position: .org
        case .permissions: .permissions
        }
    }

    /// Whether an ID token may say it. An ID token is sent on as a hint, in addresses that browsers and proxies remember
    /// (`id_token_hint`): what opens doors elsewhere never stands in one, nor what is too long for an address.
    package var fitsIDToken: Bool {
        switch self {
        case .citizenID, .permissions: false
        default: true
        }
    }

    /// The claims that some scopes release.
    package static func released(by scopes: Set<Scope>) -> Set<PersonClaim> {
        Set(allCases.filter { scopes.contains($0.scope) })
    }
}
