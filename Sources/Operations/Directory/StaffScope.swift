import Database
import Directory
import Identity
import Permissions
import Storage
import Synchronization

/// What is planned on: a reading of everybody, or a survey, of which people are read as far as a plan has to look at them.
package enum SourceContent: Sendable {
    case reading(DirectoryReading)
    /// - Parameter since: what the last plan has left, and what is new since; `nil` where everybody has to be compared with
    ///   the records.
    case survey(DirectorySurvey, since: (basis: PlanBasis, news: SourceTree.News)?)
}

/// The records as a plan has left them. While they are still so, the next one looks only at those whom it names, and those
/// of whom something is new.
package struct PlanBasis: Hashable, Sendable {
    let revision: PermissionRevision
    let lastRun: Int64?
    let remains: PlanRemains
}

/// At whom a plan looks.
struct StaffScope {
    let reading: DirectoryReading
    /// Of everybody: from when on time alone changes what is read of them.
    let due: [EntryKey: Instant]
}

extension Transaction {
    /// Finds out at whom a plan has to look, and completes the records by what they have of them. The plan is the same as
    /// one that looks at everybody.
    /// - Parameter records: with the units.
    func staffScope(
        of source: SourceID, _ content: SourceContent, completing records: inout SyncRecords, _ ground: GroundMark
    ) throws -> StaffScope {
        switch content {
        case .reading(let reading):
            try complete(&records, of: source, with: reading, nil, at: ground.moment)
            return StaffScope(reading: reading, due: reading.due)
        case .survey(let survey, let since):
            if let (basis, news) = since, basis.revision == ground.revision, basis.lastRun == ground.lastRun,
                let keys = basis.remains.scope(news, survey, over: records, at: ground.moment)
            {
                let (reading, looked) = try closed(keys, of: source, survey, &records, at: ground.moment)
                let due = basis.remains.due.filter { !looked.contains($0.key) }
                return StaffScope(reading: reading, due: due.merging(reading.due) { _, new in new })
            }
            // Of a source that is new nobody has to be compared with anything.
            guard !survey.isIncomplete, try directoryBindings.hasStaff(of: source) else {
                let reading = survey.reading(of: nil)
                try complete(&records, of: source, with: reading, nil, at: ground.moment)
                return StaffScope(reading: reading, due: reading.due)
            }
            let (keys, due) = try differing(survey, from: records, of: source, at: ground.moment)
            let (reading, _) = try closed(keys, of: source, survey, &records, at: ground.moment)
            return StaffScope(reading: reading, due: due)
        }
    }

    /// Compares everybody with the records.
    private func differing(
        _ survey: DirectorySurvey, from records: SyncRecords, of source: SourceID, at moment: Instant
    ) throws -> (Set<EntryKey>, due: [EntryKey: Instant]) {
        let comparison = Mutex(
            StaffComparison(survey, units: SyncPlanner.standingUnits(survey.units, over: records, from: moment)))
        // While some are compared the next are read.
        let portions = Relay<RecordedPortion>("directory-comparison") { portion in
            comparison.withLock { portion.compare(&$0) }
        }
        var several: [PersonID] = []
        var last: PersonID?
        try directoryBindings.forEachPortion(of: source) { portion in
            let posts = try posts(of: Set(portion.map(\.staff.person)), begunBy: source, at: moment)
            portions.hand(RecordedPortion(entries: portion, posts: posts))
            // They come in the order of people.
            for bound in portion {
                if bound.staff.person == last { several.append(bound.staff.person) }
                last = bound.staff.person
            }
        }
        portions.waitUntilTaken()
        let keys = try directoryBindings.keys(of: several, in: source)
        return comparison.withLock { ($0.finish().union(keys), $0.due) }
    }

    /// Reads people, and with them whoever has what they claim: until nobody is missing whose entry could be in the way.
    private func closed(
        _ keys: Set<EntryKey>, of source: SourceID, _ survey: DirectorySurvey, _ records: inout SyncRecords,
        at moment: Instant
    ) throws -> (DirectoryReading, Set<EntryKey>) {
        var keys = keys
        while true {
            let reading = survey.reading(of: keys)
            try complete(&records, of: source, with: reading, keys, at: moment)
            let people = Set(records.numbers.values).union(records.usernames.values)
                .union(records.staff.values.map(\.person))
            let others = try directoryBindings.keys(of: people, in: source).union(
                try directoryBindings.keys(numbered: reading.numbers, named: reading.usernames, in: source))
            if others.isSubset(of: keys) { return (reading, keys) }
            keys.formUnion(others)
        }
    }

    /// - Parameter keys: whom to take from the records; `nil` for everybody.
    private func complete(
        _ records: inout SyncRecords, of source: SourceID, with reading: DirectoryReading, _ keys: Set<EntryKey>?,
        at moment: Instant
    ) throws {
        if let keys {
            records.staff = try withPosts(
                try directoryBindings.staff(of: source, keys: keys), begunBy: source, at: moment)
            records.countAtWork = try directoryBindings.countAtWork(of: source)
        } else {
            try directoryBindings.forEachPortion(of: source) { portion in
                let posts = try posts(of: Set(portion.map(\.staff.person)), begunBy: source, at: moment)
                for bound in portion {
                    records.staff[bound.key] = KnownStaff(bound.staff, in: posts[bound.staff.person] ?? [])
                }
            }
        }
        // Of who leaves too: what a plan rests on is asked for again before it's carried out.
        let known = records.staff.values.map(\.details)
        records.numbers = try people.people(numbered: reading.numbers + known.compactMap(\.number))
        records.usernames = try directoryBindings.people(named: reading.usernames + known.compactMap(\.username))
    }

    /// With the posts that the source began and that aren't over.
    private func withPosts(
        _ staff: [EntryKey: BoundStaff], begunBy source: SourceID, at moment: Instant
    ) throws -> [EntryKey: KnownStaff] {
        let posts = try posts(of: Set(staff.values.map(\.person)), begunBy: source, at: moment)
        return staff.mapValues { KnownStaff($0, in: posts[$0.person] ?? []) }
    }

    private func posts(
        of people: Set<PersonID>, begunBy source: SourceID, at moment: Instant
    ) throws -> [PersonID: [Assignment]] {
        var posts: [PersonID: [Assignment]] = [:]
        for stored in try assignments.facts(of: people)
        where stored.fact.isBegun(by: source) && stored.fact.period.endsAfter(moment) {
            posts[stored.fact.person, default: []].append(stored.fact)
        }
        return posts
    }
}

/// Some of those whom the records have of a source, with their posts.
private struct RecordedPortion: Sendable {
    let entries: [BoundEntry]
    let posts: [PersonID: [Assignment]]

    func compare(_ comparison: inout StaffComparison) {
        for bound in entries {
            comparison.take(
                bound.key, KnownStaff(bound.staff, in: posts[bound.staff.person] ?? []),
                isNameOfAnother: bound.isNameOfAnother)
        }
    }
}

extension KnownStaff {
    fileprivate init(_ staff: BoundStaff, in posts: [Assignment]) {
        self.init(person: staff.person, details: staff.details, isActive: staff.isActive, posts: posts)
    }
}
