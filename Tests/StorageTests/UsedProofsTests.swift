import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

/// Proofs that count once.
@Suite(.bothDatabases) struct UsedProofsTests {
    private func use(_ proof: ProofUse, in world: World, at now: Instant) async throws -> Bool {
        try await world.store.write { transaction in try transaction.usedProofs.use(proof, at: now) }
    }

    @Test func `a proof is used once, until it is over`() async throws {
        let world = try await World()
        let proof = ProofUse(.dpop, by: "key", id: "a", until: .noon + .seconds(60))
        #expect(try await use(proof, in: world, at: .noon))
        #expect(try await !use(proof, in: world, at: .noon))
        #expect(try await !use(proof, in: world, at: .noon + .seconds(59)))
        // One that came later under the same name is another.
        let later = ProofUse(.dpop, by: "key", id: "a", until: .noon + .seconds(120))
        #expect(try await use(later, in: world, at: .noon + .seconds(60)))
        #expect(try await !use(later, in: world, at: .noon + .seconds(60)))
    }

    @Test func `proofs of others, of other kinds and of other names are others`() async throws {
        let world = try await World()
        let end = Instant.noon + .seconds(60)
        for proof in [
            ProofUse(.dpop, by: "key", id: "a", until: end), ProofUse(.clientAssertion, by: "key", id: "a", until: end),
            ProofUse(.dpop, by: "key2", id: "a", until: end), ProofUse(.dpop, by: "key", id: "a2", until: end),
            // Put together, these read the same.
            ProofUse(.dpop, by: "a b", id: "c", until: end), ProofUse(.dpop, by: "a", id: "b c", until: end),
        ] {
            #expect(try await use(proof, in: world, at: .noon))
        }
    }
}
