import CAllocations
import Directory
import Glibc
import Identity
import Permissions

// Figures of the engine at the size of the whole city. Build with -c release; one thread.

let city = try City(seed: 1)
print("\(city.people.count) people, \(city.tree.units.count) units, \(city.grants.count) grants")

let before = bytesInUse()
var compiled = SnapshotCompiler.compile(
    policy: city.policy,
    tree: city.tree,
    assignments: city.assignments,
    grants: city.grants
)
let memory = Double(bytesInUse() - before) / 1_048_576
let compileTime = milliseconds {
    compiled = SnapshotCompiler.compile(
        policy: city.policy,
        tree: city.tree,
        assignments: city.assignments,
        grants: city.grants
    )
}
let snapshot = compiled.snapshot
line("compile", "\(rounded(compileTime)) ms", "2000 ms")
line("memory of the snapshot", "\(rounded(memory)) MB", "100 MB")

/// What is asked, shortly. A question is made of it just before it is decided on, as one comes out of a request: it lies
/// in the cache, and what it is about may not.
struct Asked {
    let person: UInt32
    let function, unit: UInt16

    @inline(never)
    var question: Question {
        Question(
            person: city.people[Int(person)],
            function: city.functions[Int(function)],
            unit: city.tree.units[Int(unit)].id,
            moment: City.now,
            session: .best(at: City.now)
        )
    }
}

/// About random people, units and functions; aimed ones are about what a grant of the person is about.
func questions(count: Int, aimed: Bool) -> [Asked] {
    var random = Generator(state: 7)
    let roles = Dictionary(uniqueKeysWithValues: city.policy.roles.map { ($0.id, $0.functions) })
    let people = Dictionary(uniqueKeysWithValues: city.people.enumerated().map { ($1, $0) })
    let functions = Dictionary(uniqueKeysWithValues: city.functions.enumerated().map { ($1, $0) })
    return (0..<count).map { _ in
        let grant = random.pick(city.grants)
        var person = Int(random.next() % UInt64(city.people.count))
        var function = Int(random.next() % UInt64(city.functions.count))
        var unit = Int(random.next() % UInt64(city.tree.units.count))
        if aimed, case .person(let holder) = grant.subject, case .unit(let anchor) = grant.reach.anchor {
            person = people[holder] ?? person
            unit = city.tree.place(of: anchor) ?? unit
            function = functions[random.pick(roles[grant.role] ?? [])] ?? function
        }
        return Asked(person: UInt32(person), function: UInt16(function), unit: UInt16(unit))
    }
}

/// The median and the mean of single decisions, less what reading the clock costs.
func single(_ asked: [Asked]) -> (median: Double, mean: Double, permits: Int) {
    func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
    var empty: [UInt64] = []
    for _ in 0..<10_000 {
        let start = nanoseconds()
        empty.append(nanoseconds() - start)
    }
    var times: [UInt64] = []
    times.reserveCapacity(asked.count)
    var permits = 0
    for asked in asked {
        let question = asked.question
        let start = nanoseconds()
        let decision = snapshot.decide(question)
        times.append(nanoseconds() - start)
        if decision.isPermit { permits += 1 }
    }
    times.sort()
    empty.sort()
    let clock = Double(empty[empty.count / 2])
    let mean = Double(times.reduce(0, +)) / Double(times.count)
    return (Double(times[times.count / 2]) - clock, mean - clock, permits)
}

/// Processor time of one decision when the same so many questions come again and again.
for count in [1, 100, 10_000] {
    let asked = questions(count: count, aimed: true).map(\.question)
    var permits = 0
    let time = milliseconds {
        for _ in 0..<(1_000_000 / count) {
            for question in asked where snapshot.decide(question).isPermit { permits += 1 }
        }
    }
    line(
        "decision, \(count) questions in turn, mean",
        "\(rounded(time)) ns, \(permits / 10_000) % permits",
        "250 ns"
    )
}

for (name, aimed) in [("decision, random", false), ("decision, mostly permits", true)] {
    let asked = questions(count: 200_000, aimed: aimed)
    let (median, mean, permits) = single(asked)
    line(
        "\(name), median",
        "\(median) ns, mean \(rounded(mean)) ns, \(permits) permits of \(asked.count)",
        "250 ns"
    )
}

// Memory that is asked for, and whether the counter counts: an array is one piece.
let permitted = questions(count: 100_000, aimed: true).map(\.question)
    .filter { snapshot.decide($0).isPermit }
var kept = 0
let usedBefore = bytesInUse()
let allocatedBefore = allocations_of_this_thread()
for question in permitted where snapshot.decide(question).isPermit { kept += 1 }
let allocated = allocations_of_this_thread() - allocatedBefore
let bytesKept = bytesInUse() - usedBefore
let beforeArray = allocations_of_this_thread()
let oneArray = Array(repeating: kept, count: kept)
let counted = allocations_of_this_thread() - beforeArray
line("bytes kept after \(kept) permits", "\(bytesKept)", "0")
line("allocations in \(oneArray.count) permits", "\(allocated), in making an array \(counted)", "0")

var changed = snapshot
for (name, changes) in try Changes(city: city).all() {
    let times = changes.map { change in
        milliseconds { changed = changed.applying([change]).snapshot }
    }
    line(
        "\(changes.count) \(name), slowest",
        "\(rounded(times.max() ?? 0)) ms, mean \(rounded(times.reduce(0, +) / Double(times.count))) ms",
        "10 ms"
    )
}

var found = 0
var worst = 0.0
for function in city.functions {
    let root = city.tree.units[0].id
    let one = milliseconds {
        found = max(found, snapshot.whoCan(function, at: root, moment: City.now).staff.count)
    }
    worst = max(worst, one)
}
line(
    "who-can at the root, slowest of \(city.functions.count)",
    "\(rounded(worst)) ms, up to \(found) people",
    "20 ms"
)
