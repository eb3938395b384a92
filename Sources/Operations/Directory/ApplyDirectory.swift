import Audit
import Cryptography
import Database
import Directory
import Identity
import Permissions
import Storage
import Wire

/// Brings the records to what a source says. It plans where it reads, so that the one writer isn't held meanwhile; what
/// was planned is applied only if the records still are those, and planned anew where they aren't. All that changes is one
/// transaction with one revision of the permissions: units, people and their posts, what hangs on a unit that ends, the
/// sessions of those who left, and how far the source is read.
package struct ApplyDirectory: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// What was read, and how.
    package struct Read: Sendable {
        package let source: SourceID
        package let content: SourceContent
        package let kind: DirectoryRun.Kind
        /// Where the next reading goes on from; kept with what is applied.
        package let cookie: KeptCookie?
        /// For a server that starts again to go on from.
        let toKeep: SourceToKeep?
        /// When the last change in it was made, as far as the source says.
        package let changedAt: Instant?
        /// Over how long removals are counted together.
        package let removalSpan: Duration
        /// From when on what it changes is true, not later than it is applied; `nil` for when it is.
        let from: Instant?
        /// The node's turn at the source, which has to be its own still; `nil` for somebody at the command line.
        package let lease: DirectoryLease?

        init(
            _ content: SourceContent, of source: SourceID, kind: DirectoryRun.Kind, cookie: KeptCookie? = nil,
            toKeep: SourceToKeep? = nil, changedAt: Instant? = nil, removalSpan: Duration = SyncLimits().within,
            from: Instant? = nil, lease: DirectoryLease? = nil
        ) {
            self.source = source
            self.content = content
            self.kind = kind
            self.cookie = cookie
            self.toKeep = toKeep
            self.changedAt = changedAt
            self.removalSpan = removalSpan
            self.from = from
            self.lease = lease
        }
    }

    package enum Outcome: Sendable {
        case applied(AppliedDirectory)
        /// The records say the same; only how far the source is read was kept.
        case nothing
        /// A person has to approve it, by the digest.
        /// - Parameter departures: who has left all the same, as an application of its own; `nil` where nobody has.
        case held(HeldPlan, departures: AppliedDirectory?)
        /// Another plan than this one was approved.
        case staleDigest(HeldPlan)
        /// The reading is no plan: nothing changes, the cookie neither.
        case refused(String)
    }

    /// - Parameter approval: the digest of the plan that somebody approves, or the first eight digits of it or more.
    /// - Throws: `DirectoryLeaseLost`, where another node's turn has begun.
    package func run(
        _ read: Read, approving approval: String? = nil, _ act: Act, planning: @escaping DirectoryPlanning
    ) async throws -> Outcome {
        try await settle(read, approving: approval, act, planning: planning).outcome
    }

    /// The same, with what the next plan of the source can rest on: `nil` where the records aren't what the plan says.
    func settle(
        _ read: Read, approving approval: String? = nil, _ act: Act, planning: @escaping DirectoryPlanning
    ) async throws -> (outcome: Outcome, basis: PlanBasis?) {
        let permissions = installation.permissions
        let ids = NewcomerIDs(random: installation.random)
        @Sendable func draft(_ transaction: some Transaction) throws -> Drafted {
            let ground = try transaction.planningGround(
                of: read.source, read.content, removalsOver: read.removalSpan, permissions,
                at: read.from.map { min($0, act.now) } ?? act.now)
            return Drafted(try planning(ground), on: ground)
        }
        let early = try await installation.database.read { transaction in try draft(transaction) }
        return try await installation.database.write(queuingFor: .permissions) { transaction in
            // In the same transaction: whoever takes over waits for it, or has done so before it.
            try transaction.prolong(read.lease, at: act.now)
            let drafted = try transaction.stands(early, read.source) ? early : try draft(transaction)
            let outcome = try transaction.settle(drafted, read, approving: approval, ids, act)
            let mark = try transaction.groundMark(of: read.source, at: act.now)
            let basis = drafted.basis(after: outcome, mark)
            if let basis { try transaction.keep(read.toKeep, basis, of: read.source) }
            return (outcome, basis)
        }
    }
}

/// A plan, with what of its ground is needed to carry it out: not the reading, which may be a hundred thousand people.
struct Drafted: Sendable {
    let planned: PlannedSync
    let mark: GroundMark
    let records: SyncRecords
    let keptOnMove: Set<RoleID>?
    private let due: [EntryKey: Instant]
    let isolated: Int

    init(_ planned: PlannedSync, on ground: PlanningGround) {
        self.planned = planned
        (mark, records, keptOnMove) = (ground.mark, ground.records, ground.keptOnMove)
        (due, isolated) = (ground.due, ground.reading.isolated.count)
    }

    fileprivate func basis(after outcome: ApplyDirectory.Outcome, _ mark: GroundMark) -> PlanBasis? {
        guard case .plan(let plan, _) = planned else { return nil }
        switch outcome {
        case .applied, .nothing: break
        case .held, .staleDigest, .refused: return nil
        }
        return PlanBasis(
            revision: mark.revision, lastRun: mark.lastRun,
            remains: PlanRemains(moment: mark.moment, withheld: plan.withheld, due: due))
    }
}

/// What was applied.
package struct AppliedDirectory: Sendable {
    package let run: Int64
    package let plan: SyncPlan
    /// Grants that ended with their unit, and those that went with it into another, as they are now.
    package let grants: GrantsOfUnits
}

extension Transaction {
    /// Whether a plan would be made on the same now. What no revision tells of, who has which number and user name, is
    /// asked for those whom the plan changes.
    fileprivate func stands(_ drafted: Drafted, _ source: SourceID) throws -> Bool {
        guard case .plan(let plan, _) = drafted.planned else { return true }
        guard try groundMark(of: source, at: drafted.mark.moment) == drafted.mark else { return false }
        let details = plan.people.map(\.details)
        let (numbers, usernames) = (details.compactMap(\.number), details.compactMap(\.username))
        let (numbered, named) = (
            try people.people(numbered: numbers), try directoryBindings.people(named: usernames)
        )
        return numbers.allSatisfy { drafted.records.numbers[$0] == numbered[$0] }
            && usernames.allSatisfy { drafted.records.usernames[$0] == named[$0] }
    }
}

extension WriteTransaction {
    fileprivate func settle(
        _ drafted: Drafted, _ read: ApplyDirectory.Read, approving approval: String?, _ ids: NewcomerIDs, _ act: Act
    ) throws -> ApplyDirectory.Outcome {
        var state = try directoryStates.state(of: read.source)
        func application(_ digest: String, _ approver: String?) -> PlanApplication {
            PlanApplication(
                source: read.source, kind: read.kind, digest: digest, approvedBy: approver, base: drafted.mark.revision,
                from: drafted.mark.moment, keptOnMove: drafted.keptOnMove)
        }
        func finish(_ outcome: ApplyDirectory.Outcome, _ result: AuditEvent.Outcome?) throws -> ApplyDirectory.Outcome {
            try directoryStates.set(state, of: read.source)
            if let result { try audit.append(act.event(.directoryApply, result, object: read.source.slug)) }
            return outcome
        }
        let (plan, input): (SyncPlan, [UInt8])
        switch drafted.planned {
        case .refused(let why):
            let isNew = state.refusal != why
            state.refusal = why
            return try finish(.refused(why), isNew ? .refused(why) : nil)
        case .plan(let made, let digestInput): (plan, input) = (made, digestInput)
        }
        let digest = PlanDigest.text(of: input)
        state.refusal = nil
        state.isolated = drafted.isolated
        if let approval, !PlanDigest.approves(approval, digest) {
            let held = HeldPlan(digest: digest, reasons: plan.held, since: act.now)
            return try finish(.staleDigest(held), .refused("stale-digest"))
        }
        if plan.isEmpty {
            state.keep(read.kind, read.cookie, changedAt: read.changedAt, at: act.now)
            return try finish(.nothing, nil)
        }
        if approval == nil, !plan.held.isEmpty || state.waitsSinceUndo {
            let isNew = state.held?.digest != digest
            let held = HeldPlan(
                digest: digest, reasons: plan.held, since: isNew ? act.now : state.held?.since ?? act.now)
            state.held = held
            let left = try plan.departures.map { part in
                let digest = PlanDigest.text(of: part.digestInput)
                return try apply(part, application(digest, nil), known: drafted.records, ids, act)
            }
            return try finish(.held(held, departures: left), isNew ? .refused("held") : nil)
        }
        let approver = approval == nil ? nil : act.actor.text
        let applied = try apply(plan, application(digest, approver), known: drafted.records, ids, act)
        state.keep(read.kind, read.cookie, changedAt: read.changedAt, at: act.now)
        return try finish(.applied(applied), nil)
    }
}

extension DirectoryState {
    /// The records are at what was read.
    mutating func keep(
        _ kind: DirectoryRun.Kind, _ cookie: KeptCookie?, changedAt: Instant?, at now: Instant
    ) {
        // Of the first cookie nobody knows whether its last change is one that we hadn't.
        if let old = self.cookie, let cookie, cookie != old, let changedAt { lag = max(.zero, now - changedAt) }
        self.cookie = cookie
        readAt = now
        if kind == .whole { readWholeAt = now }
        self.kind = kind
        held = nil
        waitsSinceUndo = false
    }
}

/// By what a plan is approved.
enum PlanDigest {
    private static let length = 16, shortest = 8

    static func text(of input: [UInt8]) -> String { String(HexDigits.text(SHA2.sha256(input)).prefix(length)) }

    /// People type the beginning.
    static func approves(_ typed: String, _ digest: String) -> Bool {
        typed.utf8.count >= shortest && digest.utf8.starts(with: typed.lowercased().utf8)
    }
}

/// Names for newcomers, of whom nobody knows before the transaction how many there are: all of one secret that is drawn
/// before it.
struct NewcomerIDs: Sendable {
    private let secret: [UInt8]
    private var count: UInt64 = 0

    init(random: any RandomSource) { secret = random.bytes(32) }

    mutating func next() throws -> PersonID {
        count += 1
        let bytes = HMAC.sha256(key: secret, Array("newcomer \(count)".utf8)).prefix(16)
        guard let person = PersonID(random: Array(bytes)) else { throw RandomSourceExhausted() }
        return person
    }
}
