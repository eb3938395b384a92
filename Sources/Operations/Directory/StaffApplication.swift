import Accounts
import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

/// Carries out what a plan changes of people, one after the other, in the transaction of the plan.
struct StaffApplication {
    let transaction: WriteTransaction
    let source: SourceID
    let run: Int64
    let revision: PermissionRevision
    /// What the plan was made on.
    let known: SyncRecords
    /// From when on the plan is true.
    let from: Instant
    /// Where units have gone that the plan ends or merges.
    let successors: [UnitID: UnitID?]
    /// The roles that somebody keeps who was given them in person, and moves; `nil` where nobody loses any, as when an
    /// application is taken back.
    let keptOnMove: Set<RoleID>?
    /// Grants in person that ended with their holders' places.
    private(set) var endedGrants: [RoleGrant] = []
    let act: Act

    init(
        _ transaction: WriteTransaction, of source: SourceID, run: Int64, in revision: PermissionRevision,
        known: SyncRecords, from: Instant, successors: [UnitID: UnitID?], keptOnMove: Set<RoleID>?, _ act: Act
    ) {
        (self.transaction, self.source, self.run, self.revision) = (transaction, source, run, revision)
        (self.known, self.from) = (known, from)
        (self.successors, self.keptOnMove, self.act) = (successors, keptOnMove, act)
    }

    /// Carries all changes out, in the order of the people's ids. They say nothing of the people, and most of what is written
    /// stands in their order: a hundred thousand newcomers are added at the end of each table's index, and not here and there.
    mutating func apply(_ changes: [SyncPlan.PersonChange], _ ids: NewcomerIDs) throws {
        var ids = ids
        var order: [(person: PersonID, place: Int)] = []
        order.reserveCapacity(changes.count)
        for (place, change) in changes.enumerated() { order.append((try change.person ?? ids.next(), place)) }
        order.sort { one, other in
            one.person == other.person ? one.place < other.place : one.person.precedesAsText(other.person)
        }
        let applyAll = { (staff: inout Self) in
            for (person, place) in order { try staff.apply(changes[place], to: person) }
        }
        guard changes.count > Self.fewChanges else { return try applyAll(&self) }
        try transaction.withLargeCache { try applyAll(&self) }
    }

    /// So many touch no more than the usual cache holds.
    private static let fewChanges = 500

    private mutating func apply(_ change: SyncPlan.PersonChange, to person: PersonID) throws {
        let before = known.staff[change.key].map {
            BoundStaff(person: $0.person, details: $0.details, isActive: $0.isActive)
        }
        if change.person == nil { try enter(person, change.details) }
        let mayMove = change.person != nil && !change.ended.isEmpty
        let places = mayMove ? try transaction.places(of: person, at: from) : []
        let dn = change.name.text
        try transaction.directoryRuns.add(
            DirectoryRunEntry(key: change.key, person: person, dn: dn, kinds: change.kinds, before: before),
            to: run)
        if change.person != nil { try update(change, person, before) }
        try transaction.directoryBindings.put(
            BoundStaff(person: person, details: change.details, isActive: change.isActive), change.key, dn: dn,
            of: source, at: act.now)
        if change.kinds.contains(.rebound) {
            try transaction.directoryBindings.forgetKeys(
                of: person, but: change.key, of: source, at: act.now)
        }
        try applyPosts(of: change, person)
        try applyState(of: change, person)
        try endGrants(of: person, after: change, from: places)
        let kinds = change.kinds.map(\.rawValue).sorted().joined(separator: ",")
        try transaction.audit.append(act.event(.directoryStaff, object: "\(person.text) \(kinds) \(source)"))
    }

    /// Enters somebody whom the records don't have.
    private func enter(_ person: PersonID, _ details: StaffDetails) throws {
        if let number = details.number {
            try transaction.people.add(person, details.claims, known: .citizen(number), at: act.now)
        } else {
            try transaction.people.add(person, details.claims, at: act.now)
        }
    }

    private func update(_ change: SyncPlan.PersonChange, _ person: PersonID, _ before: BoundStaff?) throws {
        let (old, new) = (before?.details, change.details)
        try transaction.tell(new, after: old, of: person, at: act.now)
        guard let number = new.number, number != old?.number else { return }
        // Another's number is the plan's to tell of; here it would only break the whole transaction, every time.
        switch known.numbers[number] {
        case person: return
        case .some(let other): throw PlanDoesNotFit(description: "the number of \(person) is that of \(other)")
        case nil: break
        }
        for old in try transaction.people.identifiers(of: person) {
            try transaction.people.end(old, of: person, at: act.now)
        }
        try transaction.people.begin(.citizen(number), of: person, at: act.now)
    }

    private func applyPosts(of change: SyncPlan.PersonChange, _ person: PersonID) throws {
        if !change.ended.isEmpty {
            let ended = Set(change.ended)
            for stored in try transaction.assignments.facts(of: person)
            where ended.contains(stored.fact) && stored.fact.isBegun(by: source) {
                _ = try transaction.assignments.end(stored, at: from, in: revision)
            }
        }
        for post in change.begun {
            guard let period = post.period(learned: from) else { continue }
            try transaction.assignments.add(
                Assignment(person: person, post: post.post, period: period, origin: source), in: revision)
        }
    }

    /// Who left, or works elsewhere now, loses what was given in person.
    private mutating func endGrants(
        of person: PersonID, after change: SyncPlan.PersonChange, from places: Set<UnitID>
    ) throws {
        guard let keptOnMove, change.person != nil else { return }
        let hasLeft = try !change.isActive && !transaction.directoryBindings.isActive(person)
        guard try hasLeft || isMove(of: person, from: places) else { return }
        endedGrants += try transaction.endGrantsInPerson(
            of: person, keeping: keptOnMove, at: from, in: revision, act)
    }

    private func isMove(of person: PersonID, from places: Set<UnitID>) throws -> Bool {
        guard !places.isEmpty else { return false }
        let after = try transaction.places(of: person, at: from)
        return Relocation(from: places, to: after, successors: successors).isMove
    }

    /// Who left loses the use of their staff account; who is new or came back gets it.
    private func applyState(of change: SyncPlan.PersonChange, _ person: PersonID) throws {
        let staff = transaction.staffAccounts
        guard !change.isActive else {
            if !change.kinds.isDisjoint(with: [.joined, .known, .returned]) {
                try staff.activate(person, at: act.now)
                if change.person != nil { try staff.enablePerson(person, at: act.now) }
            }
            return
        }
        try transaction.leave(person, at: act.now)
    }
}
