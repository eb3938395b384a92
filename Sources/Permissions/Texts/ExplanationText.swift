import Directory
import Identity

/// A decision with its reasons as sentences, in Vietnamese and English: the whole chain, for administrators; without what
/// isn't a platform's to know, for the person whom it is about.
package struct ExplanationText: Hashable, Sendable {
    /// What was decided.
    package let verdict: Bilingual
    /// Why, from the grant to the unit; or what comes nearest to permitting.
    package let reasons: [Bilingual]

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

    /// A person's name, or what they are where that isn't told.
    private func text(_ person: PersonID?, or role: Bilingual) -> Bilingual {
        person == nil || audience == .administrators ? names.text(person) : role
    }

    func verdict(_ decision: Decision) -> Bilingual {
        let function = names.text(question.function)
        let unit = names.text(question.unit)
        let about = Bilingual(
            "\(function.vietnamese) tại \(unit)", "\(function.english) at \(unit)")
        switch decision {
        case .permit:
            return Bilingual("Được phép: \(about.vietnamese)", "Permitted: \(about.english)")
        case .stepUp(let step):
            let lacking = lacking(step)
            // No sign-in gives a better identity.
            guard step.identity == nil else {
                return Bilingual(
                    "Có quyền nhưng cần định danh ở mức cao hơn (\(lacking.vietnamese)): \(about.vietnamese)",
                    "Entitled, but a better identity is needed (\(lacking.english)): \(about.english)")
            }
            return Bilingual(
                "Có quyền nhưng cần xác thực thêm (\(lacking.vietnamese)): \(about.vietnamese)",
                "Entitled, but the sign-in must be better (\(lacking.english)): \(about.english)")
        case .deny(let reason):
            let why = self.reason(reason)
            return Bilingual(
                "Không được phép: \(about.vietnamese). \(why.vietnamese)",
                "Denied: \(about.english). \(why.english)")
        }
    }

    private func lacking(_ step: StepUp) -> Bilingual {
        var parts: [Bilingual] = []
        if let level = step.identity {
            parts.append(
                Bilingual(
                    "định danh mức \(level.rawValue)", "identity level \(level.rawValue)"))
        }
        if let level = step.authentication {
            parts.append(
                Bilingual(
                    "xác thực mức \(level.rawValue)", "authentication level \(level.rawValue)"))
        }
        if let freshness = step.freshness {
            let minutes = freshness.wholeSeconds / 60
            parts.append(
                Bilingual(
                    "đăng nhập trong vòng \(minutes) phút",
                    "a sign-in within \(minutes) minutes"))
        }
        return Bilingual(
            parts.map(\.vietnamese).joined(separator: ", "),
            parts.map(\.english).joined(separator: ", "))
    }

    private func reason(_ reason: DenyReason) -> Bilingual {
        switch reason {
        case .outsideOfSnapshot:
            Bilingual(
                "Không có dữ liệu cho thời điểm này.", "There are no records for this moment.")
        case .unknownFunction:
            Bilingual(
                "Chính sách không có chức năng này.", "The policy has no such function.")
        case .groupOfFunctions:
            Bilingual(
                "Đây là nhóm chức năng; hãy hỏi từng chức năng trong nhóm.",
                "This is a group; ask about one of its functions.")
        case .unknownUnit:
            Bilingual(
                "Không có đơn vị này vào thời điểm đó.", "There is no such unit at that moment.")
        case .denied(let grant):
            Bilingual("Bị cấm rõ ràng theo \(grant).", "Denied explicitly by \(grant).")
        case .excludedAtUnit(let grant):
            Bilingual(
                "Vai trò theo \(grant) loại trừ vai trò khác đang giữ tại đơn vị này.",
                "The role of \(grant) meets another at this unit that excludes it.")
        case .excludedInSession(let grant):
            Bilingual(
                "Phiên này đã dùng vai trò loại trừ vai trò theo \(grant).",
                "This session has used a role that excludes that of \(grant).")
        case .principalMayNot(let grant):
            Bilingual(
                "Người được làm thay theo \(grant) không còn quyền.",
                "The person for whom \(grant) stands in may no longer.")
        case .noGrant:
            Bilingual("Chưa có quyền nào được giao.", "No grant gives it.")
        }
    }

    func chain(_ chain: GrantChain) -> [Bilingual] {
        let giver = text(
            chain.grantedBy, or: Bilingual("một người quản trị", "an administrator"))
        let period = names.text(chain.period)
        let through = standing(chain.through)
        let roles = chain.roles.map(names.text)
        let functions = chain.functions.map(\.text).joined(separator: " ⊃ ")
        let units = chain.units.map(names.text).joined(separator: " › ")
        return [
            Bilingual(
                "Căn cứ: \(chain.grant) do \(giver.vietnamese) giao, \(period.vietnamese)",
                "Because of: \(chain.grant), given by \(giver.english), \(period.english)"),
            Bilingual(
                "Đối tượng: \(through.vietnamese)", "It is theirs as: \(through.english)"),
            Bilingual(
                "Vai trò: " + roles.map(\.vietnamese).joined(separator: " → "),
                "Role: " + roles.map(\.english).joined(separator: " → ")),
            Bilingual("Chức năng: \(functions)", "Function: \(functions)"),
            Bilingual("Phạm vi đơn vị: \(units)", "Reaching: \(units)"),
        ]
    }

    private func standing(_ standing: HowHeld) -> Bilingual {
        switch standing {
        case .person: return Bilingual("giao đích danh", "granted in person")
        case .standIn(let principal, let grant):
            let name = text(principal, or: Bilingual("một người khác", "another person"))
            return Bilingual(
                "làm thay \(name.vietnamese) theo \(grant)",
                "standing in for \(name.english) by \(grant)")
        case .holder where !tellsPosts:
            return Bilingual("theo chức vụ", "holder of a post")
        case .everyone(let kind, _) where !tellsPosts:
            let name = names.text(kind)
            return Bilingual(
                "mọi người tại đơn vị loại \(name.vietnamese)",
                "everyone at units of kind \(name.english)")
        case .holder(let post):
            let text = names.text(post)
            return Bilingual("chức vụ \(text.vietnamese)", "holder of \(text.english)")
        case .everyone(let kind, let post):
            let (name, text) = (names.text(kind), names.text(post))
            return Bilingual(
                "mọi người tại đơn vị loại \(name.vietnamese), giữ chức vụ \(text.vietnamese)",
                "everyone at units of kind \(name.english), as \(text.english)")
        case .citizen(let level):
            return Bilingual(
                "công dân có định danh mức \(level.rawValue) trở lên",
                "a citizen of identity level \(level.rawValue) or better")
        }
    }

    func nearest(_ miss: NearMiss) -> Bilingual {
        switch miss {
        case .notAtThisTime(let grant, let period):
            let period = names.text(period)
            return Bilingual(
                "Gần nhất: \(grant) chỉ có hiệu lực \(period.vietnamese)",
                "Nearest: \(grant) holds only \(period.english)")
        case .inNoPost(let grant):
            return Bilingual(
                "Gần nhất: \(grant) giao đích danh, nhưng người này không giữ chức vụ nào lúc đó",
                "Nearest: \(grant) is in person, but the person is in no post then")
        case .otherPersona(_, let grant) where !tellsPosts:
            return Bilingual(
                "Gần nhất: \(grant) cho phép khi hành động với tư cách khác",
                "Nearest: \(grant) permits it when acting in another capacity")
        case .elsewhere(let grant, _, _) where !tellsPosts:
            return Bilingual(
                "Gần nhất: \(grant) có chức năng này nhưng tại đơn vị khác",
                "Nearest: \(grant) gives it, but at another unit")
        case .otherPersona(let persona, let grant):
            let capacity = names.text(persona)
            return Bilingual(
                "Gần nhất: \(grant) cho phép khi hành động với tư cách \(capacity.vietnamese)",
                "Nearest: \(grant) permits it when acting as \(capacity.english)")
        case .elsewhere(let grant, let anchor, let steps):
            return Bilingual(
                "Gần nhất: \(grant) có chức năng này nhưng tại \(names.text(anchor)), cách \(steps) bậc",
                "Nearest: \(grant) gives it, but at \(names.text(anchor)), \(steps) steps away")
        case .notOnThisKind(let grant, let role, let kind):
            let role = names.text(role)
            let kind = kind.map(names.text)
            return Bilingual(
                "Gần nhất: \(grant), nhưng vai trò \(role.vietnamese) không áp dụng cho loại đơn vị "
                    + (kind?.vietnamese ?? "này"),
                "Nearest: \(grant), but the role \(role.english) makes no sense on "
                    + (kind?.english ?? "units of this kind"))
        case .needsRole(let roles):
            guard !roles.isEmpty else {
                return Bilingual(
                    "Không vai trò nào có chức năng này tại loại đơn vị này",
                    "No role gives this at a unit of this kind")
            }
            let roles = roles.map(names.text)
            return Bilingual(
                "Cần một trong các vai trò: " + roles.map(\.vietnamese).joined(separator: ", "),
                "One of these roles is needed: " + roles.map(\.english).joined(separator: ", "))
        }
    }
}
