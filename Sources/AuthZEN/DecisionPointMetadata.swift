import Wire

/// Where the parts of the API are ("Policy Decision Point Metadata").
package struct DecisionPointMetadata: Hashable, Sendable {
    /// The well-known path, without a path of ours behind it.
    package static let path = "/.well-known/authzen-configuration"

    package enum Endpoint: String, Hashable, Sendable, CaseIterable {
        case evaluation = "/access/v1/evaluation"
        case evaluations = "/access/v1/evaluations"
        case searchSubject = "/access/v1/search/subject"
        case searchResource = "/access/v1/search/resource"
        case searchAction = "/access/v1/search/action"

        fileprivate var member: String {
            switch self {
            case .evaluation: "access_evaluation_endpoint"
            case .evaluations: "access_evaluations_endpoint"
            case .searchSubject: "search_subject_endpoint"
            case .searchResource: "search_resource_endpoint"
            case .searchAction: "search_action_endpoint"
            }
        }
    }

    /// The identifier of the decision point: our address, without a slash at its end.
    package let decisionPoint: String

    package init(decisionPoint: String) { self.decisionPoint = decisionPoint }

    package func address(of endpoint: Endpoint) -> String { decisionPoint + endpoint.rawValue }

    package var json: JSONObject {
        Endpoint.allCases.reduce(into: ["policy_decision_point": .string(decisionPoint)]) { json, endpoint in
            json[endpoint.member] = .string(address(of: endpoint))
        }
    }
}
