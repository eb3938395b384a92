import Identity

/// How often something may be done: so many times at once, and then so many a second. Written `300+5/s`; `/m` counts a
/// minute.
package struct Rate: Hashable, Sendable {
    /// How many times at once, after a time without any.
    package let burst: Int
    package let perSecond: Double

    package init(burst: Int, perSecond: Double) {
        self.burst = burst
        self.perSecond = perSecond
    }

    /// One node's part of it, where several share what comes; a burst of one at the least.
    package func shared(by nodes: Int) -> Rate {
        Rate(burst: max(1, burst / nodes), perSecond: perSecond / Double(nodes))
    }

    init(_ text: String) throws(ConfigurationRule) {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        let pace = (parts.count == 2 ? parts[1] : "").split(separator: "/", omittingEmptySubsequences: false)
        guard pace.count == 2, let burst = Int(parts[0]), let count = Int(pace[0]),
            let seconds = ["s": 1.0, "m": 60.0][pace[1]], Self.counts.contains(burst), Self.counts.contains(count)
        else {
            throw ConfigurationRule(
                "phải viết như 300+5/s: số lần liền nhau, rồi số lần mỗi giây (/s) hoặc mỗi phút (/m), mỗi số từ 1 đến "
                    + "\(Self.counts.upperBound)",
                "must read like 300+5/s: how many at once, then how many a second (/s) or a minute (/m), each from 1 "
                    + "to \(Self.counts.upperBound)")
        }
        self.init(burst: burst, perSecond: Double(count) / seconds)
    }

    private static let counts = 1...1_000_000
}

/// The rates of one kind of request: of one address, and of all together.
package struct Rates: Hashable, Sendable {
    package let address: Rate
    package let all: Rate

    package init(address: Rate, all: Rate) {
        self.address = address
        self.all = all
    }

    /// One node's part of them.
    package func shared(by nodes: Int) -> Rates {
        Rates(address: address.shared(by: nodes), all: all.shared(by: nodes))
    }
}

/// What strangers may do how often, on all nodes together. An office behind one address comes in at eight, all at once: what it may do at once
/// is wide, what it may go on with isn't.
package struct RateSettings: Hashable, Sendable {
    /// Tries at a password or a second factor: each costs a hash, or a row.
    package let signIn: Rates
    /// What begins something that is kept: a sign-in, a device's code, a way to VNeID.
    package let begin: Rates
    /// Requests that are refused, where only those count: of machines, which ask as often as they like.
    package let refused: Rates

    package init(signIn: Rates, begin: Rates, refused: Rates) {
        self.signIn = signIn
        self.begin = begin
        self.refused = refused
    }

    package static let standard = RateSettings(
        signIn: Rates(address: Rate(burst: 300, perSecond: 5), all: Rate(burst: 1000, perSecond: 25)),
        begin: Rates(address: Rate(burst: 600, perSecond: 20), all: Rate(burst: 6000, perSecond: 500)),
        refused: Rates(address: Rate(burst: 600, perSecond: 10), all: Rate(burst: 6000, perSecond: 500)))
}
