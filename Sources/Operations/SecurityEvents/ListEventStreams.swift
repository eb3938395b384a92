import Identity
import OpenIDConnect
import Storage

/// Who is told of security events, how, and what has become of them.
package struct ListEventStreams: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Listing: Hashable, Sendable {
        package let stream: EventStream
        /// `nil` of a client that is there no longer.
        package let clientName: String?
        package let waiting: Int
        package let oldest: Instant?
        package let delivered, givenUp: Int
        package let lastDelivery: Instant?
        /// Why the last attempt of what waits failed.
        package let failure: String?
    }

    /// By client.
    package func run() async throws -> [Listing] {
        try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.eventStreams.all().map { stream in
                let progress = try transaction.eventStreams.progress(of: stream.client)
                return Listing(
                    stream: stream, clientName: try clients.client(stream.client, in: transaction)?.name,
                    waiting: progress.waiting, oldest: progress.oldest, delivered: progress.delivered,
                    givenUp: progress.givenUp, lastDelivery: progress.lastDelivery, failure: progress.failure)
            }
        }
    }
}
