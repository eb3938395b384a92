/// What a client asks to learn: `scope` (RFC 6749 §3.3, OpenID Connect Core §5.4).
package enum Scope: String, Hashable, Sendable, CaseIterable {
    case openid
    case profile
    case phone
    case address
    /// The twelve-digit number, ours: released to clients whose registration allows it, and to no other.
    case citizenID = "citizen_id"
    /// The post in which the person acts, ours.
    case org
    /// What the person may do on the platform that asks, ours (Article 14.2): for clients that are one of its platforms.
    case permissions

    /// The names, in their order of declaration, separated by spaces.
    package static func text(_ scopes: Set<Scope>) -> String {
        allCases.filter(scopes.contains).map(\.rawValue).joined(separator: " ")
    }

    /// The known names of a space-separated list. Unknown ones are ignored (OpenID Connect Core §3.1.2.1).
    package static func parse(_ text: String) -> Set<Scope> {
        Set(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
    }
}
