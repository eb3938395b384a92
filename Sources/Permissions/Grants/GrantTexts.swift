import Directory
import Identity

// How the parts of a grant are written where people type them and tables hold them: one form for the command line,
// the import files and the store.

extension GrantSubject {
    /// `POSITION@UNIT`, `kind:KIND` or `citizens:LEVEL`. A person is written in the words of whoever knows people, so
    /// that there is no text for one here.
    package var text: String? {
        switch self {
        case .person: nil
        case .holders(let post): post.description
        case .everyone(let kind): "kind:\(kind)"
        case .citizens(let level): "citizens:\(level.rawValue)"
        }
    }

    /// `nil` for any other text, and so for a person.
    package init?(text: String) {
        if let kind = text.rest(after: "kind:") {
            guard let kind = UnitKind(kind) else { return nil }
            self = .everyone(at: kind)
        } else if let level = text.rest(after: "citizens:") {
            guard let level = IdentityLevel.allCases.first(where: { String($0.rawValue) == level }) else { return nil }
            self = .citizens(level)
        } else {
            guard let post = Post(text) else { return nil }
            self = .holders(of: post)
        }
    }
}

extension Reach.Extent {
    /// `unit`, `subtree` or `kind:KIND`.
    package var text: String {
        switch self {
        case .unit: "unit"
        case .subtree: "subtree"
        case .kind(let kind): "kind:\(kind)"
        }
    }

    package init?(text: String) {
        switch text {
        case "unit": self = .unit
        case "subtree": self = .subtree
        default:
            guard let kind = text.rest(after: "kind:").flatMap({ UnitKind($0) }) else { return nil }
            self = .kind(kind)
        }
    }
}

extension Reach.Anchor {
    /// A unit's id, or `own`.
    package var text: String {
        switch self {
        case .unit(let unit): unit.text
        case .ownUnit: "own"
        }
    }

    package init?(text: String) {
        if text == "own" {
            self = .ownUnit
        } else {
            guard let unit = UnitID(text) else { return nil }
            self = .unit(unit)
        }
    }
}

extension String {
    fileprivate func rest(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
