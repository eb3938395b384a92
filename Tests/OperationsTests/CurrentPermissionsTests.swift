import Database
import Directory
import Dispatch
import Identity
import Operations
import Permissions
import Storage
import Synchronization
import TestSupport
import Testing

/// The state that is stepped from change to change against one that is compiled anew: after every change of a random
/// history both answer alike.
@Suite(.bothDatabases) struct CurrentPermissionsTests {
    private static let units = ["H57", "H57.01", "H57.01.01", "H57.01.02", "H57.02", "H57.02.01"]
    private static let positions = ["chuyen-vien", "truong-phong"]
    private static let roles = ["nguoi-xem", "nguoi-nhap", "nguoi-duyet", "lanh-dao", "bien-tap", "phat-hanh"]
    private static let functions = [
        "bi.dashboard.view", "bi.dashboard.publish", "bi.report.enter", "bi.report.approve", "map.layer.view",
        "map.layer.edit", "map.layer.publish", "bi.citizen.reflect",
    ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a state that was stepped through a random history answers like a fresh compilation`(
        seed: UInt64
    ) async throws {
        let here = try TestInstallation()
        let city = try await City(here)
        let people = [city.an, city.binh, city.dung, city.em, city.giang]
        var generator = SeededGenerator(seed: seed)
        let live = CurrentPermissions()
        var permits = 0
        for step in 0..<40 {
            try await Self.change(here, people, &generator)
            if step % 7 == 6 { here.clock.advance(by: .minutes(Int.random(in: 1...120, using: &generator))) }
            let now = here.clock.now
            let (stepped, fresh) = try await here.read { transaction in
                let revision = try transaction.permissionRevisions.latest()
                return (
                    try live.state(in: transaction, at: now), try transaction.permissions(at: revision, for: now)
                )
            }
            let (left, right) = (try stepped.get(), try fresh.get())
            #expect(left.revision == right.revision && left.policyNumber == right.policyNumber)
            #expect(left.tree.units == right.tree.units && left.snapshot.period == right.snapshot.period)
            for _ in 0..<200 {
                let question = try Self.question(people, at: now, &generator)
                let (mine, theirs) = (left.snapshot.decide(question), right.snapshot.decide(question))
                if mine.isPermit { permits += 1 }
                // Which of several grants permits is a matter of order, and no part of the answer.
                guard mine.kind == theirs.kind else {
                    Issue.record("seed \(seed), step \(step): \(question): stepped \(mine), compiled \(theirs)")
                    return
                }
            }
        }
        // A history in which nothing is ever permitted would show nothing.
        #expect(permits > 40)
    }

    @Test func `where there is no policy that is said at once, and a policy that begins is seen`() async throws {
        let here = try TestInstallation()
        let (live, now) = (CurrentPermissions(), here.clock.now)
        for _ in 0..<2 {
            let state = try await here.read { transaction in try live.state(in: transaction, at: now) }
            #expect(throws: PermissionsUnavailable.noPolicy) { try state.get() }
        }
        _ = try await City(here)
        let later = here.clock.now
        let state = try await here.read { transaction in try live.state(in: transaction, at: later) }
        #expect(try state.get().policyNumber == 1)
    }

    private static func pick(_ texts: [String], _ generator: inout SeededGenerator) -> String {
        texts[Int.random(in: 0..<texts.count, using: &generator)]
    }

    private static func period(_ now: Instant, _ generator: inout SeededGenerator) throws -> Period {
        let from = now + .minutes(Int.random(in: -60...60, using: &generator))
        guard Bool.random(using: &generator) else { return .since(from) }
        return try .since(from, for: .minutes(Int.random(in: 1...240, using: &generator)))
    }

    /// One act on the records; one that is refused has changed nothing, and is as good.
    private static func change(
        _ here: TestInstallation, _ people: [PersonID], _ generator: inout SeededGenerator
    ) async throws {
        let now = here.clock.now
        let person = people[Int.random(in: 0..<people.count, using: &generator)]
        let post = "\(pick(positions, &generator))@\(pick(units, &generator))"
        switch Int.random(in: 0..<12, using: &generator) {
        case 0..<5:
            let subjects: [GrantSubject] = [
                .person(person), try .post(post), .everyone(at: "phong"), .citizens(.one),
            ]
            let extents: [Reach.Extent] = [.unit, .subtree, .kind("phong")]
            let draft = try GrantProposal(
                pick(roles, &generator), to: subjects[Int.random(in: 0..<4, using: &generator)],
                at: pick(units, &generator), extents[Int.random(in: 0..<3, using: &generator)],
                effect: Int.random(in: 0..<5, using: &generator) == 0 ? .deny : .permit,
                during: try period(now, &generator))
            _ = try await here.give(draft)
        case 5, 6:
            let grants = try await here.grants()
            guard let grant = grants.randomElement(using: &generator) else { return }
            _ = try await here.revoke(grant.id)
        case 7, 8: try await here.assign(person, to: post, during: try period(now, &generator))
        case 9:
            let held = try await here.read { transaction in
                try transaction.assignments.facts(of: person).map(\.fact)
            }
            guard let held = held.randomElement(using: &generator) else { return }
            try await here.unassign(person, from: held.post.description)
        case 10:
            let grants = try await here.grants().filter { $0.role.slug == "nguoi-xem" }
            guard let basis = grants.randomElement(using: &generator), case .person(let holder) = basis.subject else {
                return
            }
            _ = try await here.delegate(
                basis.id, from: holder, to: person,
                during: try .since(now, for: .minutes(Int.random(in: 1...300, using: &generator))))
        default:
            let parent = pick(["H57.01", "H57.02"], &generator)
            try await here.importUnits(
                City.units.replacing("H57.01.02\tH57.01\t", with: "H57.01.02\t\(parent)\t"))
        }
    }

    private static func question(
        _ people: [PersonID], at now: Instant, _ generator: inout SeededGenerator
    ) throws -> Question {
        let personas: [Persona] = [
            .staff, .citizen, .post(try #require(Post("\(pick(positions, &generator))@\(pick(units, &generator))"))),
        ]
        return Question(
            person: people[Int.random(in: 0..<people.count, using: &generator)],
            persona: personas[Int.random(in: 0..<3, using: &generator)],
            function: try #require(FunctionID(pick(functions, &generator))),
            unit: try #require(UnitID(pick(units, &generator))), moment: now,
            session: SessionAssurance(
                identity: .one, authentication: .two,
                authenticatedAt: now - .minutes(Int.random(in: 0...30, using: &generator))))
    }
}

extension Decision {
    /// Without the grants that are named.
    fileprivate var kind: String {
        switch self {
        case .permit: "permit"
        case .stepUp(let step): "step-up \(step)"
        case .deny(let reason): "deny \("\(reason)".prefix { $0 != "(" })"
        }
    }
}

/// On SQLite, where a reading body runs on its caller's thread.
@Suite struct CompilationThreadTests {
    /// Runs one task, and counts how often that gets a thread again.
    private final class CountingExecutor: TaskExecutor {
        let turns = Atomic(0)

        func enqueue(_ job: consuming ExecutorJob) {
            turns.add(1, ordering: .relaxed)
            let job = UnownedJob(job)
            DispatchQueue.global().async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    private static func turns(reading live: CurrentPermissions, _ here: TestInstallation) async throws -> Int {
        let executor = CountingExecutor()
        try await withTaskExecutorPreference(executor) {
            let now = here.clock.now
            _ = try await here.read { transaction in try live.state(in: transaction, at: now) }.get()
        }
        return executor.turns.load(ordering: .relaxed)
    }

    @Test func `who needs a state that isn't made yet gives its thread away while it is`() async throws {
        let here = try TestInstallation()
        _ = try await City(here)
        let live = CurrentPermissions()
        let toCompile = try await Self.turns(reading: live, here)
        let known = try await Self.turns(reading: live, here)
        #expect(toCompile > known)
    }
}
