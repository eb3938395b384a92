import Identity

/// A device that waits for a person to approve it on another screen (RFC 8628): what we keep of it.
package struct DeviceAuthorization: Hashable, Sendable {
    package let code: DeviceCodeHash
    package let userCode: UserCodeHash
    package let client: ClientID
    package let scopes: Set<Scope>
    package let decision: PolledDecision

    package init(
        code: DeviceCodeHash, userCode: UserCodeHash, client: ClientID, scopes: Set<Scope>, decision: PolledDecision
    ) {
        self.code = code
        self.userCode = userCode
        self.client = client
        self.scopes = scopes
        self.decision = decision
    }

    /// A new one, for a request.
    package init(_ request: DeviceAuthorizationRequest, code: DeviceCode, userCode: UserCode, at now: Instant) {
        self.init(
            code: code.hash, userCode: userCode.hash, client: request.client.id, scopes: request.scopes,
            decision: PolledDecision(expiresAt: now + Self.lifetime, interval: PolledDecision.firstInterval))
    }

    /// How long a person may take to find the page, sign in and approve.
    package static let lifetime = Duration.minutes(10)

    /// Whether a person can still approve or deny it.
    package func isPending(at now: Instant) -> Bool { decision.isPending(at: now) }

    /// Decides on a poll by the client that has presented the device's code.
    package func poll(by client: AuthenticatedClient, at now: Instant) -> PollAnswer {
        // Another client's attempt changes nothing.
        guard client.id == self.client else { return .refuse(.unknownDeviceCode) }
        return decision.poll(
            at: now, .init(usedTwice: .deviceCodeUsedTwice, expired: .expiredDeviceCode, denied: .deviceDenied))
    }
}

extension TokenRefusal {
    package static let deviceDenied = TokenRefusal(.accessDenied, "the person refused", code: "device-denied")
    package static let expiredDeviceCode = TokenRefusal(
        .expiredToken, "the device code is expired; start again", code: "expired-device-code")

    package static let unknownDeviceCode = badDeviceCode("unknown-device-code")
    package static let deviceCodeUsedTwice = badDeviceCode("device-code-used-twice")

    private static func badDeviceCode(_ code: String) -> TokenRefusal {
        TokenRefusal(.invalidGrant, "the device code is unknown or used; start again", code: code)
    }
}
