import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// The claim against the engine, on random cities: a platform that decides offline decides as the engine would.
struct PermissionClaimPropertyTests {
    private struct Tally {
        var permitted = 0, refused = 0, asked = 0, stepUps = 0, shutOut = 0
    }

    /// In one capacity, on one platform, in one session.
    private struct Bearer {
        let question: Question
        let platform: PlatformID
        let claim: PermissionClaim
    }

    @Test(arguments: 0..<6)
    func `what a claim permits the engine permits, and the other way round but for what has to be asked about`(
        run: Int
    ) async throws {
        var tally = Tally()
        for world in 0..<(EngineAndReferenceTests.worlds / 3) {
            // Others of the suite run on the same few threads.
            await Task.yield()
            let seed = EngineAndReferenceTests.seed &+ UInt64(run * 1_000_000 + world) &+ 300_000
            var generator = SeededGenerator(seed: seed)
            let city = RandomWorld(&generator)
            let exclusive = city.policy.exclusions.filter { $0.extent == .session }
                .flatMap { $0.roles.sorted { $0.slug < $1.slug } }
            for hour in [generator.pick(0..<RandomWorld.move), generator.pick(RandomWorld.move..<RandomWorld.end)] {
                let snapshot = try city.snapshot(at: hour)
                let tree = try city.tree(at: hour)
                for _ in 0..<12 {
                    var question = city.question(&generator, hour: hour)
                    question.exercised =
                        generator.chance(50) ? Array(exclusive.shuffled(using: &generator).prefix(1)) : []
                    let platform: PlatformID = generator.pick(["a", "b"])
                    let claim = PermissionClaim(
                        of: question.person, as: question.persona, identity: question.session.identity, on: platform,
                        in: snapshot, tree: tree, at: question.moment)
                    let bearer = Bearer(question: question, platform: platform, claim: claim)
                    if let fault = compare(bearer, snapshot, tree, &tally) {
                        Issue.record("seed \(seed): \(fault)")
                        return
                    }
                }
            }
        }
        print("run \(run): \(tally)")
        // Worlds in which a claim never says anything would prove nothing; a few may be such.
        guard EngineAndReferenceTests.worlds >= 200 else { return }
        #expect(tally.permitted > 100 && tally.refused > 100 && tally.asked > 30)
        #expect(tally.stepUps > 30 && tally.shutOut > 0)
    }

    /// Every function at every unit; what is wrong, if anything is.
    private func compare(
        _ bearer: Bearer, _ snapshot: Snapshot, _ tree: UnitTree, _ tally: inout Tally
    ) -> String? {
        let json = bearer.claim.json(endpoint: "https://sso.hue.test/e")
        guard let verifier = OfflineVerifier(json, tree: tree) else { return "no rights in \(json)" }
        let session = bearer.question.session
        let age = (bearer.question.moment - session.authenticatedAt).wholeSeconds
        for function in RandomWorld.leaves where function.platform == bearer.platform {
            let short = String(function.text.dropFirst(bearer.platform.slug.count + 1))
            for unit in tree.units.map(\.id) {
                var question = bearer.question
                (question.function, question.unit) = (function, unit)
                let decision = snapshot.decide(question)
                let permits = verifier.permits(short, at: unit, level: session.authentication.rawValue, age: age)
                let isAsked = verifier.asked.contains(short)
                if permits != decision.isPermit, !(isAsked && decision.isPermit) {
                    return "offline \(permits), engine \(decision), asked \(isAsked): \(question)"
                }
                if permits, isAsked { return "\(function) is both permitted and to be asked about" }
                if permits { tally.permitted += 1 } else { tally.refused += 1 }
                if isAsked, decision.isPermit { tally.asked += 1 }
                if case .stepUp = decision { tally.stepUps += 1 }
                if case .deny(.excludedInSession) = decision { tally.shutOut += 1 }
            }
        }
        return nil
    }
}
