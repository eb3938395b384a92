import Directory
import Operations
import Permissions

/// What a question names has to be there: what nobody knows is an error, not something that nobody may.
extension PermissionState {
    /// - Throws: for a function that the policy doesn't have, and for a group of them.
    func check(_ function: FunctionID) throws(CommandFailure) {
        guard snapshot.tier(of: function) == nil else { return }
        guard let group = snapshot.definition.allFunctions.first(where: { $0.id == function }) else {
            throw .notFound(
                "chính sách hiện hành không có chức năng \(function); xem hue-sso role show",
                english: "the policy in force has no function \(function); see hue-sso role show")
        }
        let parts = group.parts.map(\.id.text).joined(separator: ", ")
        throw .badData(
            "\(function) là nhóm chức năng; hãy hỏi về một chức năng trong nhóm: \(parts)",
            english: "\(function) is a group of functions; ask about one of them: \(parts)")
    }

    func check(_ unit: UnitID) throws(CommandFailure) {
        guard tree[unit] == nil else { return }
        throw .notFound(
            "không có đơn vị \(unit) vào thời điểm đó; xem hue-sso unit tree",
            english: "there is no unit \(unit) then; see hue-sso unit tree")
    }

    func check(_ role: RoleID) throws(CommandFailure) {
        guard !snapshot.definition.roles.contains(where: { $0.id == role }) else { return }
        throw .notFound(
            "chính sách hiện hành không có vai trò \(role); xem hue-sso role list",
            english: "the policy in force has no role \(role); see hue-sso role list")
    }

    /// - Throws: for everything of the question that isn't there. Whether the person is in the post is for the answer.
    func check(_ question: Question) throws(CommandFailure) {
        try check(question.function)
        try check(question.unit)
        if case .post(let post) = question.persona { try check(post.unit) }
        for role in question.exercised { try check(role) }
    }
}
