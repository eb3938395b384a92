import Directory
import Identity

/// A decision with its reasons as sentences, in Vietnamese and English: the whole chain, for administrators; without what
/// isn't a platform's to know, for the person whom it is about.
package struct ExplanationText: Hashable, Sendable {
    /// What was decided.
    package let verdict: LocalizedName
    /// Why, from the grant to the unit; or what comes nearest to permitting.
    package let reasons: [LocalizedName]

    /// Who gets to read it.
    package enum Audience: Hashable, Sendable {
        case administrators
        /// The person, at a platform: other people aren't named, and posts and units of other capacities only where the
        /// platform is told of posts.
        case platform(knowsPosts: Bool)
    }

    package init(_ explanation: Explanation, names: PermissionNames, for audience: Audience = .administrators) {
        let teller = ExplanationTeller(question: explanation.question, names: names, audience: audience)
        verdict = teller.verdict(explanation.decision)
        reasons = (explanation.chain.map(teller.chain) ?? []) + (explanation.nearest.map { [teller.nearest($0)] } ?? [])
    }
}

private struct ExplanationTeller {
    let question: Question
    let names: PermissionNames
    let audience: ExplanationText.Audience

    private var tellsPosts: Bool { audience != .platform(knowsPosts: false) }

    /// Somebody's name, or what they are where that isn't told.
    private func text(_ person: PersonID?, or role: LocalizedName) -> LocalizedName {
        person == nil || audience == .administrators ? names.text(person) : role
    }

    func verdict(_ decision: Decision) -> LocalizedName {
        let function = names.text(question.function)
        let unit = names.text(question.unit)
        let about = LocalizedName(
            vietnamese: "\(function.vietnamese) tại \(unit)", english: "\(function.english) at \(unit)")
        switch decision {
        case .permit:
            return LocalizedName(vietnamese: "Được phép: \(about.vietnamese)", english: "Permitted: \(about.english)")
        case .stepUp(let step):
            let lacking = lacking(step)
            // No sign-in gives a better identity.
            guard step.identity == nil else {
                return LocalizedName(
                    vietnamese:
                        "Có quyền nhưng cần định danh ở mức cao hơn (\(lacking.vietnamese)): \(about.vietnamese)",
                    english: "Entitled, but a better identity is needed (\(lacking.english)): \(about.english)")
            }
            return LocalizedName(
                vietnamese: "Có quyền nhưng cần xác thực thêm (\(lacking.vietnamese)): \(about.vietnamese)",
                english: "Entitled, but the sign-in must be better (\(lacking.english)): \(about.english)")
        case .deny(let reason):
            let why = self.reason(reason)
            return LocalizedName(
                vietnamese: "Không được phép: \(about.vietnamese). \(why.vietnamese)",
                english: "Denied: \(about.english). \(why.english)")
        }
    }

    private func lacking(_ step: StepUp) -> LocalizedName {
        var parts: [LocalizedName] = []
        if let level = step.identity {
            parts.append(
                LocalizedName(
                    vietnamese: "định danh mức \(level.rawValue)", english: "identity level \(level.rawValue)"))
        }
        if let level = step.authentication {
            parts.append(
                LocalizedName(
                    vietnamese: "xác thực mức \(level.rawValue)", english: "authentication level \(level.rawValue)"))
        }
        if let freshness = step.freshness {
            let minutes = freshness.wholeSeconds / 60
            parts.append(
                LocalizedName(
                    vietnamese: "đăng nhập trong vòng \(minutes) phút",
                    english: "a sign-in within \(minutes) minutes"))
        }
        return LocalizedName(
            vietnamese: parts.map(\.vietnamese).joined(separator: ", "),
            english: parts.map(\.english).joined(separator: ", "))
    }

    private func reason(_ reason: DenyReason) -> LocalizedName {
        switch reason {
        case .outsideOfSnapshot:
            LocalizedName(
                vietnamese: "Không có dữ liệu cho thời điểm này.", english: "There are no records for this moment.")
        case .unknownFunction:
            LocalizedName(
                vietnamese: "Chính sách không có chức năng này.", english: "The policy has no such function.")
        case .groupOfFunctions:
            LocalizedName(
                vietnamese: "Đây là nhóm chức năng; hãy hỏi từng chức năng trong nhóm.",
                english: "This is a group; ask about one of its functions.")
        case .unknownUnit:
            LocalizedName(
                vietnamese: "Không có đơn vị này vào thời điểm đó.", english: "There is no such unit at that moment.")
        case .denied(let grant):
            LocalizedName(vietnamese: "Bị cấm rõ ràng theo \(grant).", english: "Denied explicitly by \(grant).")
        case .excludedAtUnit(let grant):
            LocalizedName(
                vietnamese: "Vai trò theo \(grant) loại trừ vai trò khác đang giữ tại đơn vị này.",
                english: "The role of \(grant) meets another at this unit that excludes it.")
        case .excludedInSession(let grant):
            LocalizedName(
                vietnamese: "Phiên này đã dùng vai trò loại trừ vai trò theo \(grant).",
                english: "This session has used a role that excludes that of \(grant).")
        case .principalMayNot(let grant):
            LocalizedName(
                vietnamese: "Người được làm thay theo \(grant) không còn quyền.",
                english: "Whoever is stood in for by \(grant) may no longer.")
        case .noGrant:
            LocalizedName(vietnamese: "Chưa có quyền nào được giao.", english: "No grant gives it.")
        }
    }

    func chain(_ chain: GrantChain) -> [LocalizedName] {
        let giver = text(
            chain.grantedBy, or: LocalizedName(vietnamese: "một người quản trị", english: "an administrator"))
        let period = names.text(chain.period)
        let through = standing(chain.through)
        let roles = chain.roles.map(names.text)
        let functions = chain.functions.map(\.text).joined(separator: " ⊃ ")
        let units = chain.units.map(names.text).joined(separator: " › ")
        return [
            LocalizedName(
                vietnamese: "Căn cứ: \(chain.grant) do \(giver.vietnamese) giao, \(period.vietnamese)",
                english: "Because of: \(chain.grant), given by \(giver.english), \(period.english)"),
            LocalizedName(
                vietnamese: "Đối tượng: \(through.vietnamese)", english: "It is theirs as: \(through.english)"),
            LocalizedName(
                vietnamese: "Vai trò: " + roles.map(\.vietnamese).joined(separator: " → "),
                english: "Role: " + roles.map(\.english).joined(separator: " → ")),
            LocalizedName(vietnamese: "Chức năng: \(functions)", english: "Function: \(functions)"),
            LocalizedName(vietnamese: "Phạm vi đơn vị: \(units)", english: "Reaching: \(units)"),
        ]
    }

    private func standing(_ standing: Standing) -> LocalizedName {
        switch standing {
        case .person: return LocalizedName(vietnamese: "giao đích danh", english: "granted in person")
        case .standIn(let principal, let grant):
            let name = text(principal, or: LocalizedName(vietnamese: "một người khác", english: "somebody else"))
            return LocalizedName(
                vietnamese: "làm thay \(name.vietnamese) theo \(grant)",
                english: "standing in for \(name.english) by \(grant)")
        case .holder where !tellsPosts:
            return LocalizedName(vietnamese: "theo chức vụ", english: "holder of a post")
        case .everyone(let kind, _) where !tellsPosts:
            let name = names.text(kind)
            return LocalizedName(
                vietnamese: "mọi người tại đơn vị loại \(name.vietnamese)",
                english: "everyone at units of kind \(name.english)")
        case .holder(let post):
            let text = names.text(post)
            return LocalizedName(vietnamese: "chức vụ \(text.vietnamese)", english: "holder of \(text.english)")
        case .everyone(let kind, let post):
            let (name, text) = (names.text(kind), names.text(post))
            return LocalizedName(
                vietnamese: "mọi người tại đơn vị loại \(name.vietnamese), giữ chức vụ \(text.vietnamese)",
                english: "everyone at units of kind \(name.english), as \(text.english)")
        case .citizen(let level):
            return LocalizedName(
                vietnamese: "công dân có định danh mức \(level.rawValue) trở lên",
                english: "a citizen of identity level \(level.rawValue) or better")
        }
    }

    func nearest(_ miss: NearMiss) -> LocalizedName {
        switch miss {
        case .notAtThisTime(let grant, let period):
            let period = names.text(period)
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant) chỉ có hiệu lực \(period.vietnamese)",
                english: "Nearest: \(grant) holds only \(period.english)")
        case .inNoPost(let grant):
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant) giao đích danh, nhưng người này không giữ chức vụ nào lúc đó",
                english: "Nearest: \(grant) is in person, but the person is in no post then")
        case .otherPersona(_, let grant) where !tellsPosts:
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant) cho phép khi hành động với tư cách khác",
                english: "Nearest: \(grant) permits it when acting in another capacity")
        case .elsewhere(let grant, _, _) where !tellsPosts:
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant) có chức năng này nhưng tại đơn vị khác",
                english: "Nearest: \(grant) gives it, but at another unit")
        case .otherPersona(let persona, let grant):
            let capacity = names.text(persona)
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant) cho phép khi hành động với tư cách \(capacity.vietnamese)",
                english: "Nearest: \(grant) permits it when acting as \(capacity.english)")
        case .elsewhere(let grant, let anchor, let steps):
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant) có chức năng này nhưng tại \(names.text(anchor)), cách \(steps) bậc",
                english: "Nearest: \(grant) gives it, but at \(names.text(anchor)), \(steps) steps away")
        case .notOnThisKind(let grant, let role, let kind):
            let role = names.text(role)
            let kind = kind.map(names.text)
            return LocalizedName(
                vietnamese: "Gần nhất: \(grant), nhưng vai trò \(role.vietnamese) không áp dụng cho loại đơn vị "
                    + (kind?.vietnamese ?? "này"),
                english: "Nearest: \(grant), but the role \(role.english) makes no sense on "
                    + (kind?.english ?? "units of this kind"))
        case .needsRole(let roles):
            guard !roles.isEmpty else {
                return LocalizedName(
                    vietnamese: "Không vai trò nào có chức năng này tại loại đơn vị này",
                    english: "No role gives this at a unit of this kind")
            }
            let roles = roles.map(names.text)
            return LocalizedName(
                vietnamese: "Cần một trong các vai trò: " + roles.map(\.vietnamese).joined(separator: ", "),
                english: "One of these roles is needed: " + roles.map(\.english).joined(separator: ", "))
        }
    }
}
