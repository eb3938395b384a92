import Accounts
import Database
import Directory
import Identity
import Permissions
import TestSupport
import Testing

@testable import Storage

@Suite(.bothDatabases) struct DirectoryStoresTests {
    private let store: TemporaryDatabase
    private let source: SourceID

    init() throws {
        store = try TemporaryDatabase()
        source = try #require(SourceID("thanh-pho"))
    }

    @Test func `a state is read as it was written, every reason too`() async throws {
        var state = DirectoryState()
        state.cookie = KeptCookie(octets: [0, 1, 255], standsFor: "ldaps://a dc=hue")
        (state.readAt, state.readWholeAt, state.kind) = (.noon, .noon + .hours(1), .live)
        (state.lag, state.isolated, state.refusal, state.waitsSinceUndo) = (.milliseconds(7), 3, "empty", true)
        state.held = HeldPlan(
            digest: "7f3a",
            reasons: [
                .unitsRemoved(1, of: 2), .peopleRemoved(3, of: 4), .unitsChanged(5, of: 6), .peopleMoved(7, of: 8),
                .isolated(9, of: 10), .topLevelUnit("H57.01"), .renumbered(1), .rebound(2), .codeChanged("H57.02"),
                .merged("H57.03"), .nobodyAdministers("H57"), .activityUnseen(4),
            ], since: .noon)
        let (written, source) = (state, source)
        let read = try await store.write { transaction in
            try transaction.directoryStates.set(DirectoryState(), of: source)
            try transaction.directoryStates.set(written, of: source)
            return try transaction.directoryStates.state(of: source)
        }
        #expect(read == written)
    }

    @Test func `bindings of many people are read whole, and their user names stay theirs`() async throws {
        let source = source
        let people = (0..<1_201).map { PersonID.number($0) }
        @Sendable func key(_ number: Int) -> EntryKey { EntryKey(octets: [UInt8(number >> 8), UInt8(number & 0xFF)])! }
        let (staff, named) = try await store.write { transaction in
            for (number, person) in people.enumerated() {
                try transaction.people.add(person, Sample.claims(), at: .noon)
                let details = StaffDetails(username: Username("user\(number)"), mail: "a@b", kind: .technical)
                try transaction.directoryBindings.put(
                    BoundStaff(person: person, details: details, isActive: true), key(number), dn: "uid=\(number)",
                    of: source, at: .noon)
            }
            let renamed = StaffDetails(username: Username("other"))
            try transaction.directoryBindings.put(
                BoundStaff(person: people[0], details: renamed, isActive: false), key(0), dn: "uid=0", of: source,
                at: .noon)
            return (
                try transaction.directoryBindings.staff(of: source),
                try transaction.directoryBindings.people(named: [Username("user0")!, Username("other")!])
            )
        }
        #expect(staff.count == 1_201)
        #expect(staff[key(1_200)]?.details.kind == .technical)
        #expect(staff[key(0)]?.isActive == false)
        #expect(named == [Username("user0")!: people[0], Username("other")!: people[0]])
    }

    @Test func `who is asked for by key, number, user name or person is found in their source alone`() async throws {
        let source = source
        let other = try #require(SourceID("khac"))
        let people = (0..<3).map { PersonID.number($0) }
        let number = try #require(CitizenNumber("000090000001"))
        @Sendable func key(_ number: Int) -> EntryKey { EntryKey(octets: [UInt8(number)])! }
        try await store.write { transaction in
            let bindings = transaction.directoryBindings
            for (place, person) in people.enumerated() {
                try transaction.people.add(person, Sample.claims(), at: .noon)
                let details = StaffDetails(
                    number: place == 1 ? number : nil, username: Username("user\(place)"), kind: .technical)
                for (one, offset) in [(source, 0), (other, 10)] {
                    try bindings.put(
                        BoundStaff(person: person, details: details, isActive: place != 2), key(place + offset),
                        dn: "uid=\(place)", of: one, at: .noon)
                }
            }
            try bindings.put(
                BoundStaff(person: people[0], details: StaffDetails(), isActive: true), key(5), dn: "uid=5", of: source,
                at: .noon)
            #expect(try bindings.keys(of: people[...1], in: source) == [key(0), key(5), key(1)])
            #expect(try bindings.keys(numbered: [number], named: [Username("user2")!], in: source) == [key(1), key(2)])
            #expect(try bindings.staff(of: source, keys: [key(1), key(11)]).keys.sorted() == [key(1)])
            var bound: [BoundEntry] = []
            try bindings.forEachPortion(of: source) { bound += $0 }
            #expect(bound.map(\.staff.person) == bound.map(\.staff.person).sorted { $0.text < $1.text })
            #expect(Set(bound.map(\.key)) == [key(0), key(1), key(2), key(5)] && bound.count == 4)
            #expect(try bindings.countAtWork(of: source) == 2)
            for (place, unit) in (["H57.01", "H57.02"] as [UnitID]).enumerated() {
                try bindings.bind(key(6 + place), to: unit, of: source, at: .noon)
            }
            #expect(
                try bindings.activeKeys(of: source, at: ["H57.01"]) { $0 != key(1) }.sorted()
                    == [key(0), key(5), key(6)])
        }
    }

    @Test(arguments: [498, 499, 500])
    func `somebody with several entries is read whole where a portion ends`(others: Int) async throws {
        let source = source
        @Sendable func key(_ number: Int) -> EntryKey { EntryKey(octets: [UInt8(number >> 8), UInt8(number & 0xFF)])! }
        let portions = try await store.write { transaction in
            let bindings = transaction.directoryBindings
            let people = (0..<others + 2).map { PersonID.number($0) }.sorted { $0.text < $1.text }
            for (place, person) in people.enumerated() {
                try transaction.people.add(person, Sample.claims(), at: .noon)
                for entry in 0..<(place == others ? 3 : 1) {
                    try bindings.put(
                        BoundStaff(person: person, details: StaffDetails(), isActive: true), key(4 * place + entry),
                        dn: "uid=\(place)", of: source, at: .noon)
                }
            }
            var portions: [[BoundEntry]] = []
            try bindings.forEachPortion(of: source) { portions.append($0) }
            #expect(try bindings.activeKeys(of: source, at: []) { _ in true }.count == others + 4)
            return portions
        }
        let entries = portions.flatMap(\.self)
        #expect(Set(entries.map(\.key)).count == others + 4 && entries.count == others + 4)
        let several = portions.filter { $0.contains { $0.key == key(4 * others) } }
        #expect(several.map { $0.count { $0.key >= key(4 * others) && $0.key <= key(4 * others + 2) } } == [3])
    }

    @Test func `a kept tree is read as it was written, with what changed of it`() async throws {
        let source = source
        let mapping = try #require(Self.mapping(source))
        let entries = (0..<200).map { Self.entry($0, name: "Đơn vị \($0)") }
        var first = SourceTree(mapping)
        first.add(entries)
        let unkept = first.takeUnkept()
        var second = first
        second.apply(Self.entry(150, name: "Tên khác"))
        let remains = PlanRemains(
            moment: .noon, withheld: [entries[3].key], due: [entries[4].key: .noon + .hours(1)])
        let kept = KeptTree(form: "a", cookie: [0, 255], revision: 7, lastRun: 3, remains: remains)
        let (before, after, changed) = (first, second, second.takeUnkept())
        var third = SourceTree(mapping)
        third.add(entries.prefix(10))
        _ = third.takeUnkept()
        let smaller = third
        try await store.write { transaction in
            #expect(try transaction.keptTrees.find(of: source) == nil)
            try transaction.keptTrees.keep(kept, before, unkept, of: source)
            #expect(try transaction.keptTrees.find(of: source) == kept)
            #expect(try transaction.boundTree(of: source, mapping) == before)
            let later = KeptTree(form: "a", cookie: [1], revision: 8, lastRun: nil, remains: nil)
            try transaction.keptTrees.keep(later, after, changed, of: source)
            #expect(try transaction.keptTrees.find(of: source) == later)
            #expect(try transaction.boundTree(of: source, mapping) == after)
            // What was forgotten, or of another form, is written whole.
            try transaction.keptTrees.forget(source)
            #expect(try transaction.keptTrees.find(of: source) == nil)
            try transaction.keptTrees.keep(later, before, changed, of: source)
            #expect(try transaction.boundTree(of: source, mapping) == before)
            // One that was read anew may be smaller.
            try transaction.keptTrees.keep(later, smaller, .all, of: source)
            #expect(try transaction.boundTree(of: source, mapping) == smaller)
        }
    }

    private static func mapping(_ source: SourceID) -> DirectoryMapping? {
        guard let server = SourceServer("ldapi:///run/ldapi"),
            let connection = SourceConnection(servers: [server], bind: .external),
            let base = DistinguishedName("dc=hue"), let code = AttributeName("code"), let kind = AttributeName("kind"),
            let unit = UnitMapping(
                filter: .present(code), code: code, name: [code], kind: .init(attribute: kind), parent: .dn,
                root: "H57")
        else { return nil }
        return DirectoryMapping(
            source: source, connection: connection, base: base, key: .entryUUID, unit: unit,
            person: PersonMapping(filter: .present(kind)))
    }

    private static func entry(_ number: Int, name: String) -> SourceEntry {
        SourceEntry(
            key: EntryKey(octets: [1, UInt8(number)])!, name: DistinguishedName("ou=\(number),dc=hue")!,
            attributes: ["code": [Array(name.utf8)]])
    }

    @Test func `a run is read as it was written, with what it changed`() async throws {
        let source = source
        var counts = SyncCounts()
        counts.begun = 2
        counts.people = [.joined: 3, .loginChanged: 1, .left: 4]
        let written = counts
        let (run, entries, removed) = try await store.write(queuingFor: .permissions) { transaction in
            let person = PersonID.number(1)
            try transaction.people.add(person, Sample.claims(), at: .noon)
            let revision = try transaction.permissionRevisions.begin(at: .noon)
            let number = try transaction.directoryRuns.add(
                .whole, of: source, digest: "7f3a", approvedBy: "administrator:root", counts: written, from: .none,
                to: revision, at: .noon)
            let before = BoundStaff(person: person, details: StaffDetails(name: "An"), isActive: true)
            for (octet, before) in [(UInt8(1), before), (2, nil)] {
                try transaction.directoryRuns.add(
                    DirectoryRunEntry(
                        key: EntryKey(octets: [octet])!, person: person, dn: "uid=an", kinds: [.left], before: before),
                    to: number)
            }
            let run = try transaction.directoryRuns.last(5, of: source)
            return (
                run, try transaction.directoryRuns.entries(of: run[0]),
                try transaction.directoryRuns.removed(from: source, since: .noon - .hours(1))
            )
        }
        #expect(run.count == 1)
        #expect(run.first?.counts == written)
        #expect(run.first?.approvedBy == "administrator:root")
        #expect(run.first?.base == PermissionRevision.none)
        #expect(entries.map { $0.before?.details.name } == ["An", nil])
        #expect(removed.people == 4)
    }
}

extension Transaction {
    fileprivate func boundTree(of source: SourceID, _ mapping: DirectoryMapping) throws -> SourceTree? {
        var binder = SourceTree.Binder(mapping)
        try keptTrees.forEachPage(of: source) { binder.add($0) }
        return binder.bound()
    }
}
