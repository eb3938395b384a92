import Accounts
import ArgumentParser
import Directory
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

extension StaffHistory {
    /// What was so and isn't any more, a line each.
    var lines: [String] {
        names.former.map {
            "Họ tên trước đây (former name) \($0.value.withInvisiblesWritten), đến (until) \(HueTime.text($0.until))"
        }
            + usernames.former.map {
                "Tên đăng nhập trước đây (former user name) \($0.value.text), đến (until) \(HueTime.text($0.until))"
            }
            + formerStates.map { spell, until in
                let (from, until) = (HueTime.text(spell.period.from), HueTime.text(until))
                return "Trước đây (formerly) \(spell.state.text.both): \(from) … \(until)"
            }
    }

    private var formerStates: [(spell: Spell, until: Instant)] {
        states.compactMap { spell in spell.period.until.map { (spell, $0) } }
    }

    var json: JSONObject {
        [
            "names": .array(names.former.map { ["name": .string($0.value), "until": .string($0.until.text)] }),
            "usernames": .array(
                usernames.former.map { ["username": .string($0.value.text), "until": .string($0.until.text)] }),
            "states": .array(
                formerStates.map { spell, until in
                    [
                        "staff": .string(spell.state.rawValue), "from": .string(spell.period.from.text),
                        "until": .string(until.text),
                    ]
                }),
        ]
    }
}
