import Identity

/// An invented person or organisation that can sign in to the simulated e-identity.
///
/// A persona is what the national system knows of an account: how it signs in, who it is, and how well that
/// has been proven. It comes from a file that says so (`PersonaFile`); nothing of it is a real person's.
package struct Persona: Hashable, Sendable {
    /// What kind of account it is. Decree 69/2024/NĐ-CP gives accounts to citizens, foreigners and organisations; the
    /// further kinds are those that a relying party has to tell apart.
    package enum Kind: Hashable, Sendable {
        case citizen
        /// Under 14: a representative consents in the child's place.
        case child
        /// A number in another format than twelve digits.
        case foreigner
        /// A member of the city's staff; to VNeID a citizen like any other.
        case staff
        /// The organisation itself, by its tax code.
        case organisation(taxCode: String)
        /// A person who signs in as the representative of an organisation.
        case representative(taxCode: String)
        /// A person of an organisation who isn't its representative, and is refused when acting for it.
        case member(taxCode: String)
    }

    package let kind: Kind
    /// What is typed as the number: twelve digits, a foreigner's number, or an organisation's tax code.
    package let username: String
    package let password: String
    /// The one-time password; in the simulation it is always the same.
    package let otp: String
    /// The full name, of the person or of the organisation.
    package let name: String
    /// `yyyyMMdd`, as VNeID writes it; an organisation has none.
    package let birthDate: String?
    package let level: IdentityLevel
    /// One line that says what this persona is for, Vietnamese first.
    package let description: String

    package init(
        kind: Kind, username: String, password: String, otp: String, name: String, birthDate: String?,
        level: IdentityLevel, description: String
    ) {
        self.kind = kind
        self.username = username
        self.password = password
        self.otp = otp
        self.name = name
        self.birthDate = birthDate
        self.level = level
        self.description = description
    }
}
