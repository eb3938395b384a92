import Identity
import Wire

/// What we know of a person that claims can be made from. Nothing in it goes out but through `claims(for:)`.
package struct PersonClaims: Hashable, Sendable {
    package let name: String?
    package let birthdate: Birthdate?
    package let phoneNumber: String?
    package let address: String?
    /// The number that is valid now.
    package let citizenNumber: CitizenNumber?
    package let identityLevel: IdentityLevel?

    package init(
        name: String?, birthdate: Birthdate?, phoneNumber: String?, address: String?,
        citizenNumber: CitizenNumber?, identityLevel: IdentityLevel?
    ) {
        self.name = name
        self.birthdate = birthdate
        self.phoneNumber = phoneNumber
        self.address = address
        self.citizenNumber = citizenNumber
        self.identityLevel = identityLevel
    }

    /// The claims that the scopes release (OpenID Connect Core §5.4); `sub` is the caller's.
    package func claims(for scopes: Set<Scope>) -> JSONObject {
        var claims = JSONObject()
        if scopes.contains(.profile) {
            claims[ClaimName.name] = name.map(JSONValue.string)
            claims[ClaimName.birthdate] = birthdate.map { .string($0.text) }
            claims[ClaimName.identityLevel] = identityLevel.map { .integer(Int64($0.rawValue)) }
        }
        if scopes.contains(.phone) { claims[ClaimName.phoneNumber] = phoneNumber.map(JSONValue.string) }
        if scopes.contains(.address), let address {
            claims[ClaimName.address] = .object(["formatted": .string(address)])
        }
        if scopes.contains(.citizenID) { claims[ClaimName.citizenID] = citizenNumber.map { .string($0.digits) } }
        return claims
    }
}

/// The names of claims: OpenID's own where there is one, else ours under `vn.gov.hue.`, a name that nobody else gives
/// (RFC 7519 §4.2). Documentation/CLAIMS.md explains each.
package enum ClaimName {
    package static let name = "name"
    package static let birthdate = "birthdate"
    package static let phoneNumber = "phone_number"
    package static let address = "address"
    package static let citizenID = "vn.gov.hue.citizen_id"
    package static let identityLevel = "vn.gov.hue.identity_level"

    package static let unit = "vn.gov.hue.unit"
    package static let unitName = "vn.gov.hue.unit_name"
    package static let position = "vn.gov.hue.position"
    package static let permissions = "vn.gov.hue.permissions"

    /// The roles of a service, in its access token (RFC 9068 §2.2.3.1).
    package static let roles = "roles"

    static let supported = [
        "sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "sid", "at_hash",
        name, birthdate, phoneNumber, address, citizenID, identityLevel, unit, unitName, position,
        permissions,
    ]
}
