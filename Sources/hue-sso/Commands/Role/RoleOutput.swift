import Permissions
import Wire

extension Role {
    func json(_ policy: Policy) -> JSONObject {
        [
            "role": .string(id.slug), "name": name.json,
            "functions": .texts(policy.functions(of: id).map(\.id.text)), "includes": .texts(includes.map(\.slug)),
            "kinds": .texts(kinds.map(\.slug).sorted()), "delegable_at": .texts(delegableAt.map(\.slug).sorted()),
            "administers": .texts(administration?.roles.map(\.slug).sorted() ?? []),
            "may_deny": .bool(administration?.mayDeny ?? false), "kept_on_move": .bool(isKeptOnMove),
            "stand_in_days": .integer(standInDays.map(Int64.init)),
            "exclusions": .texts(policy.exclusions.filter { $0.roles.contains(id) }.map(\.id)),
            "services": .texts(policy.services(with: id).map(\.id.text)),
        ]
    }
}

extension Tier {
    /// What a function asks of a session and what it touches, shortly.
    var text: String {
        var words = ["\(data)", "auth≥\(authentication.rawValue)"]
        if let identity { words.append("id≥\(identity.rawValue)") }
        if let freshness { words.append("fresh≤\(freshness.wholeSeconds / 60)min") }
        if isAudited { words.append("audit") }
        return "[\(words.joined(separator: " "))]"
    }
}
