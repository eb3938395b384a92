import Identity
import Wire

/// Something that happened, as it waits to be told: what, to whom, and the members of the event that are the same for every
/// receiver. Whom it is about has a name of its own at each, which is made when it is told.
package enum SecurityEvent: Hashable, Sendable {
    case sessionRevoked
    case credentialChange(Credential, Change)
    case assuranceRaised(from: AuthenticationLevel, to: AuthenticationLevel)
    case accountDisabled, accountEnabled

    /// `credential_type` (CAEP 1.0 §3.2).
    package enum Credential: String, Hashable, Sendable { case password, app }
    /// `change_type`.
    package enum Change: String, Hashable, Sendable { case create, revoke, update, delete }

    package var type: SecurityEventType {
        switch self {
        case .sessionRevoked: .sessionRevoked
        case .credentialChange: .credentialChange
        case .assuranceRaised: .assuranceLevelChange
        case .accountDisabled: .accountDisabled
        case .accountEnabled: .accountEnabled
        }
    }

    /// The members of the event, as they are kept until it is told.
    package func details(at moment: Instant) -> JSONObject {
        switch self {
        case .sessionRevoked: Self.moment(moment)
        case .credentialChange(let credential, let change):
            Self.moment(moment).with([
                "credential_type": .string(credential.rawValue), "change_type": .string(change.rawValue),
            ])
        case .assuranceRaised(let previous, let current):
            // §3.3: a namespace that transmitter and receiver have agreed on; ours is that of `acr`.
            Self.moment(moment).with([
                "namespace": .string(AuthenticationContext.namespace),
                "current_level": .string(AuthenticationContext.name(of: current)),
                "previous_level": .string(AuthenticationContext.name(of: previous)), "change_direction": "increase",
            ])
        // RISC 1.0 §2.2, §2.3: nothing but an optional reason, which we tell nobody.
        case .accountDisabled, .accountEnabled: [:]
        }
    }

    private static func moment(_ moment: Instant) -> JSONObject {
        ["event_timestamp": .integer(moment.secondsSince1970)]
    }
}

extension JSONObject {
    fileprivate func with(_ others: JSONObject) -> JSONObject {
        var all = self
        all.merge(others)
        return all
    }
}
