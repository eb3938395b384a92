import Directory
import Identity
import Operations
import Permissions
import Wire

extension Installation {
    /// The plan for a person: the units as a tree with marks, the people by what happens to them, then who gains and loses
    /// which functions where.
    func show(_ preview: DirectoryPreview) async throws {
        let plan = preview.plan
        print(
            "Nguồn \(preview.source), \(preview.units) đơn vị, \(preview.people) người, đọc đủ lúc "
                + "\(HueTime.text(preview.readAt)) (source, read whole)")
        if plan.isEmpty { print("Không có gì thay đổi. (Nothing changes.)") }
        let effect: PlanEffect.Effect? = if case .success(let effect) = preview.effect { effect } else { nil }
        for line in SyncPlanDrawing(plan.units, over: preview.tree, effect).lines { print(line) }
        for kind in SyncPlan.Kind.allCases {
            show(plan.people.filter { $0.kinds.contains(kind) }, kind, preview.administrators)
        }
        if let departures = plan.departures {
            print(
                "! \(departures.people.count) người thôi việc ngay, không chờ duyệt (leave at once, without waiting)")
        }
        for conflict in plan.conflicts { print("× \(conflict.dn.withInvisiblesWritten): \(conflict.text.both)") }
        for finding in plan.findings { print("× \(finding.dn.withInvisiblesWritten): \(finding.text.both)") }
        try await show(preview.effect)
    }

    private func show(
        _ changes: [SyncPlan.PersonChange], _ kind: SyncPlan.Kind, _ administrators: Set<PersonID>
    ) {
        guard !changes.isEmpty else { return }
        let lost = kind == .left ? changes.count { $0.person.map(administrators.contains) ?? false } : 0
        let among = lost > 0 ? ", trong đó \(lost) quản trị (administrators among them)" : ""
        let shown = changes.prefix(10).map(\.name).joined(separator: ", ")
        let rest = changes.count > 10 ? " …" : ""
        print("\(kind.mark) \(kind.label): \(changes.count)\(among): \(shown.withInvisiblesWritten)\(rest)")
    }

    private func show(_ effect: Result<PlanEffect.Effect, PermissionsUnavailable>) async throws {
        switch effect {
        case .failure(let unavailable):
            print(
                "Quyền: \(unavailable.text.vietnamese) (what it does to rights isn't known: \(unavailable.text.english))"
            )
        case .success(let effect):
            if !effect.changes.isEmpty { print("Quyền thay đổi (what people gain and lose):") }
            let known = effect.changes.compactMap { if case .person(let person) = $0.who { person } else { nil } }
            let labels = try await labels(of: known)
            for change in effect.changes {
                let who =
                    switch change.who {
                    case .person(let person): labels.text(person)
                    case .newcomer(let key): "\(key)"
                    }
                for (sign, units) in [("+", change.gained), ("-", change.lost)] where !units.isEmpty {
                    print("\(sign) \(who): \(change.function) @ \(units.listed)")
                }
            }
            if effect.omitted > 0 { print("… và \(effect.omitted) người khác (and so many others)") }
            for grant in effect.ended { print("! \(grant.id): kết thúc cùng đơn vị (ends with its unit)") }
            for grant in effect.endedInPerson {
                print("! \(grant.id): kết thúc cùng chức vụ của người giữ (ends with its holder's post)")
            }
            for grant in effect.moved { print("! \(grant.id): chuyển theo đơn vị (moves with its unit)") }
        }
    }
}

extension SyncPlan.Kind {
    fileprivate var mark: String {
        switch self {
        case .joined, .known, .returned: "+"
        case .left: "-"
        case .moved, .rebound, .renumbered, .loginChanged, .detailsChanged: "~"
        }
    }

    fileprivate var label: String {
        switch self {
        case .joined: "người mới (joined)"
        case .known: "người đã có trong hồ sơ (known)"
        case .left: "thôi việc (left)"
        case .returned: "trở lại (returned)"
        case .moved: "đổi chức vụ (moved)"
        case .rebound: "tạo lại trong thư mục (made again)"
        case .renumbered: "đổi số định danh (renumbered)"
        case .loginChanged: "đổi tên đăng nhập (user name changed)"
        case .detailsChanged: "đổi thông tin khác (other details)"
        }
    }
}
