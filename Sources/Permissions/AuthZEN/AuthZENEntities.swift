import Wire

/// Who a question is about (Authorization API 1.0, "Subject").
package struct AuthZENSubject: Hashable, Sendable {
    package let type: String
    package let id: String
    package let properties: JSONObject

    package init(type: String, id: String, properties: JSONObject = JSONObject()) {
        self.type = type
        self.id = id
        self.properties = properties
    }
}

/// What it is about ("Resource").
package struct AuthZENResource: Hashable, Sendable {
    package let type: String
    package let id: String
    package let properties: JSONObject

    package init(type: String, id: String, properties: JSONObject = JSONObject()) {
        self.type = type
        self.id = id
        self.properties = properties
    }
}

/// What is to be done ("Action").
package struct AuthZENAction: Hashable, Sendable {
    package let name: String
    package let properties: JSONObject

    package init(name: String, properties: JSONObject = JSONObject()) {
        self.name = name
        self.properties = properties
    }
}

/// The answer ("Decision"): yes or no, and what the platform should know besides.
package struct AuthZENDecision: Hashable, Sendable {
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
    init(_ error: AuthZENError) {
        self.init(false, context: ["error": ["status": 400, "message": .string(error.description)]])
    }

    package var json: JSONObject {
        var json: JSONObject = ["decision": .bool(decision)]
        if let context { json["context"] = .object(context) }
        return json
    }
}

/// Why a request isn't one: a Bad Request as a whole ("Error Responses"), or one of several questions.
package enum AuthZENError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A required member isn't there; where, as a path.
    case missing(String)
    case wrongType(String)
    case unknownSemantic
    case tooManyEvaluations(bound: Int)
    /// The page token isn't ours, or goes with another request.
    case badPageToken

    package var description: String {
        switch self {
        case .missing(let path): "\(path) is missing"
        case .wrongType(let path): "\(path) has the wrong type"
        case .unknownSemantic:
            "options.evaluations_semantic must be execute_all, deny_on_first_deny or permit_on_first_permit"
        case .tooManyEvaluations(let bound): "one request holds at most \(bound) evaluations"
        case .badPageToken: "page.token is not one of ours"
        }
    }
}
