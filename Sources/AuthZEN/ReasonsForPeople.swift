import Identity
import Permissions
import Wire

/// Tells people why a platform gets the answer that it gets: AuthZEN's `reason_user`, in the languages that we have.
package struct ReasonsForPeople: Sendable {
    private let names: PermissionNames
    private let knowsPosts: Bool

    /// - Parameter knowsPosts: whether the platform is told in which posts people are.
    package init(names: PermissionNames, knowsPosts: Bool) {
        self.names = names
        self.knowsPosts = knowsPosts
    }

    func json(_ explanation: Explanation) -> JSONObject {
        let text = ExplanationText(explanation, names: names, for: .platform(knowsPosts: knowsPosts))
        func joined(_ language: KeyPath<Bilingual, String>) -> JSONValue {
            .string(([text.verdict] + text.reasons).map { $0[keyPath: language] }.joined(separator: "\n"))
        }
        return ["vi": joined(\.vietnamese), "en": joined(\.english)]
    }
}
