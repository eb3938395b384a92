import Identity
import Wire

/// The claims of a VNeID account in the profile `quirks`. Their names differ from contract to contract, and so they are
/// settings; these are the ones that have been seen.
package struct QuirksClaims: Hashable, Sendable {
    /// The number that the state knows the account by, which is the subject as well.
    package var number: String
    package var name: String
    package var birthdate: String
    /// `1` a person, `2` an organisation, as in the profile `oidc`.
    package var accountType: String
    /// The identity level, 1 or 2.
    package var accountLevel: String

    package init(
        number: String = "citizenPid", name: String = "fullName", birthdate: String = "birthDate",
        accountType: String = "accountType", accountLevel: String = "accountLevel"
    ) {
        self.number = number
        self.name = name
        self.birthdate = birthdate
        self.accountType = accountType
        self.accountLevel = accountLevel
    }

    /// Reads them strictly; whatever is wrong is the one error of the profile.
    func identity(
        _ claims: JSONObject, authenticationLevel: AuthenticationLevel, authenticatedAt: Instant
    ) throws(FederationError) -> VerifiedIdentity {
        guard let number = VNeIDClaims.text(claims[number]), let identifier = identifier(claims, number),
            let level = VNeIDClaims.level(claims[accountLevel]).flatMap(IdentityLevel.init)
        else { throw .untrustworthy(.exchange) }
        return VerifiedIdentity(
            identifier: identifier, name: VNeIDClaims.text(claims[name]).flatMap { PlainLine($0)?.text },
            birthdate: VNeIDClaims.text(claims[birthdate]).flatMap { Birthdate(compact: $0) ?? Birthdate($0) },
            identityLevel: level, authenticationLevel: authenticationLevel, authenticatedAt: authenticatedAt,
            upstream: .vneid)
    }

    private func identifier(_ claims: JSONObject, _ number: String) -> PersonIdentifier? {
        switch VNeIDClaims.text(claims[accountType]) ?? claims[accountType]?.integer.map(String.init) {
        case "1": CitizenNumber(number).map(PersonIdentifier.citizen) ?? .foreigner(number)
        case "2": .organisation(number)
        default: nil
        }
    }
}
