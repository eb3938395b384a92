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
        var json: JSONObject = ["decision": .bool(decision)]
        if let context { json["context"] = .object(context) }
        return json
    }
}
