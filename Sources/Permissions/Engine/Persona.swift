import Directory

/// In which capacity somebody acts. A member of staff is a citizen too; the two are linked, never merged:
/// what one may do, the other doesn't.
package enum Persona: Hashable, Sendable {
    /// With what citizens of the person's identity level were granted.
    case citizen
    /// In one post, with what it brings and with what the person was granted in person.
    case post(Post)
    /// In all posts at once, for a question that names none. Whoever has left every post is no staff any more, whatever
    /// was granted to them in person.
    case staff
}

extension Persona {
    /// `citizen`, `staff`, or a post as `POSITION@UNIT`.
    package var text: String {
        switch self {
        case .citizen: "citizen"
        case .staff: "staff"
        case .post(let post): post.description
        }
    }

    package init?(text: String) {
        switch text {
        case "citizen": self = .citizen
        case "staff": self = .staff
        default:
            guard let post = Post(text) else { return nil }
            self = .post(post)
        }
    }
}
