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
        package let reading: DirectoryReading
        package let kind: DirectoryRun.Kind
        /// Where the next reading goes on from; kept with what is applied.
        package let cookie: KeptCookie?
        /// When the last change in it was made, as far as the source says.
        package let changedAt: Instant?
        /// Over how long removals are counted together.
        package let removalSpan: Duration

        package init(
            _ reading: DirectoryReading, of source: SourceID, kind: DirectoryRun.Kind, cookie: KeptCookie? = nil,
            changedAt: Instant? = nil, removalSpan: Duration = SyncLimits().within
        ) {
            self.source = source
            self.reading = reading
            self.kind = kind
            self.cookie = cookie
            self.changedAt = changedAt
            self.removalSpan = removalSpan
        }
    }

    package enum Outcome: Sendable {
        case applied(AppliedDirectory)
        /// The records say the same; only how far the source is read was kept.
        case nothing
        /// A person has to approve it, by the digest.
        case held(HeldPlan, SyncPlan)
        /// Another plan than this one was approved.
        case staleDigest(HeldPlan, SyncPlan)
        /// The reading is no plan: nothing changes, the cookie neither.
        case refused(String)
    }

    /// - Parameter approval: the digest of the plan that somebody approves, or the first eight digits of it or more.
    package func run(
        _ read: Read, approving approval: String? = nil, _ act: Act, planning: @escaping DirectoryPlanning
    ) async throws -> Outcome {
        let permissions = installation.permissions
        let ids = NewcomerIDs(random: installation.random)
        @Sendable func draft(_ transaction: some Transaction) throws -> Drafted {
            let ground = try transaction.planningGround(
                of: read.source, read.reading, removalsOver: read.removalSpan, permissions, at: act.now)
            return Drafted(ground: ground, planned: try planning(ground))
        }
        let early = try await installation.database.read { transaction in try draft(transaction) }
        return try await installation.database.write(queuingFor: .permissions) { transaction in
            let drafted = try transaction.stands(early, read.source) ? early : try draft(transaction)
            return try transaction.settle(drafted, read, approving: approval, ids, act)
        }
    }
}

/// A plan, with what it was made on.
struct Drafted: Sendable {
    let ground: PlanningGround
    let planned: PlannedSync
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
        let ground = drafted.ground
        guard try permissionRevisions.latest() == ground.revision,
            try directoryRuns.last(1, of: source).first?.number == ground.lastRun
        else { return false }
        let details = plan.people.map(\.details)
        let (numbers, usernames) = (details.compactMap(\.number), details.compactMap(\.username))
        let (numbered, named) = (
            try people.people(numbered: numbers), try directoryBindings.people(named: usernames)
        )
        return numbers.allSatisfy { ground.records.numbers[$0] == numbered[$0] }
            && usernames.allSatisfy { ground.records.usernames[$0] == named[$0] }
    }
}

extension WriteTransaction {
    fileprivate func settle(
        _ drafted: Drafted, _ read: ApplyDirectory.Read, approving approval: String?, _ ids: NewcomerIDs, _ act: Act
    ) throws -> ApplyDirectory.Outcome {
        var state = try directoryStates.state(of: read.source)
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
        state.isolated = read.reading.isolated.count
        if let approval, !PlanDigest.approves(approval, digest) {
            let held = HeldPlan(digest: digest, reasons: plan.held, since: act.now)
            return try finish(.staleDigest(held, plan), .refused("stale-digest"))
        }
        if plan.isEmpty {
            state.keep(read, at: act.now)
            return try finish(.nothing, nil)
        }
        if approval == nil, !plan.held.isEmpty || state.waitsSinceUndo {
            let isNew = state.held?.digest != digest
            let held = HeldPlan(
                digest: digest, reasons: plan.held, since: isNew ? act.now : state.held?.since ?? act.now)
            state.held = held
            return try finish(.held(held, plan), isNew ? .refused("held") : nil)
        }
        let application = PlanApplication(
            source: read.source, kind: read.kind, digest: digest,
            approvedBy: approval == nil ? nil : act.actor.text, base: drafted.ground.revision)
        let applied = try apply(plan, application, known: drafted.ground.records, ids, act)
        state.keep(read, at: act.now)
        return try finish(.applied(applied), nil)
    }
}

extension DirectoryState {
    /// The records are at what was read.
    fileprivate mutating func keep(_ read: ApplyDirectory.Read, at now: Instant) {
        // Of the first cookie nobody knows whether its last change is one that we hadn't.
        if let cookie, let new = read.cookie, new != cookie, let changedAt = read.changedAt {
            lag = max(.zero, now - changedAt)
        }
        cookie = read.cookie
        readAt = now
        if read.kind == .whole { readWholeAt = now }
        kind = read.kind
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
