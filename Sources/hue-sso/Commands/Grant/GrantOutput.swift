import Directory
import Identity
import Operations
import Permissions
import Wire

// A grant, as lists show it.

extension RoleGrant {
    /// What a list shows of a grant.
    func json(_ labels: PersonLabels) -> JSONObject {
        var json: JSONObject = ["grant": .string(id.description), "effect": .string(effect.rawValue)]
        if case .person(let person) = subject {
            json["to"] = labels.json(person)
        } else {
            json["to"] = .string(subject.text ?? "")
        }
        json["role"] = .string(role.slug)
        json["reach"] = .string(reach.extent.text)
        json["unit"] = .string(reach.anchor.text)
        json["from"] = period.from == Period.always.from ? .null : .string(period.from.text)
        json["until"] = period.until.map { .string($0.text) } ?? .null
        json["granted_by"] = grantedBy.map(labels.json) ?? .null
        json["reason"] = .string(reason)
        json["stands_in_for"] = standsInFor.map { .string($0.description) } ?? .null
        return json
    }

    /// The people whom it names.
    var people: [PersonID] {
        if case .person(let person) = subject { return [person, grantedBy].compactMap { $0 } }
        return [grantedBy].compactMap { $0 }
    }

    static let columns = [
        "QUYỀN (GRANT)", "CHO (TO)", "VAI TRÒ (ROLE)", "TẠI (WHERE)", "TỪ (FROM)", "ĐẾN (UNTIL)", "NGƯỜI GIAO (BY)",
        "LÝ DO (REASON)",
    ]

    func cells(_ labels: PersonLabels) -> [String] {
        [
            id.description + (effect == .deny ? " (cấm/deny)" : ""), labels.text(subject), role.slug,
            "\(reach.anchor.text) \(reach.extent.text)",
            period.from == Period.always.from ? "-" : HueTime.text(period.from), period.until.map(HueTime.text) ?? "-",
            labels.text(giver: grantedBy), reason,
        ]
    }
}

extension Installation {
    func show(_ grant: RoleGrant, _ output: OutputOptions) async throws {
        let labels = try await labels(of: grant.people)
        if output.json { printJSON(grant.json(labels)) } else { printTable(RoleGrant.columns, [grant.cells(labels)]) }
    }
}
