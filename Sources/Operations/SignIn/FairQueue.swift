/// Who wants a password looked at, for a fair share of those who look.
package struct HashAsker: Hashable, Sendable {
    /// Whether somebody has signed in to this account with this browser before, or has proven something already.
    let isKnown: Bool
    /// What one asker may have only a few jobs of: an interaction, a network.
    let interaction: String
    let address: String

    package init(isKnown: Bool, interaction: String, address: String) {
        self.isKnown = isKnown
        self.interaction = interaction
        self.address = address
    }

    /// Nobody waits for it but we.
    static let ourselves = HashAsker(isKnown: true, interaction: "", address: "")
}

/// Work that few places do at once, in two queues: that of askers whom we know, and that of strangers. Places take from
/// both by turns, so that neither keeps the other out; strangers may fill no more than three quarters of the queue, an
/// interaction two places of it, an address a quarter.
struct FairQueue<Work> {
    private let places: Int
    private let waiting: Int
    private var busy = 0
    private var known: [Entry] = []
    private var strangers: [Entry] = []
    private var isKnownNext = true
    /// How much work of an interaction and of an address waits or is done; what has none isn't in it.
    private var counts: [String: Int] = [:]

    private struct Entry {
        let asker: HashAsker
        let work: Work
    }

    static var limitOfInteraction: Int { 2 }

    /// - Parameters:
    ///   - places: how much is done at once.
    ///   - waiting: how much more may wait.
    init(places: Int, waiting: Int) {
        self.places = places
        self.waiting = waiting
    }

    /// How much waits or is done.
    var load: Int { known.count + strangers.count + busy }

    private var limitOfAddress: Int { max(Self.limitOfInteraction, (places + waiting) / 4) }
    private var limitOfStrangers: Int { waiting - waiting / 4 }

    enum Admission {
        /// There is no place for it.
        case refused
        case waits
        /// It is done now.
        case begins
    }

    mutating func admit(_ work: Work, of asker: HashAsker) -> Admission {
        let isOver =
            counts[Self.interaction(asker), default: 0] >= Self.limitOfInteraction
            || (!asker.isKnown && counts[Self.address(asker), default: 0] >= limitOfAddress)
        guard !isOver else { return .refused }
        if places + waiting > 0, busy < places {
            busy += 1
            count(asker, by: 1)
            return .begins
        }
        guard known.count + strangers.count < waiting, asker.isKnown || strangers.count < limitOfStrangers else {
            return .refused
        }
        count(asker, by: 1)
        let entry = Entry(asker: asker, work: work)
        if asker.isKnown { known.append(entry) } else { strangers.append(entry) }
        return .waits
    }

    /// An asker's work is done.
    /// - Returns: what begins in its place; `nil` when nothing waits.
    mutating func leave(_ asker: HashAsker) -> (work: Work, asker: HashAsker)? {
        count(asker, by: -1)
        let takesKnown = !known.isEmpty && (isKnownNext || strangers.isEmpty)
        guard takesKnown || !strangers.isEmpty else {
            busy -= 1
            return nil
        }
        isKnownNext = !takesKnown
        let entry = takesKnown ? known.removeFirst() : strangers.removeFirst()
        return (entry.work, entry.asker)
    }

    /// Takes out what waits, and nobody wants any more.
    /// - Returns: whether it still waited.
    mutating func withdraw(where isMeant: (Work) -> Bool) -> Bool {
        for queue in [\Self.known, \Self.strangers] {
            guard let place = self[keyPath: queue].firstIndex(where: { isMeant($0.work) }) else { continue }
            count(self[keyPath: queue].remove(at: place).asker, by: -1)
            return true
        }
        return false
    }

    private mutating func count(_ asker: HashAsker, by change: Int) {
        for key in [Self.interaction(asker), Self.address(asker)] {
            let count = counts[key, default: 0] + change
            counts[key] = count > 0 ? count : nil
        }
    }

    private static func interaction(_ asker: HashAsker) -> String { "i \(asker.interaction)" }
    private static func address(_ asker: HashAsker) -> String { "a \(asker.address)" }
}
