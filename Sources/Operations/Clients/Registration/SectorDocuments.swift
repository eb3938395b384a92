import OpenIDConnect
import Synchronization
import Wire

/// Reads the documents at which clients list their redirect URIs (`sector_identifier_uri`, OpenID Connect Registration §5), when
/// they register or change, and at no other time (§5: nobody has to read them again). No more are read at a time than `flightLimit`.
final class SectorDocuments: Sendable {
    private let fetcher: any Fetcher
    private let flights = Mutex(0)

    static let flightLimit = 8

    /// - Parameter fetcher: the way out to addresses that strangers name.
    init(fetcher: any Fetcher) { self.fetcher = fetcher }

    /// Checks that the document of a client lists its redirect URIs.
    func check(_ request: RegistrationRequest, _ client: Client) async throws(RegistrationRefusal) {
        guard let identifier = request.details.sectorIdentifier else { return }
        let isFree = flights.withLock { count in
            guard count < Self.flightLimit else { return false }
            count += 1
            return true
        }
        guard isFree else { throw .busy }
        defer { flights.withLock { $0 -= 1 } }
        let answer = try? await fetcher.fetch(
            FetchRequest(url: identifier.uri, headers: [("Accept", "application/json")]))
        guard let answer, answer.status == 200 else {
            throw .refused(
                RegistrationError(.invalidClientMetadata, "the document at sector_identifier_uri can't be read"))
        }
        do throws(RegistrationError) { try identifier.check(answer.body, lists: client.redirectURIs) } catch {
            throw .refused(error)
        }
    }
}
