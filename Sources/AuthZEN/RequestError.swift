/// Why a request isn't one: a Bad Request as a whole ("Error Responses"), or one of several questions.
package enum RequestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A required member isn't there; where, as a path.
    case missing(String)
    case wrongType(String)
    case unknownSemantic
    case tooManyEvaluations(bound: Int)
    /// Reasons cost much more than decisions.
    case tooManyExplanations(bound: Int)
    /// The page token isn't ours, or goes with another request.
    case badPageToken

    package var description: String {
        switch self {
        case .missing(let path): "\(path) is missing"
        case .wrongType(let path): "\(path) has the wrong type"
        case .unknownSemantic:
            "options.evaluations_semantic must be execute_all, deny_on_first_deny or permit_on_first_permit"
        case .tooManyEvaluations(let bound): "one request holds at most \(bound) evaluations"
        case .tooManyExplanations(let bound):
            "one request asks for the reasons (context.explain) of at most \(bound) evaluations"
        case .badPageToken: "page.token is not one of ours"
        }
    }
}
