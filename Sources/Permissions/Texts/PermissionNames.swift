import Directory
import Identity

/// How people call what decisions are about. Whoever tells a decision brings the names of units and people, which the
/// engine doesn't know, and the way in which moments are written.
package struct PermissionNames: Sendable {
    private let roles: [RoleID: Bilingual]
    private let kinds: [UnitKind: Bilingual]
    private let positions: [Position: Bilingual]
    private let functions: [FunctionID: Bilingual]
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
    package func text(_ person: PersonID?) -> Bilingual {
        guard let person else { return Bilingual("người vận hành hệ thống", "the operators") }
        let name = self.person(person)
        return Bilingual(name ?? "(không rõ tên)", name ?? "(name unknown)")
    }

    package func text(_ role: RoleID) -> Bilingual { named(roles[role], role.slug) }
    package func text(_ kind: UnitKind) -> Bilingual { named(kinds[kind], kind.slug) }
    package func text(_ function: FunctionID) -> Bilingual { named(functions[function], function.text) }

    package func text(_ position: Position) -> Bilingual {
        positions[position] ?? Bilingual(position.slug, position.slug)
    }

    package func text(_ post: Post) -> Bilingual {
        let (position, unit) = (text(post.position), text(post.unit))
        return Bilingual(
            "\(position.vietnamese) – \(unit)", "\(position.english) – \(unit)")
    }

    func text(_ persona: Persona) -> Bilingual {
        switch persona {
        case .citizen: Bilingual("công dân", "a citizen")
        case .staff: Bilingual("người làm việc tại đơn vị", "a member of staff")
        case .post(let post): text(post)
        }
    }

    func text(_ period: Period) -> Bilingual {
        let hasStart = period.from > Period.always.from
        let from = hasStart ? moment(period.from) : nil
        let until = period.until.map(moment)
        switch (from, until) {
        case (let from?, let until?):
            return Bilingual("từ \(from) đến trước \(until)", "from \(from) until \(until)")
        case (let from?, nil): return Bilingual("từ \(from)", "from \(from)")
        case (nil, let until?): return Bilingual("đến trước \(until)", "until \(until)")
        case (nil, nil): return Bilingual("không thời hạn", "without an end")
        }
    }

    private func named(_ name: Bilingual?, _ id: String) -> Bilingual {
        Bilingual(
            name.map { "\($0.vietnamese) [\(id)]" } ?? id,
            name.map { "\($0.english) [\(id)]" } ?? id)
    }
}
