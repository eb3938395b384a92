import Identity
import Permissions
import Wire

// Why a decision isn't a yes, in the terms that a platform hears.

extension StepUp {
    /// What a platform is told where the session isn't good enough: the sign-in that is needed in the terms of RFC 9470
    /// §3, as far as one helps. A better identity can't be asked for so: it is given by the state, in person. That comes
    /// first where both are lacking.
    var context: JSONObject {
        var context: JSONObject = ["reason": "step_up"]
        if let identity {
            context = ["reason": "identity_required", "identity_level": .integer(Int64(identity.rawValue))]
        }
        guard authentication != nil || freshness != nil else { return context }
        context["error"] = "insufficient_user_authentication"
        context["acr_values"] = authentication.map { .string(AuthenticationContext.name(of: $0)) }
        if let freshness { context["max_age"] = .integer(freshness.wholeSeconds) }
        return context
    }
}

extension DenyReason {
    /// The reason as a platform hears it: the stage, never the grants of others.
    var code: String {
        switch self {
        case .outsideOfSnapshot: "not_available"
        case .unknownFunction: "unknown_function"
        case .groupOfFunctions: "group_of_functions"
        case .unknownUnit: "unknown_unit"
        case .denied: "denied"
        case .excludedAtUnit: "excluded_at_unit"
        case .excludedInSession: "excluded_in_session"
        case .principalMayNot: "principal_may_not"
        case .noGrant: "no_grant"
        }
    }
}
