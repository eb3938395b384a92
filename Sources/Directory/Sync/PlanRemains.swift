import Identity

/// What a plan leaves to the next one, where the records are as it says: at whom to look, though nothing of them changes.
package struct PlanRemains: Hashable, Sendable {
    /// From which on the plan held.
    package let moment: Instant
    /// Who isn't in the records as their entries say.
    package let withheld: Set<EntryKey>
    /// From when on time alone changes what is read of others.
    package let due: [EntryKey: Instant]

    package init(moment: Instant, withheld: Set<EntryKey>, due: [EntryKey: Instant]) {
        (self.moment, self.withheld, self.due) = (moment, withheld, due)
    }

    /// Whether a plan of the same records and the same source would have nobody to look at.
    package func isDone(at now: Instant) -> Bool {
        withheld.isEmpty && due.allSatisfy { $0.value > now }
    }

    /// When time alone changes something next.
    package func nextDue(after now: Instant) -> Instant? { due.values.filter { $0 > now }.min() }

    /// The same, where nothing of it has become true until a later moment.
    package func goingOn(from moment: Instant) -> PlanRemains {
        PlanRemains(moment: max(moment, self.moment), withheld: withheld, due: due)
    }

    /// At whom a plan of the same records has to look, and at whoever shares a number, a user name or a person with them;
    /// `nil` where it may be anybody.
    /// - Parameter news: what is new in the source since.
    package func scope(
        _ news: SourceTree.News, _ survey: DirectorySurvey, over records: SyncRecords, at now: Instant
    ) -> Set<EntryKey>? {
        guard !news.isReshaped, !survey.isIncomplete else { return nil }
        // Posts count at units that are there, and units begin and end by time alone, too.
        let standing = SyncPlanner.standingUnits(survey.units, over: records, from: now)
        let before = records.units.lazy.filter { $0.period.contains(moment) }.map(\.id)
        guard standing.disputed.isEmpty, standing.alive == Set(before) else { return nil }
        return news.people.union(withheld).union(due.lazy.filter { $0.value <= now }.map(\.key))
    }
}
