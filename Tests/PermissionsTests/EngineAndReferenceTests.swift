import Directory
import Foundation
import Identity
import Permissions
import TestSupport
import Testing

/// The engine against `Reference`, on random cities. Every run is repeatable: `HUE_SEED` sets where it
/// begins, `HUE_WORLDS` how many cities each of the eight runs has.
struct EngineAndReferenceTests {
    static let seed: UInt64 = {
        let seed =
            ProcessInfo.processInfo.environment["HUE_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: .min ... .max)
        print("HUE_SEED=\(seed)")
        return seed
    }()

    /// With `questions` in each of eight runs, a million and more.
    static let worlds = ProcessInfo.processInfo.environment["HUE_WORLDS"].flatMap(Int.init) ?? 440
    /// For what costs more per city.
    static let fewerWorlds = max(1, worlds / 28)

    static let questions = 300

    @Test(arguments: 0..<8)
    func `engine and reference agree on every question`(run: Int) async throws {
        var tally = Tally()
        for world in 0..<Self.worlds {
            // Others of the suite run on the same few threads.
            await Task.yield()
            let seed = Self.seed &+ UInt64(run * 1_000_000 + world)
            var generator = SeededGenerator(seed: seed)
            let city = RandomWorld(&generator)
            let reference = city.reference
            let snapshots = [try city.snapshot(at: 0), try city.snapshot(at: RandomWorld.move)]
            for _ in 0..<Self.questions {
                let hour = Int.random(in: 0..<RandomWorld.end, using: &generator)
                let question = city.question(&generator, hour: hour)
                let decision = snapshots[hour < RandomWorld.move ? 0 : 1].decide(question)
                let answer = reference.answer(question)
                tally.count(decision)
                guard answer.agrees(with: decision) else {
                    Issue.record("seed \(seed): \(question) engine \(decision), reference \(answer)")
                    return
                }
            }
        }
        // Worlds in which nothing is ever permitted, denied or excluded would prove nothing.
        #expect(tally.permits > 5 * Self.worlds && tally.stepUps > 5 * Self.worlds)
        #expect(tally.denials > Self.worlds && tally.exclusions > 0)
        if Self.worlds >= 200 { #expect(tally.lapsedStandIns > 0) }
        print("run \(run): \(tally)")
    }

    @Test(arguments: 0..<4)
    func `a snapshot that was changed step by step answers like one that was compiled at once`(
        run: Int
    )
        async throws
    {
        for world in 0..<(Self.fewerWorlds) {
            // Others of the suite run on the same few threads.
            await Task.yield()
            let seed = Self.seed &+ UInt64(run * 1_000_000 + world) &+ 500_000
            var generator = SeededGenerator(seed: seed)
            var city = RandomWorld(&generator)
            var snapshot = try city.snapshot(at: 0)
            var hours = 0..<RandomWorld.move
            for step in 0..<12 {
                if step == 8 {
                    hours = RandomWorld.move..<RandomWorld.end
                    snapshot =
                        snapshot.applying([.treeReplaced(try city.tree(at: RandomWorld.move))]).snapshot
                }
                snapshot = snapshot.applying([Self.change(&city, &generator)]).snapshot
                let compiled = try city.snapshot(at: hours.lowerBound)
                let reference = city.reference
                for _ in 0..<12 {
                    let question = city.question(&generator, hour: Int.random(in: hours, using: &generator))
                    let (changed, whole) = (snapshot.decide(question), compiled.decide(question))
                    let answer = reference.answer(question)
                    guard answer.agrees(with: changed), answer.agrees(with: whole) else {
                        Issue.record("seed \(seed) step \(step): \(question) \(changed) \(whole) \(answer)")
                        return
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<4)
    func `reverse queries find whom and what trying everyone finds`(run: Int) async throws {
        for world in 0..<(Self.fewerWorlds) {
            // Others of the suite run on the same few threads.
            await Task.yield()
            let seed = Self.seed &+ UInt64(run * 1_000_000 + world) &+ 700_000
            var generator = SeededGenerator(seed: seed)
            let city = RandomWorld(&generator)
            let hour = Int.random(in: 0..<RandomWorld.end, using: &generator)
            let snapshot = try city.snapshot(at: hour < RandomWorld.move ? 0 : RandomWorld.move)
            let tree = try city.tree(at: hour)
            var question = city.question(&generator, hour: hour)
            question.session = .best(at: question.moment)
            question.exercised = []

            let found = snapshot.whoCan(question.function, at: question.unit, moment: question.moment)
            let may = city.people.filter { person in
                var other = question
                other.person = person
                other.persona = .staff
                return city.reference.answer(other).isPermit
            }
            #expect(Set(found.staff.map(\.person)) == Set(may), "seed \(seed)")

            let units = snapshot.units(permittedBy: question)
            let reachable = tree.units.map(\.id).filter { unit in
                var other = question
                other.unit = unit
                return city.reference.answer(other).isPermit
            }
            #expect(units == reachable, "seed \(seed)")

            let functions = snapshot.functions(permittedBy: question)
            let usable = RandomWorld.functions.filter { function in
                var other = question
                other.function = function
                return city.reference.answer(other).isPermit
            }
            #expect(Set(functions) == Set(usable), "seed \(seed)")

            let rights = snapshot.rights(permittedBy: question).first { $0.function == question.function }
            let spanned = (rights?.units ?? []).flatMap { span -> [UnitID] in
                switch span {
                case .unit(let unit): [unit]
                case .subtree(let unit): tree.subtree(of: unit).map(\.id)
                }
            }
            #expect(spanned == reachable, "seed \(seed)")
        }
    }

    private static func change(
        _ city: inout RandomWorld, _ generator: inout SeededGenerator
    )
        -> SnapshotChange
    {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0...1:
            let grant = city.grant(&generator)
            city.grants.append(grant)
            return .grantAdded(grant)
        case 2 where city.grants.count > 1:
            return .grantRemoved(
                city.grants.remove(at: Int.random(in: city.grants.indices, using: &generator))
            )
        case 3:
            let grant = city.standIn(&generator)
            city.grants.append(grant)
            return .grantAdded(grant)
        case 4 where !city.assignments.isEmpty:
            let place = Int.random(in: city.assignments.indices, using: &generator)
            return .assignmentRemoved(city.assignments.remove(at: place))
        default:
            let assignment = Assignment(
                person: generator.pick(city.people),
                post: city.post(&generator),
                period: RandomWorld.period(&generator)
            )
            city.assignments.append(assignment)
            return .assignmentAdded(assignment)
        }
    }

    private struct Tally: CustomStringConvertible {
        var permits = 0, denials = 0, stepUps = 0, exclusions = 0, lapsedStandIns = 0, others = 0

        mutating func count(_ decision: Decision) {
            switch decision {
            case .permit: permits += 1
            case .stepUp: stepUps += 1
            case .deny(.denied): denials += 1
            case .deny(.excludedAtUnit), .deny(.excludedInSession): exclusions += 1
            case .deny(.principalMayNot): lapsedStandIns += 1
            case .deny: others += 1
            }
        }

        var description: String {
            "\(permits) permitted, \(stepUps) to step up, \(denials) denied, \(exclusions) excluded, "
                + "\(lapsedStandIns) stand-ins lapsed, \(others) other denials"
        }
    }
}

extension Reference.Answer {
    var isPermit: Bool { if case .permit = self { true } else { false } }
}
