import Permissions
import Wire

/// The answer to one question ("Decision"): yes or no, and what the platform should know besides.
package struct EvaluationResponse: Hashable, Sendable {
    package let decision: Bool
    /// The message, with all of this.
    package let json: JSONObject

    package init(_ decision: Bool, context: JSONObject? = nil) {
        self.decision = decision
        if let context {
            json = ["decision": .bool(decision), "context": .object(context)]
        } else {
            json = decision ? Self.yes : Self.no
        }
    }

    /// A no with the reason in one word.
    init(reason: String) { self.init(false, context: ["reason": .string(reason)]) }

    init(_ reason: DenyReason) {
        self =
            switch reason {
            case .noGrant: Self.noGrant
            case .unknownFunction: Self.unknownFunction
            case .unknownUnit: Self.unknownUnit
            case .outsideOfSnapshot, .groupOfFunctions, .denied, .excludedAtUnit, .excludedInSession, .principalMayNot:
                EvaluationResponse(reason: reason.code)
            }
    }

    /// The answer to a question among several that can't be read ("Errors").
    init(_ error: RequestError) {
        self.init(false, context: ["error": ["status": 400, "message": .string(error.description)]])
    }

    package var context: JSONObject? { json["context"]?.object }

    /// The same, and one member more of its context.
    func adding(_ name: String, _ value: JSONValue) -> EvaluationResponse {
        var context = context ?? JSONObject()
        context[name] = value
        return EvaluationResponse(decision, context: context)
    }

    private static let yes: JSONObject = ["decision": true]
    private static let no: JSONObject = ["decision": false]
    // Those that most questions get which don't get a yes, made once.
    private static let noGrant = EvaluationResponse(reason: DenyReason.noGrant.code)
    private static let unknownFunction = EvaluationResponse(reason: DenyReason.unknownFunction.code)
    private static let unknownUnit = EvaluationResponse(reason: DenyReason.unknownUnit.code)
}
