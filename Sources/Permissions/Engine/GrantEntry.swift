import Identity

/// A grant as the engine reads it: half a cache line, everything a number. Whose it is follows from where it
/// lies.
struct GrantEntry: Sendable {
    /// In milliseconds since 1970; `until` is the largest number when there is no end.
    let from: Int64
    let until: Int64
    /// The number of a unit; `ownUnit` for the unit of the holder's post.
    let anchor: UInt32
    let role: UInt16
    /// The kind of unit that `extent` means.
    let kind: UInt16
    let extent: Extent
    let isDenial: Bool
    let isStandIn: Bool
    /// Of the citizens that it is for; 0 when it isn't for citizens.
    let level: UInt8

    static let ownUnit: UInt32 = .max

    enum Extent: UInt8, Sendable {
        case unit, subtree, kind
    }

    @inline(__always)
    func holds(at moment: Int64) -> Bool { from <= moment && moment < until }
}

/// What is told about a grant, and not needed to decide: it lies beside the entry.
struct GrantReceipt: Sendable {
    let grant: GrantID
    /// As in `RoleGrant`.
    let grantedBy: PersonID?
}

/// Entries of one subject with their receipts, denials first.
struct GrantList: Sendable {
    private(set) var entries: [GrantEntry] = []
    private(set) var receipts: [GrantReceipt] = []

    static let empty = GrantList()

    mutating func insert(_ entry: GrantEntry, _ receipt: GrantReceipt) {
        let place = entry.isDenial ? 0 : entries.count
        entries.insert(entry, at: place)
        receipts.insert(receipt, at: place)
    }

    mutating func remove(_ grant: GrantID) {
        guard let place = receipts.firstIndex(where: { $0.grant == grant }) else { return }
        entries.remove(at: place)
        receipts.remove(at: place)
    }
}
