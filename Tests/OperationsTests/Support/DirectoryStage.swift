import Accounts
import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

/// The departments of `SampleDepartments`, and a directory that says who works in them; what it says is planned by the
/// slow and obvious `PlainPlanner`.
struct DirectoryStage: Sendable {
    let here: TestInstallation
    let source: SourceID
    var reading = DirectoryReading()

    init(_ source: String = "thanh-pho") async throws {
        here = try TestInstallation()
        self.source = try #require(SourceID(source))
        try await here.importUnits(SampleDepartments.units)
        try await here.apply(SampleDepartments.policy)
        reading.units = try Self.units(SampleDepartments.units)
        here.clock.advance(by: .minutes(1))
    }

    static func units(_ table: String) throws -> [ReadUnit] {
        try UnitImport(table).entries.enumerated().map { place, entry in
            ReadUnit(
                key: try key(1_000 + place), dn: "ou=\(entry.id)", id: entry.id, kind: entry.kind, name: entry.name,
                parent: entry.parent)
        }
    }

    static func key(_ number: Int) throws -> EntryKey {
        try #require(
            EntryKey(octets: Array(repeating: 0, count: 12) + (0..<4).map { UInt8(number >> ($0 * 8) & 0xFF) }))
    }

    /// Puts somebody into the directory, or says something else of who is there.
    mutating func tell(
        _ key: Int, number: String? = nil, username: String? = nil, name: String = "Nguyễn Thử", isActive: Bool = true,
        _ posts: String...
    ) throws {
        let entry = try Self.key(key)
        reading.people.removeAll { $0.key == entry }
        let details = StaffDetails(
            number: try number.map { try #require(CitizenNumber($0)) },
            username: try username.map { try #require(Username($0)) }, name: name)
        reading.people.append(
            ReadPerson(
                key: entry, dn: "uid=\(key)", details: details, isActive: isActive,
                posts: Set(try posts.map { ReadPost(try #require(Post($0))) })))
    }

    mutating func remove(_ key: Int) throws {
        let entry = try Self.key(key)
        reading.people.removeAll { $0.key == entry }
    }

    var planning: DirectoryPlanning { planning() }

    func planning(held: [HeldReason] = []) -> DirectoryPlanning {
        { [reading] ground in
            guard !reading.units.isEmpty else { return .refused("empty") }
            var plan = PlainPlanner.plan(reading, over: ground.records, from: ground.moment)
            if !plan.units.ended.isEmpty || !plan.units.merged.isEmpty { plan.held = held }
            return .plan(plan, digestInput: Array(plan.units.ended.map(\.id.text).joined().utf8))
        }
    }

    func read(cookie: [UInt8]? = nil) -> ApplyDirectory.Read {
        ApplyDirectory.Read(
            .reading(reading), of: source, kind: .whole,
            cookie: cookie.map { KeptCookie(octets: $0, standsFor: "dc=hue") })
    }

    @discardableResult
    func apply(
        held: [HeldReason] = [], approving: String? = nil, cookie: [UInt8]? = nil
    ) async throws -> ApplyDirectory.Outcome {
        try await ApplyDirectory(here.installation).run(
            read(cookie: cookie), approving: approving, here.act, planning: planning(held: held))
    }

    func undo(_ run: Int64) async throws -> UndoDirectory.Outcome {
        try await UndoDirectory(here.installation).run(run, of: source, here.act)
    }

    func status() async throws -> DirectoryStatus.Overview { try await DirectoryStatus(here.installation).run(source) }

    func person(_ key: Int) async throws -> PersonID? {
        let (entry, source) = (try Self.key(key), source)
        return try await here.read { transaction in try transaction.directoryBindings.staff(of: source)[entry]?.person }
    }

    /// The posts that somebody has now, each with who began it.
    func posts(of person: PersonID) async throws -> [String] {
        let now = here.clock.now
        return try await here.read { transaction in
            try transaction.assignments.facts(of: person).map(\.fact).filter { $0.period.contains(now) }
                .map { "\($0.post) \($0.origin?.slug ?? "hand")" }.sorted()
        }
    }

    func isEnabled(_ person: PersonID) async throws -> Bool {
        try await here.read { transaction in try transaction.people.isEnabled(person) }
    }

    func state(of person: PersonID) async throws -> StaffState? {
        try await here.read { transaction in try transaction.staffAccounts.state(of: person) }
    }

    func tree() async throws -> [String] {
        let now = here.clock.now
        return try await here.read { transaction in
            let units = try transaction.units.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
            return try UnitTree(of: units, at: now).units.map(\.id.text)
        }
    }
}

extension ApplyDirectory.Outcome {
    var word: String {
        switch self {
        case .applied: "applied"
        case .nothing: "nothing"
        case .held: "held"
        case .staleDigest: "stale"
        case .refused(let why): "refused: \(why)"
        }
    }

    var applied: AppliedDirectory? { if case .applied(let applied) = self { applied } else { nil } }
    var heldPlan: HeldPlan? {
        switch self {
        case .held(let held, _), .staleDigest(let held): held
        case .applied, .nothing, .refused: nil
        }
    }
}

extension DirectoryStage {
    init(here: TestInstallation, source: SourceID) {
        self.here = here
        self.source = source
    }
}
