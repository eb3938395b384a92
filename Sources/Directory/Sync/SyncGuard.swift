import Identity

/// Says whether a plan waits for a person: one that takes much away, or that a mistake in the source would look like.
package struct SyncGuard: Sendable {
    private let limits: SyncLimits

    package init(_ limits: SyncLimits) { self.limits = limits }

    /// What earlier plans have taken away within `SyncLimits.within`.
    package struct Removals: Hashable, Sendable {
        package var units: Int
        package var people: Int

        package init(units: Int = 0, people: Int = 0) {
            self.units = units
            self.people = people
        }
    }

    /// Somebody who administers a unit: in person, or as long as they are in a post.
    package struct Administers: Hashable, Sendable {
        package let person: PersonID
        package let unit: UnitID
        package let post: Post?
        /// Whether somebody who administers in person goes on when they move to another unit.
        package let isKeptOnMove: Bool

        package init(person: PersonID, unit: UnitID, post: Post? = nil, isKeptOnMove: Bool = false) {
            self.person = person
            self.unit = unit
            self.post = post
            self.isKeptOnMove = isKeptOnMove
        }
    }

    /// Says of a plan whether it is held, and who leaves all the same: who works here no more is shut out at once, whatever
    /// else the plan waits for. That is who has an entry that says so, and none of them where it is just their number, or what
    /// they administer, that somebody has to look at.
    package func hold(
        _ plan: inout SyncPlan, over records: SyncRecords, at moment: Instant, lately: Removals = Removals(),
        administration: [Administers] = []
    ) {
        func reasons(for plan: SyncPlan) -> [HeldReason] {
            self.reasons(for: plan, over: records, at: moment, lately: lately, administration: administration)
        }
        plan.held = reasons(for: plan)
        guard !plan.held.isEmpty, !plan.held.contains(where: \.isOfLeavers) else { return }
        plan.leavingAtOnce = Set(plan.people.lazy.filter { $0.kinds.contains(.left) && $0.isSaid }.map(\.key))
        // A unit that the plan ends needs nobody who administers it, and is there until the plan is approved.
        if let part = plan.departures, !reasons(for: part).isEmpty { plan.leavingAtOnce = [] }
    }

    /// Why a plan is held; empty where nothing speaks against it.
    ///
    /// Shares are of what the source has at the moment and what was taken from it lately. Below `atLeast` no share holds a
    /// plan; what holds it by its kind does so alone.
    package func reasons(
        for plan: SyncPlan, over records: SyncRecords, at moment: Instant, lately: Removals = Removals(),
        administration: [Administers] = []
    ) -> [HeldReason] {
        let alive = Dictionary(
            records.units.filter { $0.period.contains(moment) }.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let units = Set(records.unitBindings.values).filter { alive[$0] != nil }.count + lately.units
        let people = records.peopleAtWork + lately.people
        return shares(of: plan, units: units, people: people, lately) + kinds(of: plan, among: alive)
            + unadministered(by: plan, administration)
    }

    private func shares(of plan: SyncPlan, units: Int, people: Int, _ lately: Removals) -> [HeldReason] {
        let ended = plan.units.ended.count
        let left = plan.people.count { $0.kinds.contains(.left) }
        let changed = Set((plan.units.renamed + plan.units.moved).map(\.after.id)).count
        // User names and addresses that are hidden from us would else be wiped out without a word.
        let moved = plan.people.count { !$0.kinds.isDisjoint(with: [.moved, .loginChanged, .detailsChanged]) }
        // What was taken away before holds nothing by itself: a plan that takes nothing away goes on.
        return [
            ended == 0 ? nil : reason(ended + lately.units, units, limits.unitsRemoved, HeldReason.unitsRemoved),
            left == 0 ? nil : reason(left + lately.people, people, limits.peopleRemoved, HeldReason.peopleRemoved),
            reason(changed, units, limits.unitsChanged, HeldReason.unitsChanged),
            reason(moved, people, limits.peopleMoved, HeldReason.peopleMoved),
            plan.isEmpty
                ? nil : reason(plan.isolated.count, units + people, limits.isolated, HeldReason.isolated),
        ].compactMap { $0 }
    }

    private func reason(
        _ count: Int, _ whole: Int, _ share: Share, _ make: (Int, Int) -> HeldReason
    ) -> HeldReason? {
        count > limits.atLeast && share.isExceeded(by: count, of: whole) ? make(count, whole) : nil
    }

    private func kinds(of plan: SyncPlan, among alive: [UnitID: Unit]) -> [HeldReason] {
        var reasons: [HeldReason] = []
        for unit in plan.units.ended {
            let parent = unit.parent.flatMap { alive[$0] }
            if parent?.parent == nil { reasons.append(.topLevelUnit(unit.id)) }
        }
        let codes = plan.conflicts.compactMap { conflict in
            if case .codeChanged(let from, _) = conflict.kind { from } else { nil }
        }
        for merge in plan.units.merged {
            reasons.append(codes.contains(merge.unit.id) ? .codeChanged(merge.unit.id) : .merged(merge.unit.id))
        }
        let renumbered = plan.people.count { $0.kinds.contains(.renumbered) }
        if renumbered > limits.renumbered { reasons.append(.renumbered(renumbered)) }
        let rebound = plan.people.count { $0.kinds.contains(.rebound) }
        if rebound > 0 { reasons.append(.rebound(rebound)) }
        // Who left would be back for no other reason than that we may no longer see why they left.
        let returned = plan.isActivityUnseen ? plan.people.count { $0.kinds.contains(.returned) } : 0
        if returned > 0 { reasons.append(.activityUnseen(returned)) }
        return reasons
    }

    /// Units that somebody administers, and nobody would after the plan; those that end with it need nobody.
    private func unadministered(by plan: SyncPlan, _ administration: [Administers]) -> [HeldReason] {
        var left: Set<PersonID> = []
        var moved: Set<PersonID> = []
        var ended: [PersonID: Set<Post>] = [:]
        for change in plan.people {
            guard let person = change.person else { continue }
            if change.kinds.contains(.left) { left.insert(person) }
            ended[person] = Set(change.ended.map(\.post)).subtracting(change.begun.map(\.post))
            let (from, to) = (Set(change.ended.map(\.post.unit)), Set(change.begun.map(\.post.unit)))
            if !from.isSubset(of: to), !to.isSubset(of: from) { moved.insert(person) }
        }
        var (before, after): (Set<UnitID>, Set<UnitID>) = ([], [])
        for one in administration {
            before.insert(one.unit)
            let loses =
                one.post.map { ended[one.person]?.contains($0) ?? false }
                ?? (moved.contains(one.person) && !one.isKeptOnMove)
            if !loses, !left.contains(one.person) { after.insert(one.unit) }
        }
        return before.subtracting(after).subtracting(plan.units.ended.map(\.id)).sorted { $0.text < $1.text }
            .map(HeldReason.nobodyAdministers)
    }
}

extension HeldReason {
    /// Whether it is people who leave that somebody has to look at.
    fileprivate var isOfLeavers: Bool {
        switch self {
        case .peopleRemoved, .nobodyAdministers: true
        case .unitsRemoved, .unitsChanged, .peopleMoved, .isolated, .topLevelUnit, .renumbered, .rebound, .codeChanged,
            .merged, .activityUnseen:
            false
        }
    }
}
