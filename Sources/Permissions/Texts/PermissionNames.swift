import Directory
import Identity

/// How people call what decisions are about. Whoever tells a decision brings the names of units and people, which the
/// engine doesn't know, and the way in which moments are written.
package struct PermissionNames: Sendable {
    private let roles: [RoleID: LocalizedName]
    private let kinds: [UnitKind: LocalizedName]
    private let positions: [Position: LocalizedName]
    private let functions: [FunctionID: LocalizedName]
    private let unit: @Sendable (UnitID) -> String?
    private var person: @Sendable (PersonID) -> String?
    private let moment: @Sendable (Instant) -> String

    package init(
        policy: Policy?, unit: @escaping @Sendable (UnitID) -> String?,
        person: @escaping @Sendable (PersonID) -> String?, moment: @escaping @Sendable (Instant) -> String
    ) {
        roles = Dictionary((policy?.roles ?? []).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        kinds = Dictionary((policy?.kinds ?? []).map { ($0.kind, $0.name) }, uniquingKeysWith: { first, _ in first })
        positions = Dictionary(
            (policy?.positions ?? []).map { ($0.position, $0.name) }, uniquingKeysWith: { first, _ in first })
        functions = Dictionary(
            (policy?.allFunctions ?? []).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        self.unit = unit
        self.person = person
        self.moment = moment
    }

    /// The same, with other people's names.
    package func with(people: [PersonID: String]) -> PermissionNames {
        var names = self
        names.person = { people[$0] }
        return names
    }

    func text(_ moment: Instant) -> String { self.moment(moment) }

    /// A name with the id behind it, since names repeat ("Văn phòng Sở").
    package func text(_ unit: UnitID) -> String { self.unit(unit).map { "\($0) [\(unit)]" } ?? unit.text }

    /// `nil` stands for the operators.
    package func text(_ person: PersonID?) -> LocalizedName {
        guard let person else { return LocalizedName(vietnamese: "người vận hành hệ thống", english: "the operators") }
        let name = self.person(person)
        return LocalizedName(vietnamese: name ?? "(không rõ tên)", english: name ?? "(name unknown)")
    }

    package func text(_ role: RoleID) -> LocalizedName { named(roles[role], role.slug) }
    package func text(_ kind: UnitKind) -> LocalizedName { named(kinds[kind], kind.slug) }
    package func text(_ function: FunctionID) -> LocalizedName { named(functions[function], function.text) }

    package func text(_ position: Position) -> LocalizedName {
        positions[position] ?? LocalizedName(vietnamese: position.slug, english: position.slug)
    }

    package func text(_ post: Post) -> LocalizedName {
        let (position, unit) = (text(post.position), text(post.unit))
        return LocalizedName(
            vietnamese: "\(position.vietnamese) – \(unit)", english: "\(position.english) – \(unit)")
    }

    func text(_ persona: Persona) -> LocalizedName {
        switch persona {
        case .citizen: LocalizedName(vietnamese: "công dân", english: "a citizen")
        case .staff: LocalizedName(vietnamese: "người làm việc tại đơn vị", english: "a member of staff")
        case .post(let post): text(post)
        }
    }

    func text(_ period: Period) -> LocalizedName {
        let hasStart = period.from > Period.always.from
        let from = hasStart ? moment(period.from) : nil
        let until = period.until.map(moment)
        switch (from, until) {
        case (let from?, let until?):
            return LocalizedName(vietnamese: "từ \(from) đến trước \(until)", english: "from \(from) until \(until)")
        case (let from?, nil): return LocalizedName(vietnamese: "từ \(from)", english: "from \(from)")
        case (nil, let until?): return LocalizedName(vietnamese: "đến trước \(until)", english: "until \(until)")
        case (nil, nil): return LocalizedName(vietnamese: "không thời hạn", english: "without an end")
        }
    }

    private func named(_ name: LocalizedName?, _ id: String) -> LocalizedName {
        LocalizedName(
            vietnamese: name.map { "\($0.vietnamese) [\(id)]" } ?? id,
            english: name.map { "\($0.english) [\(id)]" } ?? id)
    }
}
