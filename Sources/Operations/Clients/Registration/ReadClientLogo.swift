import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// The pictures of clients that registered themselves: each is read at the client's address when a page shows it, and kept for a day.
/// Whoever asks for one makes us ask the client's server once in `retryInterval` at most; no more are in memory than `limit`, and no
/// more are read at a time than `flightLimit`.
package actor ReadClientLogo {
    private let database: Database
    private let fetcher: any Fetcher
    private var kept: [ClientID: Kept] = [:]
    private var flights: [ClientID: Task<ClientLogo?, Never>] = [:]

    private struct Kept {
        let address: LogoAddress
        /// `nil` where none could be read.
        let logo: ClientLogo?
        let readAt: Instant

        func counts(at now: Instant) -> Bool {
            now.isWithin(logo == nil ? ReadClientLogo.retryInterval : ReadClientLogo.lifetime, of: readAt)
        }
    }

    package static let lifetime = Duration.hours(24)
    static let retryInterval = Duration.minutes(10)
    static let limit = 200
    static let flightLimit = 8

    /// - Parameter fetcher: the way out to addresses that strangers name.
    package init(_ installation: Installation, fetcher: any Fetcher) {
        database = installation.database
        self.fetcher = fetcher
    }

    /// - Returns: `nil` for a client that names none, or whose can't be read now.
    package func logo(of client: ClientID, at now: Instant) async throws -> ClientLogo? {
        guard let address = try await address(of: client) else { return nil }
        if let known = kept[client], known.address == address, known.counts(at: now) { return known.logo }
        if let flight = flights[client] { return await flight.value }
        guard flights.count < Self.flightLimit else { return nil }
        let flight = Task { [fetcher] in await Self.fetched(address, fetcher) }
        flights[client] = flight
        let logo = await flight.value
        flights[client] = nil
        makeRoom(for: client)
        kept[client] = Kept(address: address, logo: logo, readAt: now)
        return logo
    }

    private func address(of client: ClientID) async throws -> LogoAddress? {
        try await database.read { transaction in try transaction.clientRegistrations.find(client)?.details.logo }
    }

    private func makeRoom(for client: ClientID) {
        guard kept[client] == nil, kept.count >= Self.limit else { return }
        if let oldest = kept.min(by: { $0.value.readAt < $1.value.readAt })?.key { kept[oldest] = nil }
    }

    private static func fetched(_ address: LogoAddress, _ fetcher: any Fetcher) async -> ClientLogo? {
        let formats = ClientLogo.Format.allCases.map(\.rawValue).joined(separator: ", ")
        let request = FetchRequest(url: address.uri, headers: [("Accept", formats)])
        guard let response = try? await fetcher.fetch(request), response.status == 200 else { return nil }
        return ClientLogo(response.body)
    }
}
