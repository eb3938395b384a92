import Keys
import TestSupport
import Wire

extension KeyVault {
    /// One of a master key of its own for each number, for the algorithm whose keys are quickly made.
    static func ofTests(_ number: UInt8) throws -> KeyVault {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: number, count: 32))),
            random: SeededRandom(seed: UInt64(number)), algorithms: [.ES256])
    }
}
