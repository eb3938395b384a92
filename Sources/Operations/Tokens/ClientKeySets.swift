import Identity
import JOSE
import OpenIDConnect
import Wire

/// The keys that clients keep at addresses of their own (`jwks_uri`): read when they are needed, kept for a while, and read
/// again when an assertion names one that isn't among them, at most once in a while, so that nobody who makes up a `kid` makes
/// us ask somebody else's server each time.
///
/// There are no more in memory than `limit`, and no more are read at a time than `flightLimit`; what is beyond that is
/// unreachable for the moment.
package actor ClientKeySets {
    private let fetcher: any Fetcher
    private var kept: [KeySetAddress: Kept] = [:]
    private var flights: [KeySetAddress: Task<JWKSet?, Never>] = [:]

    private struct Kept {
        /// The last that were read; `nil` while none were.
        var keys: JWKSet?
        /// When those were read.
        var readAt: Instant
        /// When it was tried last.
        var triedAt: Instant
    }

    /// How long they count without being read again.
    static let lifetime = Duration.minutes(15)
    /// How long they count beyond that, while they can't be.
    static let graceTime = Duration.hours(1)
    /// The least time between two tries that nothing but a stranger's request may be the reason of.
    static let retryInterval = Duration.seconds(30)
    static let limit = 1000
    static let flightLimit = 16

    init(fetcher: any Fetcher) { self.fetcher = fetcher }

    /// The keys of a client, wherever they are.
    /// - Returns: `nil` when none can be read.
    func keys(_ keys: ClientKeys, at now: Instant, having hasKey: (JWKSet) -> Bool) async -> JWKSet? {
        switch keys {
        case .set(let set): set
        case .address(let address): await self.keys(at: address, at: now, having: hasKey)
        }
    }

    /// The keys at an address.
    /// - Parameter hasKey: whether a set has the key that is looked for.
    /// - Returns: `nil` when none can be read.
    func keys(at address: KeySetAddress, at now: Instant, having hasKey: (JWKSet) -> Bool) async -> JWKSet? {
        let known = kept[address]
        if let known, let keys = known.keys, now.isWithin(Self.lifetime, of: known.readAt), hasKey(keys) { return keys }
        let mayTry = known.map { !now.isWithin(Self.retryInterval, of: $0.triedAt) } ?? true
        if mayTry || flights[address] != nil, let read = await read(address, at: now) { return read }
        guard let known, let keys = known.keys, now.isWithin(Self.lifetime + Self.graceTime, of: known.readAt) else {
            return nil
        }
        return keys
    }

    /// Whoever needs the same keys meanwhile waits for the one answer.
    private func read(_ address: KeySetAddress, at now: Instant) async -> JWKSet? {
        if let flight = flights[address] { return await flight.value }
        guard flights.count < Self.flightLimit else { return nil }
        makeRoom(for: address)
        kept[address, default: Kept(readAt: now, triedAt: now)].triedAt = now
        let flight = Task { [fetcher] in await Self.fetched(address, fetcher) }
        flights[address] = flight
        let keys = await flight.value
        flights[address] = nil
        if let keys { kept[address] = Kept(keys: keys, readAt: now, triedAt: now) }
        return keys
    }

    private func makeRoom(for address: KeySetAddress) {
        guard kept[address] == nil, kept.count >= Self.limit else { return }
        if let oldest = kept.min(by: { $0.value.triedAt < $1.value.triedAt })?.key { kept[oldest] = nil }
    }

    private static func fetched(_ address: KeySetAddress, _ fetcher: any Fetcher) async -> JWKSet? {
        let request = FetchRequest(
            url: address.uri, headers: [("Accept", "application/jwk-set+json, application/json")])
        guard let response = try? await fetcher.fetch(request), response.status == 200,
            let json = try? JSONReader.readObject(response.body)
        else { return nil }
        return try? JWKSet(json)
    }
}
