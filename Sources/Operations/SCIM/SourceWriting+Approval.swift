import Directory
import Identity
import SCIM
import Storage

/// A change that waits for the operators, with nothing of it done.
struct ChangeHeld: Error {
    let change: HeldChange
    let source: ProvisioningSource
}

// A source that goes wrong doesn't empty the city: what directories are held for, it is held for too (`SyncGuard`). Nothing
// of the change is kept but its digest; approved, it is done when the source sends it again.
extension SourceWriting {
    /// Those of directories.
    static let limits = SyncLimits()
    /// For how long an approval waits for the source to send the change again.
    static let approvalLife = Duration.hours(24)

    /// Lets a change through that nobody has to approve, or that somebody has.
    /// - Parameter plan: what it takes away, in the terms of a directory's plan.
    func admit(_ plan: SyncPlan, _ what: String) throws {
        let reasons = try reasons(for: plan)
        guard !reasons.isEmpty else { return }
        var plan = plan
        plan.held = reasons
        let digest = PlanDigest.text(of: plan.digestInput)
        let isApproved = try transaction.heldChanges.use(
            digest, of: source.source, givenAfter: act.now - Self.approvalLife)
        guard !isApproved else { return }
        let change = HeldChange(digest: digest, what: what, reasons: reasons, since: act.now)
        throw ChangeHeld(change: change, source: source)
    }

    /// Whether what ends had been there for longer than what is counted together: what began only today is no loss.
    func isLoss(_ record: ProvisionedResource) -> Bool {
        record.endedAt == nil && record.createdAt + Self.limits.within <= act.now
    }

    private func reasons(for plan: SyncPlan) throws -> [HeldReason] {
        var known = SyncRecords()
        known.units = permissions.tree.units
        known.unitBindings = try transaction.directoryBindings.units(of: source.source)
        known.staff = try transaction.directoryBindings.staff(of: source.source).mapValues { staff in
            KnownStaff(person: staff.person, details: staff.details, isActive: staff.isActive, posts: [])
        }
        let span = Self.limits.within
        let lately = try records.endings(of: source.source, since: act.now - span, older: span)
        return SyncGuard(Self.limits).reasons(
            for: plan, over: known, at: act.now,
            lately: SyncGuard.Removals(units: lately.units, people: lately.people),
            administration: try transaction.administration(
                by: permissions.snapshot.definition, at: permissions.revision, act.now))
    }
}

extension SyncPlan {
    /// What becomes of one person of a source that writes by SCIM.
    init(
        _ kind: Kind, of person: PersonID, _ record: EntryKey, details: StaffDetails = StaffDetails(),
        ending posts: [Assignment] = []
    ) {
        self.init()
        people = [Self.change(kind, of: person, record, details: details, ending: posts)]
    }

    static func change(
        _ kind: Kind, of person: PersonID, _ record: EntryKey, details: StaffDetails = StaffDetails(),
        ending posts: [Assignment]
    ) -> PersonChange {
        PersonChange(
            key: record, name: EntryName(""), person: person, kinds: [kind], details: details, isActive: kind != .left,
            ended: posts, begun: [])
    }
}
