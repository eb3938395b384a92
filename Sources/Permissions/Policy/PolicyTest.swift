import Directory
import Identity

/// Cases that a policy has to decide as its authors expect: given grants in a small city, expected decisions.
package struct PolicyTest: Hashable, Sendable {
    package var units: [Unit]
    package var assignments: [Assignment]
    package var grants: [RoleGrant]
    package var cases: [Case]

    package init(
        units: [Unit] = [],
        assignments: [Assignment] = [],
        grants: [RoleGrant] = [],
        cases: [Case] = []
    ) {
        self.units = units
        self.assignments = assignments
        self.grants = grants
        self.cases = cases
    }

    package struct Case: Hashable, Sendable {
        /// Names the case among all: the file and line, or whatever its author calls it.
        package let name: String
        package let question: Question
        package let expected: Outcome

        package init(name: String, question: Question, expected: Outcome) {
            self.name = name
            self.question = question
            self.expected = expected
        }
    }

    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case permit
        case stepUp = "step-up"
        case deny

        package init(_ decision: Decision) {
            switch decision {
            case .permit: self = .permit
            case .stepUp: self = .stepUp
            case .deny: self = .deny
            }
        }
    }

    /// A case that was decided otherwise, with the reasons.
    package struct Failure: Hashable, Sendable {
        package let test: Case
        package let explanation: Explanation
    }

    package struct Result: Sendable {
        package let failures: [Failure]
        /// Grants that the policy can make nothing of; a test with one has failed.
        package let problems: [GrantProblem]
        /// Functions that no case asks about.
        package let untested: [FunctionID]

        package var isPassed: Bool { failures.isEmpty && problems.isEmpty }
    }

    /// Decides all cases. All questions have to be about a moment in which the units stand still.
    package func run(on policy: Policy, at moment: Instant) throws(UnitTreeError) -> Result {
        let tree = try UnitTree(of: units, at: moment)
        let compiled = SnapshotCompiler.compile(
            policy: policy,
            tree: tree,
            assignments: assignments,
            grants: grants
        )
        let failures = cases.compactMap { test in
            let explanation = compiled.snapshot.explain(test.question)
            return Outcome(explanation.decision) == test.expected
                ? nil : Failure(test: test, explanation: explanation)
        }
        let asked = Set(cases.map(\.question.function))
        return Result(
            failures: failures,
            problems: compiled.problems,
            untested: policy.allFunctions.filter(\.parts.isEmpty).map(\.id).filter { !asked.contains($0) }
        )
    }
}
