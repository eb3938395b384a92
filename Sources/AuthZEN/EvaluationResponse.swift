import Wire

/// The answer to one question ("Decision"): yes or no, and what the platform should know besides.
package struct EvaluationResponse: Hashable, Sendable {
    package let decision: Bool
    package var context: JSONObject?

    package init(_ decision: Bool, context: JSONObject? = nil) {
        self.decision = decision
        self.context = context
    }

    /// A decision with the reason in one word.
    init(_ decision: Bool, reason: String) {
        self.init(decision, context: ["reason": .string(reason)])
    }

    /// The answer to a question among several that can't be read ("Errors").
    init(_ error: RequestError) {
        self.init(false, context: ["error": ["status": 400, "message": .string(error.description)]])
    }

    package var json: JSONObject {
        guard let context else { return decision ? Self.yes : Self.no }
        return ["decision": .bool(decision), "context": .object(context)]
    }

    private static let yes: JSONObject = ["decision": true]
    private static let no: JSONObject = ["decision": false]
}
