import Identity

/// A person's decision that a client polls for at the token endpoint, whatever it is about: a device (RFC 8628 §3.5), or a
/// client that has asked behind the browser's back (CIBA Core §11).
package struct PolledDecision: Hashable, Sendable {
    package let expiresAt: Instant
    /// How long the client has to wait between two polls; grows when it doesn't.
    package let interval: Duration
    package let lastPolledAt: Instant?
    package let state: State

    package enum State: Hashable, Sendable {
        case pending
        case approved(AuthorizationID)
        case denied
        /// The client has got its tokens.
        case consumed
    }

    package init(expiresAt: Instant, interval: Duration, lastPolledAt: Instant? = nil, state: State = .pending) {
        self.expiresAt = expiresAt
        self.interval = interval
        self.lastPolledAt = lastPolledAt
        self.state = state
    }

    package static let firstInterval = Duration.seconds(5)
    /// How much longer a client has to wait that has polled too soon (RFC 8628 §3.5).
    package static let slowDownStep = Duration.seconds(5)

    /// Whether a person can still approve or deny it.
    package func isPending(at now: Instant) -> Bool { state == .pending && now < expiresAt }

    /// In whose words a poll is refused for good.
    struct Refusals {
        let usedTwice, expired, denied: TokenRefusal
    }

    /// Decides on a poll of the client that has asked.
    func poll(at now: Instant, _ refusals: Refusals) -> PollAnswer {
        if case .consumed = state { return .refuse(refusals.usedTwice) }
        guard now < expiresAt else { return .refuse(refusals.expired) }
        switch state {
        case .approved(let authorization): return .granted(authorization)
        case .denied: return .refuse(refusals.denied)
        case .pending, .consumed:
            guard let lastPolledAt, now - lastPolledAt < interval else {
                return .wait(.authorizationPending, interval: interval)
            }
            return .wait(.slowDown, interval: interval + Self.slowDownStep)
        }
    }
}

/// What a client is told when it polls (RFC 8628 §3.5, CIBA Core §11).
package enum PollAnswer: Hashable, Sendable {
    /// It gets its tokens, once: the decision is `consumed` with that.
    case granted(AuthorizationID)
    /// It has to ask again; this poll is remembered with the interval.
    case wait(TokenRefusal, interval: Duration)
    /// It has nothing more to ask for.
    case refuse(TokenRefusal)
}

extension TokenRefusal {
    package static let authorizationPending = TokenRefusal(
        .authorizationPending, "the person has not decided yet", code: "authorization-pending")
    package static let slowDown = TokenRefusal(
        .slowDown, "polled too soon; wait 5 seconds longer between two polls from now on", code: "slow-down")
}
