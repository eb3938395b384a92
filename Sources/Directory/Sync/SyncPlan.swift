import Accounts
import Identity

/// What a reading changes of the records, from a moment on. It is made of values alone: the same reading over the same
/// records is the same plan, and over the records that it was applied to it is empty.
package struct SyncPlan: Hashable, Sendable {
    package var units = Units()
    package var people: [PersonChange] = []
    package var conflicts: [SyncConflict] = []
    package var findings: [SyncFinding] = []
    /// Why a person has to approve it; empty where nobody has to. `SyncGuard` says.
    package var held: [HeldReason] = []
    /// Of a plan that is held: who leaves all the same. `SyncGuard` says.
    package var leavingAtOnce: Set<EntryKey> = []
    /// Entries that stay as they are in the records: those that couldn't be read, and those that the records don't allow.
    package var isolated: Set<EntryKey> = []
    /// People who won't be as their entries say, the isolated among them: the next plan looks at them again, whatever
    /// changes.
    package var withheld: Set<EntryKey> = []
    /// Whether the source shows nothing of an attribute by which somebody would be known to have left.
    package var isActivityUnseen = false

    package init() {}

    /// Whether there is nothing to do. A plan of which everything was refused is empty, too.
    package var isEmpty: Bool {
        units.removedVersions.isEmpty && units.addedVersions.isEmpty && units.bound.isEmpty && people.isEmpty
    }

    /// What of a held plan doesn't wait, as a plan of its own; `nil` where all of it does.
    package var departures: SyncPlan? {
        guard !leavingAtOnce.isEmpty else { return nil }
        var part = SyncPlan()
        part.people = people.filter { leavingAtOnce.contains($0.key) }
        return part
    }

    package struct Units: Hashable, Sendable {
        package var begun: [Unit] = []
        package var renamed: [UnitPlan.Change] = []
        package var moved: [UnitPlan.Change] = []
        /// Those of which nothing changes but their place among their siblings: no reason to hold a plan.
        package var reordered: [UnitPlan.Change] = []
        package var ended: [Unit] = []
        package var merged: [Merge] = []
        /// Versions to be taken out of the records, and those to be put in.
        package var removedVersions: [Unit] = []
        package var addedVersions: [Unit] = []
        /// Keys that are new to a unit: of new units, and of those that were deleted and made again.
        package var bound: [EntryKey: UnitID] = [:]

        package init() {}

        /// Units that were there and stand under another entry from now on, with all the grants that they have: deleted and
        /// made again in the source, or known from before it told of them.
        package var rebound: [UnitID] {
            Set(bound.values).subtracting(begun.map(\.id)).subtracting(merged.map(\.unit.id))
                .sorted { $0.text < $1.text }
        }
    }

    /// A unit ends and another takes over: its grants move where a person approves.
    package struct Merge: Hashable, Sendable {
        package let unit: Unit
        package let into: UnitID

        package init(unit: Unit, into: UnitID) {
            self.unit = unit
            self.into = into
        }
    }

    /// Everything that one reading changes of one person.
    package struct PersonChange: Hashable, Sendable {
        package let key: EntryKey
        package let name: EntryName
        /// `nil` for somebody who is new to the records.
        package let person: PersonID?
        package let kinds: Set<Kind>
        /// As they are to be known; of who left, as they were.
        package let details: StaffDetails
        package let isActive: Bool
        /// Of who left: whether an entry of theirs is there that says so; else there is none any more.
        package let isSaid: Bool
        /// Posts that this source began and that end.
        package let ended: [Assignment]
        package let begun: Set<ReadPost>

        package var dn: String { name.text }

        package init(
            key: EntryKey, name: EntryName, person: PersonID?, kinds: Set<Kind>, details: StaffDetails,
            isActive: Bool, isSaid: Bool = false, ended: [Assignment], begun: Set<ReadPost>
        ) {
            self.key = key
            self.name = name
            self.person = person
            self.kinds = kinds
            self.details = details
            self.isActive = isActive
            self.isSaid = isSaid
            self.ended = ended
            self.begun = begun
        }
    }

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// New to the records.
        case joined
        /// Known already, by the number: VNeID or another source brought them.
        case known
        case left, returned
        /// Other posts.
        case moved
        /// Deleted and made again: the same number under another key.
        case rebound
        case renumbered
        case loginChanged = "login_changed"
        /// Name, mail, phone or kind of account.
        case detailsChanged = "details_changed"
    }
}

/// What a source says that can't become true as it says it.
package struct SyncConflict: Hashable, Sendable {
    package let kind: Kind
    package let dn: String

    package init(_ kind: Kind, dn: String) {
        self.kind = kind
        self.dn = dn
    }

    package enum Kind: Hashable, Sendable {
        /// A user name that is, or was, another's.
        case usernameOfAnother(Username)
        /// The number is that of somebody whom the source knows by another entry that is still there.
        case numberOfAnother
        /// The entry's code has changed: grants hang on the old one.
        case codeChanged(from: UnitID, to: UnitID)
    }
}

/// Why a plan waits for a person.
package enum HeldReason: Hashable, Sendable {
    /// So many of so many end, those of the last `within` included.
    case unitsRemoved(Int, of: Int)
    case peopleRemoved(Int, of: Int)
    case unitsChanged(Int, of: Int)
    case peopleMoved(Int, of: Int)
    case isolated(Int, of: Int)
    case topLevelUnit(UnitID)
    case renumbered(Int)
    case rebound(Int)
    case codeChanged(UnitID)
    case merged(UnitID)
    /// Nobody is left who administers the unit.
    case nobodyAdministers(UnitID)
    /// So many who had left would be back, and no entry has a value of an attribute that says who has: it may be hidden.
    case activityUnseen(Int)
}
