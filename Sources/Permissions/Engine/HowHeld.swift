import Directory
import Identity

/// How a grant comes to a person.
package enum HowHeld: Hashable, Sendable {
    /// It was given to them in person.
    case person
    /// They stand in for somebody, by that one's grant.
    case standIn(for: PersonID, grant: GrantID)
    case holder(of: Post)
    /// They are in a post at a unit of the kind.
    case everyone(at: UnitKind, post: Post)
    case citizen(IdentityLevel)
}

extension HowHeld {
    /// The capacity in which a grant that comes so is used.
    var persona: Persona {
        switch self {
        case .citizen: .citizen
        case .person, .standIn: .staff
        case .holder(let post), .everyone(_, let post): .post(post)
        }
    }

    /// Whether what comes so is there for somebody who acts so: in one post, not what another brings.
    func belongs(to persona: Persona) -> Bool {
        switch (self, persona) {
        case (.citizen, .citizen): true
        case (.citizen, _), (_, .citizen): false
        case (_, .staff), (.person, .post), (.standIn, .post): true
        case (.holder(let post), .post(let acting)), (.everyone(_, let post), .post(let acting)): post == acting
        }
    }
}
