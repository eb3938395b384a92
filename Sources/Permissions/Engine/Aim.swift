import Directory
import Identity

/// A function at a unit in a moment, in numbers: what a decision compares grants with.
struct Aim {
    let function: Int
    let unit: UInt32
    let label: UnitLabel
    /// In milliseconds since 1970.
    let moment: Int64

    var kind: Int { Int(label.kind) }
    var instant: Instant { Instant(millisecondsSince1970: moment) }
}

extension Snapshot {
    /// Whether a grant counts at the unit, where `own` is the unit through which it came.
    @inline(__always)
    func reaches(_ entry: GrantEntry, _ aim: Aim, own: UInt32) -> Bool {
        let anchor = entry.anchor == GrantEntry.ownUnit ? own : entry.anchor
        switch entry.extent {
        case .unit: return anchor == aim.unit
        case .subtree: return labels[Int(anchor)].holds(aim.label)
        case .kind: return entry.kind == aim.label.kind && labels[Int(anchor)].holds(aim.label)
        }
    }

    /// Whether a grant, permitting or denying, is about the function at the unit in the moment.
    @inline(__always)
    func concerns(_ entry: GrantEntry, _ aim: Aim, own: UInt32) -> Bool {
        entry.holds(at: aim.moment)
            && policy.gives(role: Int(entry.role), kind: aim.kind, function: aim.function)
            && reaches(entry, aim, own: own)
    }
}
