import JOSE
import Wire

extension ClientRegistration {
    /// What is said of `BackchannelRules`, in texts that are not believed yet, by the names of CIBA Core §4.
    package struct Backchannel: Sendable {
        /// A `BackchannelDelivery`; `nil` for `poll`.
        package var deliveryMode: String?
        package var notificationEndpoint: String?
        package var requestAlgorithm: String?
        /// Whether people would type a code of theirs at the client. They don't: a client never learns what opens anything here.
        package var asksUserCode = false

        package init() {}

        /// What is registered of a client now.
        package init(_ rules: BackchannelRules) {
            deliveryMode = rules.mode.rawValue
            notificationEndpoint = rules.notificationEndpoint?.text
            requestAlgorithm = rules.requestAlgorithm?.rawValue
        }

        package init(metadata: JSONObject) throws(ClientRegistrationError) {
            deliveryMode = try metadata.text(registered: Member.deliveryMode)
            notificationEndpoint = try metadata.text(registered: Member.notificationEndpoint)
            requestAlgorithm = try metadata.text(registered: Member.requestAlgorithm)
            asksUserCode = try metadata.flag(registered: Member.userCode)
        }

        /// As a platform would say it of itself; what is left out is not asked for.
        package var json: JSONObject {
            var json = JSONObject()
            json[Member.deliveryMode] = deliveryMode.map(JSONValue.string)
            json[Member.notificationEndpoint] = notificationEndpoint.map(JSONValue.string)
            json[Member.requestAlgorithm] = requestAlgorithm.map(JSONValue.string)
            return json
        }

        enum Member {
            static let deliveryMode = "backchannel_token_delivery_mode"
            static let notificationEndpoint = "backchannel_client_notification_endpoint"
            static let requestAlgorithm = "backchannel_authentication_request_signing_alg"
            static let userCode = "backchannel_user_code_parameter"
        }
    }
}

extension ClientRegistration.Backchannel {
    /// Checks what is said.
    /// - Parameter keys: the client's, which signed requests need.
    package func rules(keys: ClientKeys?) throws(ClientRegistrationError) -> BackchannelRules {
        guard !asksUserCode else { throw .unsupported(member: Member.userCode, only: ["false"]) }
        var algorithm: SignatureAlgorithm?
        if let name = requestAlgorithm, !name.isEmpty {
            algorithm = try ClientRegistration.choice(name, SignatureAlgorithm.self, .requestAlgorithm)
            guard keys != nil else { throw .keysNeededFor(Member.requestAlgorithm) }
        }
        let named = deliveryMode.flatMap { $0.isEmpty ? nil : $0 } ?? BackchannelDelivery.poll.rawValue
        let mode = try ClientRegistration.choice(named, BackchannelDelivery.self, .backchannelDelivery)
        let endpoint = try address()
        // CIBA Core §4: the endpoint stands with the mode that uses it.
        guard (mode == .ping) == (endpoint != nil) else { throw .pingNeedsEndpoint }
        return BackchannelRules(notificationEndpoint: endpoint, requestAlgorithm: algorithm)
    }

    /// https, or http on this machine, as addresses that are told of logouts.
    private func address() throws(ClientRegistrationError) -> URI? {
        guard let text = notificationEndpoint, !text.isEmpty else { return nil }
        do throws(RedirectURIError) { return try RedirectURI(text, for: .web).uri } catch {
            throw .badAddress(.notification, text, error)
        }
    }
}
