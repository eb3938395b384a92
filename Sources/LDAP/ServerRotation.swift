import Directory

/// Which server is asked next. The one that answered last is asked first, so that a cookie or a mark goes on being its
/// own; one that failed rests for a time that doubles up to a minute, with some chance in it, so that many nodes don't
/// come back at once.
struct ServerRotation: Sendable {
    private var servers: [Place]

    private struct Place: Sendable {
        let server: SourceServer
        var failures = 0
        var restsUntil: ContinuousClock.Instant?
    }

    private static let shortest = Duration.seconds(1)
    private static let longest = Duration.seconds(60)

    init(_ servers: [SourceServer]) { self.servers = servers.map { Place(server: $0) } }

    /// Those that aren't at rest, in the order in which to try them. Empty: come again after `rest(at:)`.
    func candidates(at now: ContinuousClock.Instant) -> [SourceServer] {
        servers.filter { $0.restsUntil.map { $0 <= now } ?? true }.map(\.server)
    }

    /// How long until the first of them may be asked again.
    func rest(at now: ContinuousClock.Instant) -> Duration {
        servers.map { $0.restsUntil.map { max(.zero, $0 - now) } ?? .zero }.min() ?? .zero
    }

    mutating func answered(_ server: SourceServer) {
        guard let place = servers.firstIndex(where: { $0.server == server }) else { return }
        let answering = Place(server: servers.remove(at: place).server)
        servers.insert(answering, at: 0)
    }

    mutating func failed(
        _ server: SourceServer, at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
    ) {
        guard let place = servers.firstIndex(where: { $0.server == server }) else { return }
        servers[place].failures = min(servers[place].failures + 1, 16)
        let full = min(Self.longest, Self.shortest * (1 << (servers[place].failures - 1)))
        servers[place].restsUntil = now + full * Double.random(in: 0.5...1, using: &random)
    }
}
