import Identity
import Wire

/// A client's request that a person decides on another screen, without a browser between the two (CIBA Core §7.1).
package struct BackchannelAuthenticationRequest: Sendable {
    package let client: Client
    package let scopes: Set<Scope>
    package let hint: BackchannelHint
    /// What the person compares on both screens, and what the request is about.
    package let bindingMessage: String?
    /// The lowest level that is asked for, among those that we know.
    package let level: AuthenticationLevel?
    package let lifetime: Duration
    /// What we show at the client's notification endpoint; `nil` where it only polls.
    package let notificationToken: String?

    /// How long a person may take, where the client doesn't say; and between what it may say.
    package static let usualLifetime = Duration.minutes(5)
    package static let lifetimes = Duration.seconds(30)...Duration.minutes(10)
    /// It has to be compared at a glance (CIBA Core §7.1: "relatively short").
    package static let bindingMessageBytes = 128
    /// CIBA Core §7.1.
    package static let notificationTokenBytes = 1024

    /// - Parameter received: the parameters, from where they count.
    package init(
        _ received: ReceivedBackchannelRequest, from client: AuthenticatedClient
    ) throws(TokenRefusal) {
        let registered = client.client
        guard registered.grants.contains(.ciba), registered.isConfidential else { throw .unregisteredGrant }
        guard received.isSigned || !registered.signsBackchannelRequests else { throw .unsignedBackchannelRequest }
        self.client = registered
        do throws(TokenError) {
            let parameters = received.parameters
            hint = try BackchannelHint(parameters)
            scopes = try Self.scopes(parameters, registered)
            // As of devices: what the person reads are scopes and the message.
            guard try parameters.authorizationDetails() == nil else {
                throw TokenError(.invalidAuthorizationDetails, "this request can't ask for authorization_details")
            }
            bindingMessage = try Self.bindingMessage(parameters, registered)
            level = try parameters.once("acr_values", atMost: Limits.acrValuesBytes)?
                .split(separator: " ").compactMap(AuthenticationContext.level).min()
            lifetime = try Self.lifetime(parameters)
            notificationToken = try Self.notificationToken(parameters, registered)
        } catch { throw TokenRefusal(error) }
    }

    private static func scopes(_ parameters: FormParameters, _ client: Client) throws(TokenError) -> Set<Scope> {
        guard let scopes = try parameters.scopes(), scopes.contains(.openid) else {
            throw TokenError(.invalidScope, "scope must contain openid")
        }
        if let foreign = Scope.first(in: scopes, notIn: client.scopesOfPeople) {
            throw TokenError(.invalidScope, "this client may not ask for the scope \(foreign.rawValue)")
        }
        return scopes
    }

    /// One line, as people see it. A client under a profile can't do without: nothing else tells the person which request of
    /// several is theirs (FAPI-CIBA §5.2.2).
    private static func bindingMessage(_ parameters: FormParameters, _ client: Client) throws(TokenError) -> String? {
        guard let text = try parameters.once("binding_message") else {
            guard !client.protection.isStrict else {
                throw TokenError(.invalidBindingMessage, "binding_message is missing; this client has to send one")
            }
            return nil
        }
        guard let line = PlainLine(text), line.text.utf8.count <= bindingMessageBytes else {
            throw TokenError(
                .invalidBindingMessage,
                "binding_message has to be one line of at most \(bindingMessageBytes) bytes of visible characters")
        }
        return line.text
    }

    /// `requested_expiry`; what is outside of `lifetimes` is brought inside, and the answer says to what (CIBA Core §7.3).
    private static func lifetime(_ parameters: FormParameters) throws(TokenError) -> Duration {
        guard let text = try parameters.once("requested_expiry", atMost: Limits.shortParameterBytes) else {
            return usualLifetime
        }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.contains(where: { $0 != 0x30 }) else {
            throw TokenError(.invalidRequest, "requested_expiry must be a whole number of seconds, 1 or more")
        }
        let asked = Duration.seconds(Int64(Int32(text) ?? .max))
        return min(max(asked, lifetimes.lowerBound), lifetimes.upperBound)
    }

    /// A bearer token (RFC 6750 §2.1) of the client's making.
    private static func notificationToken(
        _ parameters: FormParameters, _ client: Client
    ) throws(TokenError) -> String? {
        let token = try parameters.once("client_notification_token", atMost: notificationTokenBytes)
        // Where a client only polls, it is sent for nothing, and not kept.
        guard client.backchannel.mode == .ping else { return nil }
        guard let token else { throw .missing("client_notification_token") }
        guard BearerToken.isWellFormed(token) else {
            throw TokenError(.invalidRequest, "client_notification_token is not a bearer token (RFC 6750 section 2.1)")
        }
        return token
    }
}

/// The answer to it (CIBA Core §7.3).
package struct BackchannelAuthenticationResponse: Sendable {
    package let id: AuthRequestID
    package let lifetime: Duration

    package init(id: AuthRequestID, lifetime: Duration) {
        self.id = id
        self.lifetime = lifetime
    }

    package var json: JSONObject {
        [
            "auth_req_id": .string(id.text), "expires_in": .integer(lifetime.wholeSeconds),
            "interval": .integer(PolledDecision.firstInterval.wholeSeconds),
        ]
    }
}

extension TokenRefusal {
    package static let unsignedBackchannelRequest = TokenRefusal(
        .invalidRequest, "this client has to sign its requests (CIBA Core section 7.1.1, request)",
        code: "unsigned-backchannel-request")
}
