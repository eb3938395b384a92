import Identity

/// Makes the plan that brings the records to what a source says.
///
/// A pure function: the same reading over the same records is the same plan, and over the records that it was applied to
/// it is empty. What is isolated keeps its last good version, and a source ends nothing but what it began.
package enum SyncPlanner {
    /// - Parameters:
    ///   - root: the unit at the top of the source.
    ///   - moment: from which the changes hold.
    /// - Throws: for a reading that shows no units, no people or not the root; and where units that begin later would
    ///   make no tree.
    package static func plan(
        _ reading: DirectoryReading, over records: SyncRecords, root: UnitID, from moment: Instant
    ) throws(RefusedReading) -> SyncPlan {
        try check(reading, hasPeople: !reading.people.isEmpty || reading.peopleElsewhere > 0, over: records, root: root)
        var plan = SyncPlan()
        plan.findings = reading.findings
        plan.isolated = reading.isolated
        plan.withheld = reading.withheld
        plan.isActivityUnseen = !reading.unseenActivity.isEmpty
        var units = UnitPlanning(reading, over: records, from: moment)
        units.settle()
        try units.write(to: &plan)
        var people = PersonPlanning(reading, over: records, units: units.alive, disputed: units.disputed, from: moment)
        people.write(to: &plan)
        plan.withheld.formUnion(plan.isolated)
        return plan
    }

    /// Whether anything can be planned on a survey, before anybody is looked at.
    /// - Parameter records: what they have of its units, and of whose entries can't be read.
    package static func check(
        _ survey: DirectorySurvey, over records: SyncRecords, root: UnitID
    ) throws(RefusedReading) {
        try check(survey.units, hasPeople: survey.tree.peopleCount > 0, over: records, root: root)
    }

    private static func check(
        _ reading: DirectoryReading, hasPeople: Bool, over records: SyncRecords, root: UnitID
    ) throws(RefusedReading) {
        guard !reading.units.isEmpty else { throw .noUnits }
        // People whose entries are there and can't be read, as when a group comes in part, are no reason to refuse.
        guard hasPeople || records.staff.keys.contains(where: reading.isolated.contains) else { throw .noPeople }
        guard reading.units.contains(where: { $0.id == root }) || isKept(root, reading, records) else {
            throw .rootMissing(root)
        }
    }

    /// The units by which posts are judged.
    package struct StandingUnits: Hashable, Sendable {
        /// Those that are there from the plan's moment on.
        let alive: Set<UnitID>
        /// Codes of which nobody knows whose they are.
        let disputed: Set<UnitID>
    }

    /// What a plan will leave of the units, before anything is known of people.
    package static func standingUnits(
        _ reading: DirectoryReading, over records: SyncRecords, from moment: Instant
    ) -> StandingUnits {
        var units = UnitPlanning(reading, over: records, from: moment)
        units.settle()
        return StandingUnits(alive: units.alive, disputed: units.disputed)
    }

    /// Whether a unit's entry is there and couldn't be read.
    private static func isKept(_ unit: UnitID, _ reading: DirectoryReading, _ records: SyncRecords) -> Bool {
        records.unitBindings.contains { $0.value == unit && reading.isolated.contains($0.key) }
    }
}

extension ReadPost {
    /// The time that an assignment to it gets when we learn of it at a moment: it counts from then on, and not before its
    /// own beginning. `nil` for a post that is over.
    package func period(learned moment: Instant) -> Period? {
        Period(from: max(from ?? moment, moment), until: until)
    }

    /// Whether it's at a unit that is there, and not over.
    func counts(at units: Set<UnitID>, _ moment: Instant) -> Bool {
        units.contains(post.unit) && until.map { moment < $0 } ?? true
    }

    /// Whether an assignment is this post, as it was once learned of.
    func isKept(by assignment: Assignment, at moment: Instant) -> Bool {
        guard assignment.post == post, assignment.period.until == until else { return false }
        guard let from, from > moment else { return assignment.period.from <= moment }
        return assignment.period.from == from
    }
}
