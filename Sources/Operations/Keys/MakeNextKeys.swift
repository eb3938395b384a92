import JOSE
import Keys

/// Makes the keys that are to sign next. A server publishes them; they sign when they have been published for long enough.
package struct MakeNextKeys: Sendable {
    private let installation: Installation
    private let vault: KeyVault

    package init(_ installation: Installation, _ vault: KeyVault) {
        self.installation = installation
        self.vault = vault
    }

    /// - Parameter algorithms: all that there is a key for, unless they are said.
    /// - Returns: the keys that were made. An algorithm that has a next key needs no other; if all have one, that is a
    ///   refusal.
    package func run(
        _ algorithms: [SignatureAlgorithm]? = nil, _ act: Act
    ) async throws -> Result<[KeyID], KeyRefusal> {
        let states = try await installation.keyStates(vault)
        // RSA takes its time: no transaction waits for it.
        let keys = try await onOwnThread { [vault] in
            let known = Set(states.records.map(\.algorithm))
            let wanted = (algorithms ?? SignatureAlgorithm.allCases).filter { known.contains($0) }
            return try vault.generate(wanted.filter { states.next($0) == nil })
        }
        return try await installation.settleKeys(of: vault, act, .keyGeneration) { change, transaction in
            var made: [KeyID] = []
            // Another node may have been quicker.
            for key in keys where change.states.next(key.algorithm) == nil {
                try change.add(key, at: act.now)
                try transaction.record(.keyGeneration, key.id, act)
                made.append(key.id)
            }
            guard !made.isEmpty else { throw KeyRefusal.hasNext }
            return made
        }
    }
}
