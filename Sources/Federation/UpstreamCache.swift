import Identity

/// Something that VNeID publishes, kept for a while. Whoever needs it while it is being fetched waits for the one fetch;
/// when VNeID can't be reached, what was there goes on counting for a bounded time, so that an outage at the turn of the
/// hour ends no sign-in that could be finished.
actor UpstreamCache<Value: Sendable> {
    typealias Fetch = @Sendable () async throws(FederationError) -> Value

    private var known: Kept?
    private var flight: Task<Result<Value, FederationError>, Never>?
    /// When the last fetch began that was not the first; `nil` again when its answer broke a rule.
    private var lastTry: Instant?

    struct Kept: Sendable {
        let value: Value
        let at: Instant
        /// Whether it was fetched for the one who asks.
        var isFresh = false
    }

    /// How long it counts without being asked for again.
    static var lifetime: Duration { .hours(1) }
    /// How long it counts beyond that, while VNeID can't be reached.
    static var graceTime: Duration { .hours(12) }
    /// The least time between two tries while it can't, and between two fetches for something unknown.
    static var retryInterval: Duration { .seconds(30) }

    /// What is known; fetched anew when it is too old.
    func value(at now: Instant, _ fetch: @escaping Fetch) async throws(FederationError) -> Kept {
        guard let known else { return try await fetched(at: now, fetch) }
        if now.isWithin(Self.lifetime, of: known.at) { return known }
        let isUsable = now < known.at + Self.lifetime + Self.graceTime
        if isUsable, flight == nil, let lastTry, now.isWithin(Self.retryInterval, of: lastTry) { return known }
        lastTry = now
        do throws(FederationError) { return try await fetched(at: now, fetch) } catch {
            guard error == .unavailable, isUsable else {
                // No outage: nobody is answered with what is old.
                lastTry = nil
                throw error
            }
            return known
        }
    }

    /// Fetches it though it isn't old, at most once in a while.
    /// - Returns: `nil` when it was fetched, or tried, a short time ago.
    func renewed(at now: Instant, _ fetch: @escaping Fetch) async throws(FederationError) -> Value? {
        if let known, now.isWithin(Self.retryInterval, of: max(known.at, lastTry ?? known.at)) { return nil }
        // Noted before the wait, so that of many callers at once one fetches.
        lastTry = now
        return try await fetched(at: now, fetch).value
    }

    private func fetched(at now: Instant, _ fetch: @escaping Fetch) async throws(FederationError) -> Kept {
        if let flight { return Kept(value: try await flight.value.get(), at: now, isFresh: true) }
        let flight = Task { () -> Result<Value, FederationError> in
            do throws(FederationError) { return .success(try await fetch()) } catch { return .failure(error) }
        }
        self.flight = flight
        let result = await flight.value
        self.flight = nil
        if case .success(let value) = result { known = Kept(value: value, at: now) }
        return Kept(value: try result.get(), at: now, isFresh: true)
    }
}
