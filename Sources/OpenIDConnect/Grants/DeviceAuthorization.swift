import Identity

/// A device that waits for a person to approve it on another screen (RFC 8628): what we keep of it.
package struct DeviceAuthorization: Hashable, Sendable {
    package let code: DeviceCodeHash
    package let userCode: UserCodeHash
    package let client: ClientID
    package let scopes: Set<Scope>
    package let expiresAt: Instant
    /// How long the device has to wait between two polls; grows when it doesn't.
    package let interval: Duration
    package let lastPolledAt: Instant?
    package let state: State

    package enum State: Hashable, Sendable {
        case pending
        case approved(AuthorizationID)
        case denied
        /// The device has got its tokens.
        case consumed
    }

    package init(
        code: DeviceCodeHash, userCode: UserCodeHash, client: ClientID, scopes: Set<Scope>, expiresAt: Instant,
        interval: Duration, lastPolledAt: Instant?, state: State
    ) {
        self.code = code
        self.userCode = userCode
        self.client = client
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.interval = interval
        self.lastPolledAt = lastPolledAt
        self.state = state
    }

    /// A new one, for a request.
    package init(_ request: DeviceAuthorizationRequest, code: DeviceCode, userCode: UserCode, at now: Instant) {
        self.init(
            code: code.hash, userCode: userCode.hash, client: request.client.id, scopes: request.scopes,
            expiresAt: now + Self.lifetime, interval: Self.firstInterval, lastPolledAt: nil, state: .pending)
    }

    /// How long a person may take to find the page, sign in and approve.
    package static let lifetime = Duration.minutes(10)
    package static let firstInterval = Duration.seconds(5)
    /// How much longer a device has to wait that has polled too soon (RFC 8628 §3.5).
    package static let slowDownStep = Duration.seconds(5)

    /// Whether a person can still approve or deny it.
    package func isPending(at now: Instant) -> Bool { state == .pending && now < expiresAt }
}

/// What a device is told when it polls (RFC 8628 §3.5).
package enum DevicePoll: Hashable, Sendable {
    /// The device gets its tokens, once: the authorization is `consumed` with that.
    case granted(AuthorizationID)
    /// It has to ask again; this poll is remembered with the interval.
    case wait(TokenRefusal, interval: Duration)
    /// It has nothing more to ask for.
    case refuse(TokenRefusal)
}

extension DeviceAuthorization {
    /// Decides on a poll by the client that has presented the device's code.
    package func poll(by client: AuthenticatedClient, at now: Instant) -> DevicePoll {
        // Another client's attempt changes nothing.
        guard client.id == self.client else { return .refuse(.unknownDeviceCode) }
        if case .consumed = state { return .refuse(.deviceCodeUsedTwice) }
        guard now < expiresAt else { return .refuse(.expiredDeviceCode) }
        switch state {
        case .approved(let authorization): return .granted(authorization)
        case .denied: return .refuse(.deviceDenied)
        case .pending, .consumed:
            guard let lastPolledAt, now - lastPolledAt < interval else {
                return .wait(.authorizationPending, interval: interval)
            }
            return .wait(.slowDown, interval: interval + Self.slowDownStep)
        }
    }
}

extension TokenRefusal {
    package static let authorizationPending = TokenRefusal(
        .authorizationPending, "the person has not decided yet", code: "authorization-pending")
    package static let slowDown = TokenRefusal(
        .slowDown, "polled too soon; wait 5 seconds longer between two polls from now on", code: "slow-down")
    package static let deviceDenied = TokenRefusal(.accessDenied, "the person refused", code: "device-denied")
    package static let expiredDeviceCode = TokenRefusal(
        .expiredToken, "the device code is expired; start again", code: "expired-device-code")

    package static let unknownDeviceCode = badDeviceCode("unknown-device-code")
    package static let deviceCodeUsedTwice = badDeviceCode("device-code-used-twice")

    private static func badDeviceCode(_ code: String) -> TokenRefusal {
        TokenRefusal(.invalidGrant, "the device code is unknown or used; start again", code: code)
    }
}
