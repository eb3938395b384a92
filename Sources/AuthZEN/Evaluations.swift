import Wire

/// Several questions in one message ("Access Evaluations API").
package struct Evaluations: Sendable {
    /// How many questions one message may hold.
    package static let bound = 1000
    /// For how many of them it may ask for the reasons.
    package static let explanationBound = 50

    /// The questions; where one can't be read, why. That is its own error, and not the request's ("Errors").
    package let evaluations: [Result<Evaluation, RequestError>]
    /// Everybody whom they are about, each once.
    package let callers: [CallerName]
    /// Of each evaluation, which of the callers it is about; of one that can't be read, none.
    private let places: [Int?]
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
        self.init([.success(try Evaluation(json))], .executeAll, isSingle: true)
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
        guard !list.isEmpty else {
            self.init([.success(try Evaluation(json))], semantic, isSingle: true)
            return
        }
        let defaults = EvaluationDefaults(reader)
        self.init(
            list.enumerated().map { place, item in
                Result { () throws(RequestError) in
                    guard let object = item.object else { throw .wrongType("evaluations[\(place)]") }
                    return try Evaluation(RequestReader(object, evaluation: place), defaults: defaults)
                }
            }, semantic, isSingle: false)
        let explained = evaluations.count { ((try? $0.get().asked.wantsReasons) ?? false) }
        guard explained <= Self.explanationBound else { throw .tooManyExplanations(bound: Self.explanationBound) }
    }

    private init(_ evaluations: [Result<Evaluation, RequestError>], _ semantic: Semantic, isSingle: Bool) {
        var (callers, known): ([CallerName], [CallerName: Int]) = ([], [:])
        // Most messages are about one, and name it once.
        var last: (asked: Asked, place: Int)?
        places = evaluations.map { evaluation in
            guard case .success(let evaluation) = evaluation else { return nil }
            if let last, last.asked === evaluation.asked { return last.place }
            let name = evaluation.caller
            let place = known[name] ?? callers.count
            if place == callers.count {
                known[name] = place
                callers.append(name)
            }
            last = (evaluation.asked, place)
            return place
        }
        self.callers = callers
        self.evaluations = evaluations
        self.semantic = semantic
        self.isSingle = isSingle
    }

    /// Decides in the order of the questions, and stops where the semantic says so. What is left out wasn't
    /// asked. An error counts as a denial.
    /// - Parameter decide: gets a question, and its place among `callers`.
    package func outcomes(_ decide: (Evaluation, Int) -> EvaluationOutcome) -> [EvaluationOutcome] {
        var outcomes: [EvaluationOutcome] = []
        outcomes.reserveCapacity(evaluations.count)
        loop: for (evaluation, place) in zip(evaluations, places) {
            let outcome =
                switch (evaluation, place) {
                case (.success(let evaluation), let place?): decide(evaluation, place)
                case (.failure(let error), _): EvaluationOutcome(response: EvaluationResponse(error))
                // Whoever is asked about stands among the callers.
                case (.success, nil): EvaluationOutcome(response: EvaluationResponse(false))
                }
            let decision = outcome.response.decision
            outcomes.append(outcome)
            switch (semantic, decision) {
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
