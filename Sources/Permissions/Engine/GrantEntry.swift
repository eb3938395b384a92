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

    /// The unit from which it reaches, where `own` is the unit of the post through which it comes; `ownUnit` where it
    /// wants such a unit, and comes through no post.
    @inline(__always)
    func anchor(own: UInt32) -> UInt32 { anchor == Self.ownUnit ? own : anchor }
}

/// What is told about a grant, and not needed to decide: it lies beside the entry.
struct GrantReceipt: Sendable {
    let grant: GrantID
    /// Who answers for the grant; `nil` for the operators of the installation.
    let grantedBy: PersonID?
}

/// Entries of one subject with their receipts, denials first.
struct GrantList: Sendable {
    private(set) var entries: [GrantEntry]
    private(set) var receipts: [GrantReceipt]

    /// - Parameter receipts: those of the entries, in their order.
    init(entries: [GrantEntry], receipts: [GrantReceipt]) {
        self.entries = entries
        self.receipts = receipts
    }

    static let empty = GrantList(entries: [], receipts: [])

    var isEmpty: Bool { entries.isEmpty }

    func entry(of grant: GrantID) -> GrantEntry? {
        receipts.firstIndex { $0.grant == grant }.map { entries[$0] }
    }

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

/// A permitting grant as seen from its anchor.
struct AnchoredGrant: Sendable {
    let entry: GrantEntry
    let grant: GrantID
    let subject: Subject

    enum Subject: Sendable {
        case person(PersonID)
        case holders(position: UInt16, unit: UInt32)
        case everyone(kind: UInt16)
        case citizens
    }
}
