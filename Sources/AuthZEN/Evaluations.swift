import Wire

/// Several questions in one message ("Access Evaluations API").
package struct Evaluations: Hashable, Sendable {
    /// How many questions one message may hold.
    package static let bound = 1000
    /// For how many of them it may ask for the reasons.
    package static let explanationBound = 50

    /// The questions; where one can't be read, why. That is its own error, and not the request's ("Errors").
    package let evaluations: [Result<Evaluation, RequestError>]
    package let semantic: Semantic
    /// Whether the message held no list, and is answered like a single evaluation.
    package let isSingle: Bool

    /// Whether each of the questions can be read.
    package var areReadable: Bool {
        evaluations.allSatisfy { if case .success = $0 { true } else { false } }
    }

    package enum Semantic: String, Hashable, Sendable, CaseIterable {
        case executeAll = "execute_all"
        case denyOnFirstDeny = "deny_on_first_deny"
        case permitOnFirstPermit = "permit_on_first_permit"
    }

    /// A message of the Access Evaluation API, which holds one question and no list.
    package init(single json: JSONObject) throws(RequestError) {
        evaluations = [.success(try Evaluation(json))]
        semantic = .executeAll
        isSingle = true
    }

    package init(_ json: JSONObject) throws(RequestError) {
        let reader = RequestReader(json)
        var semantic = Semantic.executeAll
        if let options = try reader.object("options"), options.object["evaluations_semantic"] != nil {
            guard let known = Semantic(rawValue: try options.string("evaluations_semantic")) else {
                throw .unknownSemantic
            }
            semantic = known
        }
        var list: [JSONValue] = []
        if let value = json["evaluations"] {
            guard let array = value.array else { throw .wrongType("evaluations") }
            list = array
        }
        guard list.count <= Self.bound else { throw .tooManyEvaluations(bound: Self.bound) }
        self.semantic = semantic
        isSingle = list.isEmpty
        guard !list.isEmpty else {
            evaluations = [.success(try Evaluation(json))]
            return
        }
        evaluations = list.enumerated().map { place, item in
            Result { () throws(RequestError) in
                let path = "evaluations[\(place)]"
                guard let object = item.object else { throw .wrongType(path) }
                return try Evaluation(RequestReader(object, at: path), defaults: reader)
            }
        }
        let explained = evaluations.count { ((try? $0.get().asksForReasons) ?? false) }
        guard explained <= Self.explanationBound else { throw .tooManyExplanations(bound: Self.explanationBound) }
    }

    /// Decides in the order of the questions, and stops where the semantic says so. What is left out wasn't
    /// asked. An error counts as a denial.
    package func outcomes(_ decide: (Evaluation) -> EvaluationOutcome) -> [EvaluationOutcome] {
        var outcomes: [EvaluationOutcome] = []
        outcomes.reserveCapacity(evaluations.count)
        loop: for evaluation in evaluations {
            let outcome =
                switch evaluation {
                case .success(let evaluation): decide(evaluation)
                case .failure(let error): EvaluationOutcome(response: EvaluationResponse(error))
                }
            outcomes.append(outcome)
            switch (semantic, outcome.response.decision) {
            case (.denyOnFirstDeny, false), (.permitOnFirstPermit, true): break loop
            case (.executeAll, _), (.denyOnFirstDeny, true), (.permitOnFirstPermit, false): continue
            }
        }
        return outcomes
    }

    /// The message that answers.
    package func json(_ responses: [EvaluationResponse]) -> JSONObject {
        if isSingle, let only = responses.first { return only.json }
        return ["evaluations": .array(responses.map { .object($0.json) })]
    }
}
