import Directory
import Operations
import Wire

extension DirectoryPreview {
    /// Units by code, people by user name (else by number), findings and conflicts with entry and remedy, what holds it
    /// as reasons.
    var json: JSONObject {
        let units = plan.units
        return [
            "units": .object([
                "begun": .texts(units.begun.map(\.id.text)), "renamed": .texts(units.renamed.map(\.after.id.text)),
                "moved": .texts(units.moved.map(\.after.id.text)), "ended": .texts(units.ended.map(\.id.text)),
                "merged": .texts(units.merged.map(\.unit.id.text)),
            ]),
            "people": .object([
                "joined": names(.joined), "known": names(.known), "left": names(.left), "moved": names(.moved),
                "returned": names(.returned), "rebound": names(.rebound), "renumbered": names(.renumbered),
                "login_changed": names(.loginChanged),
            ]),
            "conflicts": .array(
                plan.conflicts.map { conflict in
                    [
                        "kind": .string(conflict.kind.name), "dn": .string(conflict.dn),
                        "remedy": .string(conflict.text.both),
                    ]
                }),
            "findings": .array(
                plan.findings.map { finding in
                    [
                        "kind": .string(finding.kind.name), "dn": .string(finding.dn),
                        "remedy": .string(finding.text.both),
                    ]
                }),
            "held": .texts(plan.held.map { $0.text(by: limits).both }),
        ]
    }

    private func names(_ kind: SyncPlan.Kind) -> JSONValue {
        .texts(plan.people.filter { $0.kinds.contains(kind) }.map(\.name))
    }
}

extension SyncPlan.PersonChange {
    /// How an administrator knows them: by user name, else by number, else by the entry.
    var name: String { details.username?.text ?? details.number?.digits ?? dn }
}
