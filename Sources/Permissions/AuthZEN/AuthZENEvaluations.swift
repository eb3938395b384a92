import Wire

/// Several questions in one message ("Access Evaluations API").
package struct AuthZENEvaluations: Hashable, Sendable {
    /// How many questions one message may hold.
    package static let bound = 1000

    package let evaluations: [AuthZENEvaluation]
    package let semantic: Semantic
    /// Whether the message held no list, and is answered like a single evaluation.
    package let isSingle: Bool

    package enum Semantic: String, Hashable, Sendable, CaseIterable {
        case executeAll = "execute_all"
        case denyOnFirstDeny = "deny_on_first_deny"
        case permitOnFirstPermit = "permit_on_first_permit"
    }

    /// A message of the Access Evaluation API, which holds one question and no list.
    package init(single json: JSONObject) throws(AuthZENError) {
        evaluations = [try AuthZENEvaluation(json)]
        semantic = .executeAll
        isSingle = true
    }

    package init(_ json: JSONObject) throws(AuthZENError) {
        let reader = AuthZENReader(json)
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
            evaluations = [try AuthZENEvaluation(json)]
            return
        }
        var evaluations: [AuthZENEvaluation] = []
        evaluations.reserveCapacity(list.count)
        for (place, item) in list.enumerated() {
            guard let object = item.object else { throw .wrongType("evaluations[\(place)]") }
            let item = AuthZENReader(object, at: "evaluations[\(place)]")
            evaluations.append(try AuthZENEvaluation(item, defaults: reader))
        }
        self.evaluations = evaluations
    }

    /// Answers in the order of the questions, and stops where the semantic says so. What is left out wasn't
    /// asked.
    package func answer(_ decide: (AuthZENEvaluation) -> AuthZENDecision) -> JSONObject {
        if isSingle, let only = evaluations.first { return decide(only).json }
        var answers: [JSONValue] = []
        answers.reserveCapacity(evaluations.count)
        loop: for evaluation in evaluations {
            let decision = decide(evaluation)
            answers.append(.object(decision.json))
            switch (semantic, decision.decision) {
            case (.denyOnFirstDeny, false), (.permitOnFirstPermit, true): break loop
            case (.executeAll, _), (.denyOnFirstDeny, true), (.permitOnFirstPermit, false): continue
            }
        }
        return ["evaluations": .array(answers)]
    }
}
