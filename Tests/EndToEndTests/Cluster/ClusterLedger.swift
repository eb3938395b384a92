import Foundation

/// What clients were told, and what they have found wrong since: an answer that contradicts an earlier one. An error says
/// nothing, and is only counted; what its request has done or not is known to nobody.
actor ClusterLedger {
    /// A kind of thing that clients do from its beginning to its end.
    enum Life: CaseIterable { case token, code, refresh, password, device, question }

    /// Something that a client was told, and that holds from then on whatever breaks.
    enum Fact: Sendable {
        /// An access token counts.
        case counts(String, of: Platform)
        /// An access token was revoked, or went with the code or the refresh token that it was issued for.
        case revoked(String, of: Platform)
        /// A code was redeemed, or a refresh token was exchanged or has ended with its family.
        case spent(Form, of: Platform)

        fileprivate var kind: Int {
            switch self {
            case .counts: 0
            case .revoked: 1
            case .spent: 2
            }
        }
    }

    /// An answer that can't be right.
    private(set) var wrong: [String] = []
    private var errors: [(at: ContinuousClock.Instant, what: String)] = []
    /// How often each kind of thing has come to a good end.
    private(set) var ended: [Life: Int] = Dictionary(uniqueKeysWithValues: Life.allCases.map { ($0, 0) })
    /// How often a client had to come again for one thing, at the most.
    private(set) var mostRetries = 0

    /// Of each kind those that were told last before something broke, and the first after it.
    private var kept: [[Fact]] = Array(repeating: [], count: 3)
    private var isBreaking = false
    private static let room = 100

    func right(_ life: Life) { ended[life, default: 0] += 1 }
    func wrong(_ what: String) { wrong.append(what) }

    /// - Parameter tries: how often the client has tried it by now.
    func error(_ what: String, tries: Int) {
        errors.append((.now, what))
        mostRetries = max(mostRetries, tries)
    }

    /// What has failed since a moment.
    func errors(since moment: ContinuousClock.Instant) -> [String] { errors.filter { $0.at >= moment }.map(\.what) }

    func keep(_ facts: [Fact]) {
        for fact in facts {
            let place = fact.kind
            if !isBreaking {
                kept[place] = kept[place].suffix(Self.room - 1) + [fact]
            } else if kept[place].count < 2 * Self.room {
                kept[place].append(fact)
            }
        }
    }

    /// Something is about to break.
    func breaks() { isBreaking = true }

    /// All that was told shortly before it broke and after; from now on what is told last is kept again.
    func told() -> [Fact] {
        isBreaking = false
        return kept.flatMap(\.self)
    }
}
