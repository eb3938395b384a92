import Directory
import Identity

// What Operations does with a database, over records in memory.
extension SyncRecords {
    /// Whoever isn't in them as a survey has them.
    func differing(
        from survey: DirectorySurvey, at moment: Instant
    ) -> (Set<EntryKey>, [EntryKey: Instant]) {
        var comparison = StaffComparison(
            survey, units: SyncPlanner.standingUnits(survey.units, over: self, from: moment))
        for (key, known) in staff {
            let owner = known.details.username.flatMap { usernames[$0] }
            comparison.take(key, known, isNameOfAnother: owner.map { $0 != known.person } ?? false)
        }
        let several = Dictionary(grouping: staff.keys) { staff[$0]?.person }.values.filter { $0.count > 1 }
        return (comparison.finish().union(several.joined()), comparison.due)
    }

    /// A reading of some, with whoever has what they claim, and the records of them.
    func closed(
        _ keys: Set<EntryKey>, _ survey: DirectorySurvey
    ) -> (DirectoryReading, SyncRecords, Set<EntryKey>) {
        var keys = keys
        while true {
            let reading = survey.reading(of: keys)
            var part = self
            part.staff = staff.filter { keys.contains($0.key) }
            let (claimedNumbers, claimedNames) = (Set(reading.numbers), Set(reading.usernames))
            let people = Set(
                claimedNumbers.compactMap { numbers[$0] } + claimedNames.compactMap { usernames[$0] }
                    + part.staff.values.map(\.person))
            let others = staff.filter { _, known in
                people.contains(known.person) || known.details.number.map(claimedNumbers.contains) ?? false
                    || known.details.username.map(claimedNames.contains) ?? false
            }
            if others.keys.allSatisfy(keys.contains) { return (reading, part, keys) }
            keys.formUnion(others.keys)
        }
    }
}
