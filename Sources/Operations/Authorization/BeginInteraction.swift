import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage

/// Keeps a demand until a person has done what it needs, as long as there is room (`InteractionCapacity`).
package struct BeginInteraction: Sendable {
    private let database: Database
    private let random: any RandomSource
    private let capacity: InteractionCapacity

    package init(_ installation: Installation) {
        database = installation.database
        random = installation.random
        capacity = installation.capacity
    }

    /// A browser that begins an interaction, and what it shows of having signed in before: it goes first where room is
    /// scarce.
    package struct Place: Sendable {
        let browser: BrowserSecret<BrowserCookie>
        let device: BrowserSecret<DeviceCookie>?
        let session: BrowserSecret<SessionCookie>?

        package init(
            _ browser: BrowserSecret<BrowserCookie>, device: BrowserSecret<DeviceCookie>?,
            session: BrowserSecret<SessionCookie>?
        ) {
            self.browser = browser
            self.device = device
            self.session = session
        }

        fileprivate func isKnown(in transaction: some Transaction, at now: Instant) throws -> Bool {
            try transaction.knownBrowser(device: device, session: session, at: now) != nil
        }
    }

    /// - Throws: `TooManyInteractions`.
    package func begin(
        _ source: Interaction.Source, for client: ClientID, at place: Place, _ now: Instant
    ) async throws -> InteractionID {
        let interaction = Interaction(
            id: InteractionID(random: random), source: source, clientID: client,
            progress: Interaction.Progress(startedAt: now), isComplete: false)
        let estimate = try await capacity.estimate(
            of: database, mayBeKnown: place.device != nil || place.session != nil, at: now)
        do {
            let counted = try await database.write { [capacity] transaction in
                let counted = try capacity.admit(
                    of: place.browser, isKnown: try place.isKnown(in: transaction, at: now), by: estimate, at: now,
                    in: transaction)
                try transaction.interactions.begin(interaction, browser: place.browser)
                return counted
            }
            capacity.note(counted, bytes: interaction.size, by: estimate, at: now)
        } catch let refusal as TooManyInteractions {
            capacity.note(refusal, by: estimate, at: now)
            throw refusal
        }
        return interaction.id
    }
}
