import Directory
import Identity

/// A function at a unit in a moment, in numbers: what a decision compares grants with.
struct DecisionTarget {
    let function: Int
    let unit: UInt32
    let label: UnitLabel
    /// In milliseconds since 1970.
    let moment: Int64
    /// The roles that give the function at a unit of this kind.
    let givers: RoleMarks

    var kind: Int { Int(label.kind) }
    var instant: Instant { Instant(millisecondsSince1970: moment) }

    @inline(__always)
    init(function: Int, unit: UInt32, label: UnitLabel, moment: Int64, givers: RoleMarks) {
        self.function = function
        self.unit = unit
        self.label = label
        self.moment = moment
        self.givers = givers
    }

    /// A unit in a moment, for questions about reach and about exclusions: no function plays a part in them.
    init(unit: UInt32, at moment: Int64, in facts: Facts) {
        self.init(function: 0, unit: unit, label: facts.label(of: unit), moment: moment, givers: .all)
    }
}

extension Snapshot {
    /// `nil` where there is nothing to decide: for a function that the policy doesn't know, a group of functions, and a
    /// unit that isn't in the tree.
    func target(_ function: FunctionID, at unit: UnitID, moment: Instant) -> DecisionTarget? {
        guard let function = policy.functions.number(of: function), policy.tier(of: function) != nil,
            let (unit, label) = facts.find(unit)
        else { return nil }
        return DecisionTarget(
            function: function, unit: unit, label: label, moment: moment.millisecondsSince1970,
            givers: policy.givers(of: function, kind: Int(label.kind)))
    }

    /// Whether a grant, permitting or denying, is about the function at the unit in the moment, where `own` is the unit
    /// of the post through which it comes.
    @inline(__always)
    func concerns(_ entry: GrantEntry, _ target: DecisionTarget, own: UInt32) -> Bool {
        entry.holds(at: target.moment)
            && policy.gives(role: Int(entry.role), kind: target.kind, function: target.function)
            && facts.reaches(entry, target, own: own)
    }
}
