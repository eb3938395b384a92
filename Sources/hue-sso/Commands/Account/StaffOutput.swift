import Accounts
import ArgumentParser
import Identity
import Operations
import Wire

extension StaffState: ExpressibleByArgument {
    /// For a person who reads.
    var text: Bilingual {
        switch self {
        case .active: Bilingual("đang làm việc", "active")
        case .left: Bilingual("đã thôi việc", "left")
        case .dormant: Bilingual("tạm khóa vì không đăng nhập", "dormant")
        }
    }
}

extension StaffStanding {
    /// Who left is told of the directories that say so, too.
    var text: String {
        let names = sources.filter { state != .left || !$0.isActive }.map(\.id.slug)
        return state.text.both + (names.isEmpty ? "" : ": " + names.joined(separator: ", "))
    }

    /// The members that `--json` has for it.
    var members: [(name: String, value: JSONValue)] {
        [
            ("staff", .string(state.rawValue)), ("staff_since", .string(since.text)),
            ("last_sign_in", .string(lastSignInAt.text)), ("sources", .texts(sources.map(\.id.slug))),
            ("left_sources", .texts(sources.filter { !$0.isActive }.map(\.id.slug))),
        ]
    }
}

extension JSONObject {
    /// Adds whether somebody works here; `null` where nobody knows.
    mutating func add(_ standing: StaffStanding?) {
        guard let standing else { return self["staff"] = .null }
        for (name, value) in standing.members { self[name] = value }
    }
}

extension StaffMember {
    var listing: JSONObject {
        var json: JSONObject = [
            "username": username.map { .string($0.text) } ?? .null, "name": name.map(JSONValue.string) ?? .null,
            "enabled": .bool(isEnabled),
        ]
        json.add(standing)
        return json
    }
}
