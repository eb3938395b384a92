import Identity
import Wire

/// What we know of a person that claims can be made from. Nothing in it goes out but through `claims(_:email:)`.
package struct PersonClaims: Hashable, Sendable {
    package let name: String?
    package let birthdate: Birthdate?
    package let phoneNumber: String?
    package let address: String?
    /// The number that is valid now.
    package let citizenNumber: CitizenNumber?
    package let identityLevel: IdentityLevel?
    /// When what is known of the person was changed last; `nil` where that isn't known.
    package let updatedAt: Instant?

    package init(
        name: String?, birthdate: Birthdate?, phoneNumber: String?, address: String?,
        citizenNumber: CitizenNumber?, identityLevel: IdentityLevel?, updatedAt: Instant? = nil
    ) {
        self.name = name
        self.birthdate = birthdate
        self.phoneNumber = phoneNumber
        self.address = address
        self.citizenNumber = citizenNumber
        self.identityLevel = identityLevel
        self.updatedAt = updatedAt
    }

    /// The claims of some names, as far as there is something to say; `sub` is the caller's, and what the city says of the
    /// person's post (`org`, `permissions`) isn't among them.
    /// - Parameters:
    ///   - staff: what the city's directory says of the person; nothing of who works elsewhere.
    ///   - email: the address that this client is told (`EmailClaims`).
    package func claims(_ names: Set<PersonClaim>, staff: StaffClaims, email: EmailClaims.Address?) -> JSONObject {
        var claims = JSONObject()
        for name in PersonClaim.allCases where names.contains(name) {
            claims[name.rawValue] = value(of: name, staff, email)
        }
        return claims
    }

    private func value(of name: PersonClaim, _ staff: StaffClaims, _ email: EmailClaims.Address?) -> JSONValue? {
        switch name {
        case .name: self.name.map(JSONValue.string)
        case .givenName: staff.givenName.map(JSONValue.string)
        case .familyName: staff.familyName.map(JSONValue.string)
        case .preferredUsername: staff.username.map(JSONValue.string)
        case .birthdate: birthdate.map { .string($0.text) }
        case .locale: staff.locale.map { .string($0.text) }
        case .updatedAt: updatedAt.map { .integer($0.secondsSince1970) }
        case .identityLevel: identityLevel.map { .integer(Int64($0.rawValue)) }
        case .email: email.map { .string($0.text) }
        case .emailVerified: email.map { .bool($0.isVerified) }
        case .phoneNumber: phoneNumber.map(JSONValue.string)
        // Nobody here has called it.
        case .phoneNumberVerified: phoneNumber.map { _ in false }
        case .address: address.map { .object(["formatted": .string($0)]) }
        case .citizenID: citizenNumber.map { .string($0.digits) }
        case .unit, .unitName, .position, .permissions: nil
        }
    }
}

/// What the city's own sources of staff say of a member of staff, in their words. Given and family name are the source's
/// own attributes: which part of a Vietnamese name is which isn't guessed.
package struct StaffClaims: Hashable, Sendable {
    package let username: String?
    package let givenName: String?
    package let familyName: String?
    package let email: EmailAddress?
    package let locale: LanguageTag?

    package init(
        username: String? = nil, givenName: String? = nil, familyName: String? = nil, email: EmailAddress? = nil,
        locale: LanguageTag? = nil
    ) {
        self.username = username
        self.givenName = givenName
        self.familyName = familyName
        self.email = email
        self.locale = locale
    }
}

/// The names of claims that tokens carry beside those about a person. Documentation/CLAIMS.md explains each.
package enum ClaimName {
    /// The roles of a service, in its access token (RFC 9068 §2.2.3.1).
    package static let roles = "roles"
    /// RFC 9396 §9.1.
    package static let authorizationDetails = "authorization_details"

    static let ofIDTokens = [
        "sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "sid", "at_hash",
    ]

    static let supported = ofIDTokens + PersonClaim.allCases.map(\.rawValue)
}
