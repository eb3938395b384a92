import Cryptography
import Identity
import Wire

/// A demand that waits for a person: it was good when it came, and is kept until the person has signed in, chosen,
/// agreed or refused.
///
/// Each demand has one of its own, so that several tabs don't meet. The id stands in URLs and opens nothing by itself:
/// an interaction belongs to the browser that began it.
package struct Interaction: Sendable {
    package let id: InteractionID
    /// `nil` once it is answered or its time is over: then only who was going where is remembered.
    package let source: Source?
    package let clientID: ClientID
    package let progress: Progress
    package let isComplete: Bool

    package init(id: InteractionID, source: Source?, clientID: ClientID, progress: Progress, isComplete: Bool) {
        self.id = id
        self.source = source
        self.clientID = clientID
        self.progress = progress
        self.isComplete = isComplete
    }

    /// What it is made from again each time, with the client as it is registered then.
    package enum Source: Hashable, Sendable {
        /// The parameters of an authorization request, those that are read (`AuthorizationRequest.parameters`).
        case request(FormParameters)
        /// A device whose code the person has typed, and is shown again to compare (RFC 8628 §3.3.1).
        case device(DeviceCodeHash, typed: UserCode)
        /// A request behind the browser's back that the person has picked from those that wait, with what it says to compare (CIBA
        /// Core §7.1).
        case backchannel(AuthRequestHash, message: String?)
        /// Nothing of a client: the person wants to see what is theirs.
        case ours(OwnPage)
    }

    /// How long a person may take over the pages.
    package static let lifetime = Duration.minutes(30)
    /// How long, counted from the start as well, we know where the person was going.
    package static let memory = Duration.hours(24)

    package func isExpired(at moment: Instant) -> Bool { moment >= progress.startedAt + Self.lifetime }

    /// What the person has done so far, and in which session: another one's answers are another's.
    package struct Progress: Hashable, Sendable {
        package let startedAt: Instant
        /// The session that a sign-in of this interaction has opened. That it did is remembered, and not read off the
        /// clocks.
        package let signedInSession: SessionID?
        /// The session in which the person said to go on (`prompt=select_account`).
        package let accountConfirmedIn: SessionID?
        /// The session in which the person agreed to what the client asks.
        package let consentGivenIn: SessionID?

        package init(
            startedAt: Instant, signedInSession: SessionID? = nil, accountConfirmedIn: SessionID? = nil,
            consentGivenIn: SessionID? = nil
        ) {
            self.startedAt = startedAt
            self.signedInSession = signedInSession
            self.accountConfirmedIn = accountConfirmedIn
            self.consentGivenIn = consentGivenIn
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
