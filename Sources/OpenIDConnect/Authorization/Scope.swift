import Wire

/// What a client asks to learn: `scope` (RFC 6749 §3.3, OpenID Connect Core §5.4).
package enum Scope: String, Hashable, Sendable, CaseIterable {
    case openid
    case profile
    case email
    case phone
    case address
    /// The twelve-digit number, ours: released to clients whose registration allows it, and to no other.
    case citizenID = "citizen_id"
    /// The post in which the person acts, ours.
    case org
    /// What the person may do on the platform that asks, ours (Article 14.2): for clients that are one of its
    /// platforms.
    case permissions
    /// To go on when the person's session has ended (OpenID Connect Core §11): for clients that may refresh tokens.
    /// That an administrator has registered a client for it is the condition of that section in whose place
    /// `prompt=consent` would stand.
    case offlineAccess = "offline_access"
    /// To read by SCIM (RFC 7644), ours: of the staff that use the client's platform, what its other scopes release.
    case scimRead = "scim.read"
    /// To be the source of units and staff that no other source has, by SCIM; ours.
    case scimWrite = "scim.write"
    /// To be told of security events by a stream of its own (OpenID SSF 1.0).
    case ssfManage = "ssf.manage"

    /// Those that release something of the post in which a person acts, who has to have chosen one.
    package static let aboutPosts: Set<Scope> = [.org, .permissions]

    /// Those that release something of the account that somebody has with the city.
    package static let aboutAccounts: Set<Scope> = [.profile, .email]

    /// Those that a service asks for in its own name, and that no person can allow.
    package static let ofServices: Set<Scope> = ofSCIM.union([.ssfManage])

    package static let ofSCIM: Set<Scope> = [.scimRead, .scimWrite]

    /// Those that say what a client is told of staff whom it reads by SCIM. Citizen numbers are told at a sign-in only,
    /// one by one.
    package static let aboutStaff: Set<Scope> = [.profile, .phone, .org]

    /// The names, in their order of declaration, separated by spaces.
    package static func text(_ scopes: Set<Scope>) -> String {
        // A bit for each: to look for each of all in the set takes longer, and so does an order of a few.
        let held = scopes.reduce(0) { $0 | 1 << $1.place }
        var text = ""
        for (place, scope) in declared.enumerated() where held & 1 << place != 0 {
            if !text.isEmpty { text += " " }
            text += scope.rawValue
        }
        return text
    }

    private static let declared = allCases

    private var place: Int { Self.declared.firstIndex(of: self) ?? Self.declared.count }

    /// The known names of a space-separated list. Unknown ones are ignored (OpenID Connect Core §3.1.2.1).
    package static func parse(_ text: String) -> Set<Scope> {
        var scopes = Set<Scope>(minimumCapacity: 4)
        for word in SpaceSeparated(text) {
            if let scope = Scope(rawValue: word) { scopes.insert(scope) }
        }
        return scopes
    }

    /// Whether a list has only the characters of `scope-token` and spaces between (RFC 6749 §3.3).
    static func isWellFormed(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }

    /// The first, in their order of declaration, that is asked for and not allowed.
    static func first(in asked: Set<Scope>, notIn allowed: Set<Scope>) -> Scope? {
        asked.subtracting(allowed).min { $0.place < $1.place }
    }
}
