import Cryptography
import Identity
import Wire

/// An authorization request that waits for a person: it was good when it came, and is kept until the person has
/// signed in, chosen, agreed or refused.
///
/// Each request has one of its own, so that several tabs don't meet. The id stands in URLs and opens nothing by
/// itself: an interaction belongs to the browser that began it.
package struct Interaction: Sendable {
    package let id: InteractionID
    /// The request's parameters, as they came.
    package let parameters: FormParameters
    package let clientID: ClientID
    package let progress: Progress
    package let isComplete: Bool

    package init(
        id: InteractionID, parameters: FormParameters, clientID: ClientID, progress: Progress, isComplete: Bool
    ) {
        self.id = id
        self.parameters = parameters
        self.clientID = clientID
        self.progress = progress
        self.isComplete = isComplete
    }

    /// How long a person may take over the pages.
    package static let lifetime = Duration.minutes(30)
    /// How long, counted from the start as well, we know where the person was going.
    package static let memory = Duration.hours(24)

    package func isExpired(at moment: Instant) -> Bool { moment >= progress.startedAt + Self.lifetime }

    /// What the person has done so far.
    package struct Progress: Hashable, Sendable {
        package let startedAt: Instant
        /// The person said to go on as the one who is signed in (`prompt=select_account`).
        package let accountConfirmed: Bool
        /// The person agreed to what the client asks.
        package let consentGiven: Bool

        package init(startedAt: Instant, accountConfirmed: Bool = false, consentGiven: Bool = false) {
            self.startedAt = startedAt
            self.accountConfirmed = accountConfirmed
            self.consentGiven = consentGiven
        }
    }
}

/// Names an interaction in URLs: 128 random bits, Base64url.
package struct InteractionID: Hashable, Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(16))
    }

    /// `nil` unless the text has the form of an id.
    package init?(_ text: String) {
        guard let bytes = try? Base64URL.decode(text), bytes.count == 16 else { return nil }
        self.text = text
    }
}
