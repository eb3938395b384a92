import Cryptography

/// Hashes that no password has, one for each set of parameters that the accounts' hashes are made with.
///
/// A hash takes as long as its parameters say, and accounts keep those of the day when their holder last signed in. If
/// an unknown name were always compared with today's, whoever measures would tell older accounts from it. So an unknown
/// name is compared like some account: which one follows from the name, under a key, so that it takes the same time
/// whenever it is asked for, and as many names take each time as accounts do.
struct DecoyHashes: Sendable {
    /// In an order that never changes, so that a name keeps its hash when others come or go.
    private var entries: [Entry]
    private let key: [UInt8]

    private struct Entry: Sendable {
        let parameters: Argon2Parameters
        let hash: String
        /// How many accounts have such hashes.
        var weight: UInt64
    }

    /// How many sets of parameters are told apart: those of the most accounts. Each costs a hash when it is met first.
    private static let most = 8

    /// - Parameter parameters: today's, which stand for all until others are known.
    init(of parameters: Argon2Parameters, _ hash: String, key: [UInt8]) {
        entries = [Entry(parameters: parameters, hash: hash, weight: 1)]
        self.key = key
    }

    /// Those of the parameters in use that get a hash.
    static func kept(of inUse: [Argon2Parameters: Int]) -> [Argon2Parameters] {
        inUse.sorted { $0.value == $1.value ? $0.key.order < $1.key.order : $0.value > $1.value }
            .prefix(most).map(\.key)
    }

    func has(_ parameters: Argon2Parameters) -> Bool { entries.contains { $0.parameters == parameters } }

    mutating func add(_ parameters: Argon2Parameters, _ hash: String) {
        guard !has(parameters) else { return }
        entries.append(Entry(parameters: parameters, hash: hash, weight: 0))
        entries.sort { $0.parameters.order < $1.parameters.order }
    }

    mutating func weigh(_ inUse: [Argon2Parameters: Int]) {
        let weights = entries.map { UInt64(clamping: inUse[$0.parameters] ?? 0) }
        // Before there are accounts, all is as it was.
        guard weights.contains(where: { $0 > 0 }) else { return }
        for place in entries.indices { entries[place].weight = weights[place] }
    }

    func hash(for name: String) -> String {
        let total = entries.reduce(0) { $0 + $1.weight }
        let digest = HMAC.sha256(key: key, Array("decoy\u{0}\(name)".utf8))
        var draw = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % max(1, total)
        for entry in entries {
            if draw < entry.weight { return entry.hash }
            draw -= entry.weight
        }
        return entries[0].hash
    }
}

extension Argon2Parameters {
    fileprivate var order: (UInt32, UInt32, UInt32) { (memoryKiB, iterations, parallelism) }
}
