import JOSE
import Wire

/// How a client asks people behind the browser's back (CIBA Core §4), if it is registered for that grant.
package struct BackchannelRules: Hashable, Sendable {
    /// Where it is told that a decision is there to be polled for (`backchannel_client_notification_endpoint`, mode `ping`); `nil`
    /// where it only polls.
    package let notificationEndpoint: URI?
    /// What it signs its requests with (`backchannel_authentication_request_signing_alg`), and sends none unsigned; `nil` where it
    /// may do without.
    package let requestAlgorithm: SignatureAlgorithm?

    package init(notificationEndpoint: URI? = nil, requestAlgorithm: SignatureAlgorithm? = nil) {
        self.notificationEndpoint = notificationEndpoint
        self.requestAlgorithm = requestAlgorithm
    }

    package var mode: BackchannelDelivery { notificationEndpoint == nil ? .poll : .ping }
}

/// `backchannel_token_delivery_mode`. There is no `push`: tokens leave only by the token endpoint, to who proves to be the client
/// and to hold their key (FAPI-CIBA §5.2.2 forbids it too).
package enum BackchannelDelivery: String, Hashable, Sendable, CaseIterable {
    case poll, ping
}

extension Client {
    /// Whether its requests behind the browser's back have to be signed: where its registration says by what, and under a profile
    /// (FAPI-CIBA §5.2.2).
    package var signsBackchannelRequests: Bool { backchannel.requestAlgorithm != nil || protection.isStrict }

    /// What they may be signed with.
    var backchannelAlgorithms: Set<SignatureAlgorithm> {
        guard let algorithm = backchannel.requestAlgorithm else { return protection.algorithms }
        return protection.algorithms.intersection([algorithm])
    }
}
