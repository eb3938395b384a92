import AuthZEN
import Testing
import Wire

/// Reasons cost much more than decisions: a request may ask for some.
@Suite struct ExplanationBoundTests {
    private func evaluations(_ count: Int, explained: Int) throws -> Evaluations {
        let list = (0..<count).map { number -> JSONValue in
            number < explained ? ["context": ["explain": true]] : [:]
        }
        return try Evaluations([
            "subject": ["type": "user", "id": "one"], "action": ["name": "view"],
            "resource": ["type": "unit", "id": "H57"], "evaluations": .array(list),
        ])
    }

    @Test func `fifty of a thousand evaluations may be explained, and no more`() throws {
        #expect(try evaluations(1000, explained: 50).areReadable)
        #expect(throws: RequestError.tooManyExplanations(bound: 50)) { try evaluations(51, explained: 51) }
        #expect(throws: RequestError.tooManyExplanations(bound: 50)) { try evaluations(1000, explained: 1000) }
    }

    @Test func `what all of them inherit counts for each`() throws {
        let request: JSONObject = [
            "subject": ["type": "user", "id": "one"], "action": ["name": "view"],
            "resource": ["type": "unit", "id": "H57"], "context": ["explain": true],
            "evaluations": .array(Array(repeating: [:], count: 51)),
        ]
        #expect(throws: RequestError.tooManyExplanations(bound: 50)) { try Evaluations(request) }
    }
}
