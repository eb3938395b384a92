import Audit
import Cryptography
import Database
import Keys
import Storage

/// How the audit log calls these keys.
private let auditObject = "vneid"

/// Makes a key by which VNeID seals to us (profile `quirks`).
package struct MakeEnvelopeKey: Sendable {
    private let installation: Installation
    private let sealing: SecretSealing

    /// What VNeID is known to take.
    private static let bits = 2048

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        self.installation = installation
        sealing = SecretSealing(sealer)
    }

    /// - Parameter isSuccessor: whether it may come beside one that is there, to which VNeID seals until it knows the new one.
    /// - Returns: the public key, which VNeID is told.
    package func run(
        asSuccessor isSuccessor: Bool = false, _ act: Act
    ) async throws -> Result<RSAPublicKey, EnvelopeKeyRefusal> {
        let key = try await onOwnThread { () throws(KeyVaultError) in
            guard let key = try? RSAPrivateKey.generate(bitCount: Self.bits) else { throw .generationFailed }
            return key
        }
        return try await installation.settleEnvelopeKeys(act, .keyGeneration) { [sealing] transaction, numbers in
            if numbers.count > 1 { throw EnvelopeKeyRefusal.alreadyTwo }
            if !numbers.isEmpty, !isSuccessor { throw EnvelopeKeyRefusal.alreadyThere }
            try transaction.give(
                key, number: (numbers.first ?? 0) + 1, sealing, act.event(.keyGeneration, object: auditObject))
            return key.publicKey
        }
    }
}

/// Takes the key that versions before kept in a file into the records, once.
package struct AdoptEnvelopeKey: Sendable {
    private let installation: Installation
    private let sealer: SecretSealer

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        self.installation = installation
        self.sealer = sealer
    }

    /// - Returns: whether it was taken; where the records have a key, the file isn't looked at.
    /// - Throws: `KeyVaultError`.
    package func run(_ file: EnvelopeKeyFile, _ act: Act) async throws -> Bool {
        let present = try await installation.database.read { transaction in try transaction.envelopeKeys.all() }
        guard present.isEmpty else { return false }
        let key = try file.open(by: sealer)
        let sealing = SecretSealing(sealer)
        return try await installation.database.write { transaction in
            // Another node was quicker.
            guard try transaction.envelopeKeys.all().isEmpty else { return false }
            try transaction.give(key, number: 1, sealing, act.event(.secretsRecord, object: auditObject))
            return true
        }
    }
}

/// Forgets the older of two keys, once VNeID seals to the newer.
package struct RetireEnvelopeKey: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(_ act: Act) async throws -> Result<Void, EnvelopeKeyRefusal> {
        try await installation.settleEnvelopeKeys(act, .keyRemoval) { transaction, numbers in
            guard numbers.count > 1 else { throw EnvelopeKeyRefusal.noSuccessor }
            for number in numbers.dropFirst() { try transaction.envelopeKeys.remove(number) }
            try transaction.audit.append(act.event(.keyRemoval, object: auditObject))
        }
    }
}

/// Has the ring say what the records do.
package struct LoadEnvelopeKeys: Sendable {
    private let installation: Installation
    private let sealing: SecretSealing
    private let ring: EnvelopeKeyRing

    package init(_ installation: Installation, _ sealer: SecretSealer, _ ring: EnvelopeKeyRing) {
        self.installation = installation
        sealing = SecretSealing(sealer)
        self.ring = ring
    }

    /// - Throws: `KeyVaultError.wrongMasterKey`, where everything was sealed under another master key since.
    package func run() async throws {
        let sealed = try await installation.database.read { transaction in try transaction.envelopeKeys.all() }
        guard sealed.map(\.number) != ring.current.map(\.number) else { return }
        ring.replace(
            with: try await onOwnThread { [sealing] in
                try sealed.map { key in EnvelopeKey(number: key.number, key: try sealing.open(key)) }
            })
    }
}

extension Installation {
    /// One transaction, in which a change is decided by the keys that there are; a refusal is written down.
    fileprivate func settleEnvelopeKeys<Value: Sendable>(
        _ act: Act, _ action: AuditEvent.Action,
        _ decide: @escaping @Sendable (WriteTransaction, _ numbers: [Int64]) throws -> Value
    ) async throws -> Result<Value, EnvelopeKeyRefusal> {
        try await database.write { transaction in
            do {
                return .success(try decide(transaction, transaction.envelopeKeys.all().map(\.number)))
            } catch let refusal as EnvelopeKeyRefusal {
                try transaction.audit.append(act.event(action, .refused("not-possible"), object: auditObject))
                return .failure(refusal)
            }
        }
    }
}

extension WriteTransaction {
    fileprivate func give(
        _ key: RSAPrivateKey, number: Int64, _ sealing: SecretSealing, _ event: AuditEvent
    ) throws {
        try sealing.require(in: self)
        try envelopeKeys.add(try sealing.seal(key, number: number))
        try audit.append(event)
    }
}
