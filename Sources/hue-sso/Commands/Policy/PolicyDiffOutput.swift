import Directory
import Identity
import Operations
import Permissions
import Wire

/// What a change of policy does, as it is shown: the people first, then the rules, a line each.
extension Installation {
    func json(_ difference: PolicyDiff) async throws -> JSONObject {
        let labels = try await labels(of: difference.changes.people)
        let changes = difference.changes.map { change in
            JSONValue.object([
                "who": labels.json(change.who), "function": .string(change.function.text),
                "gained": .texts(change.gained.map(\.text).sorted()), "lost": .texts(change.lost.map(\.text).sorted()),
            ])
        }
        return ["changes": .array(changes), "rules": .array(difference.rules.map { .object($0.json) })]
    }

    func show(_ difference: PolicyDiff) async throws {
        guard !difference.isEmpty else {
            print("Không ai được thêm hay mất quyền, và không quy tắc nào thay đổi.")
            return print("(Nobody gains or loses anything, and no rule changes.)")
        }
        let labels = try await labels(of: difference.changes.people)
        for change in difference.changes {
            for (sign, units) in [("+", change.gained), ("-", change.lost)] where !units.isEmpty {
                print("\(sign) \(labels.text(change.who)): \(change.function) @ \(units.listed)")
            }
        }
        guard !difference.rules.isEmpty else { return }
        print("Quy tắc thay đổi (rules that change):")
        for rule in difference.rules { print("~ \(rule.text)") }
    }
}

extension Set<UnitID> {
    /// The first of them, and how many there are.
    var listed: String {
        let shown = map(\.text).sorted()
        return shown.prefix(5).joined(separator: ", ") + (shown.count > 5 ? " … (\(shown.count))" : "")
    }
}

extension [PolicyDiff.Change] {
    fileprivate var people: [PersonID] {
        compactMap { if case .person(let person) = $0.who { person } else { nil } }
    }
}

extension PersonLabels {
    fileprivate func text(_ who: PolicyDiff.Who) -> String {
        switch who {
        case .person(let person): text(person)
        case .citizens(let level): "công dân mức \(level.rawValue) (citizens of level \(level.rawValue))"
        }
    }

    fileprivate func json(_ who: PolicyDiff.Who) -> JSONValue {
        switch who {
        case .person(let person): json(person)
        case .citizens(let level): .string("citizens:\(level.rawValue)")
        }
    }
}
