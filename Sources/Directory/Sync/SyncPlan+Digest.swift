import Wire

extension SyncPlan {
    /// What a person approves, in one canonical form: what is taken away, and everything for which the plan is held.
    ///
    /// Whatever else the source brings until the plan is applied leaves it as it is; counts do too, as they change with the
    /// hour. Who leaves at once isn't part of it either: it is the same before and after that.
    package var digestInput: [UInt8] {
        var lines = units.ended.map { "unit-ended \($0.id)" }
        lines += units.merged.map { "unit-merged \($0.unit.id) \($0.into)" }
        for change in people where !leavingAtOnce.contains(change.key) {
            let person = change.person?.text ?? change.key.description
            if change.kinds.contains(.left) { lines.append("left \(person)") }
            if holdsReturns, change.kinds.contains(.returned) { lines.append("returned \(person)") }
            if change.kinds.contains(.rebound) { lines.append("rebound \(person) \(change.key)") }
            if change.kinds.contains(.renumbered) {
                lines.append("renumbered \(person) \(change.details.number?.digits ?? "-")")
            }
            if holdsMoves, change.kinds.contains(.moved) {
                let posts = change.ended.map { "-\($0.post)" } + change.begun.map { "+\($0.post)" }
                lines.append("moved \(person) \(posts.sorted().joined(separator: " "))")
            }
            // The same limit holds them, and somebody who approves the loss of some names hasn't approved that of others.
            if holdsMoves, !change.kinds.isDisjoint(with: [.loginChanged, .detailsChanged]) {
                lines.append("changed \(person) \(change.details.digestText)")
            }
        }
        if holdsUnits {
            lines += (units.renamed + units.moved).map { change in
                "unit-changed \(change.after.id) \(change.after.parent?.text ?? "-") \(change.after.kind) \(change.after.name)"
            }
        }
        lines += held.map(\.digestLine)
        return Array(Set(lines).sorted().joined(separator: "\n").utf8)
    }

    private var holdsMoves: Bool {
        held.contains { if case .peopleMoved = $0 { true } else { false } }
    }

    private var holdsReturns: Bool {
        held.contains { if case .activityUnseen = $0 { true } else { false } }
    }

    private var holdsUnits: Bool {
        held.contains { if case .unitsChanged = $0 { true } else { false } }
    }
}

extension StaffDetails {
    /// One line, whatever stands in the values.
    fileprivate var digestText: String {
        let values = [username?.text, name, mail, phone, kind.rawValue, givenName, familyName, locale]
        return String(
            decoding: JSONWriter.write(.array(values.map { $0.map(JSONValue.string) ?? .null })), as: UTF8.self)
    }
}

extension HeldReason {
    fileprivate var digestLine: String {
        switch self {
        case .unitsRemoved: "held units-removed"
        case .peopleRemoved: "held people-removed"
        case .unitsChanged: "held units-changed"
        case .peopleMoved: "held people-moved"
        case .isolated: "held isolated"
        case .topLevelUnit(let unit): "held top-level \(unit)"
        case .renumbered: "held renumbered"
        case .rebound: "held rebound"
        case .codeChanged(let unit): "held code-changed \(unit)"
        case .merged(let unit): "held merged \(unit)"
        case .nobodyAdministers(let unit): "held nobody-administers \(unit)"
        case .activityUnseen: "held activity-unseen"
        }
    }
}
