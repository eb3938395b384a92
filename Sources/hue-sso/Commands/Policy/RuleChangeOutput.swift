import Identity
import Permissions
import Wire

/// A rule that changes, as it is shown: by the names that the policy's files have for it.
extension RuleChange {
    /// On one line: `chức năng (function) bi.dashboard.publish: đăng nhập trong … phút (fresh_minutes): 15 → 60`
    var text: String {
        let sides = "\(before?.text ?? "không có (none)") → \(after?.text ?? "không có (none)")"
        let label = (before ?? after)?.label.map { " \($0):" } ?? ""
        return "\(place.sort.both) \(place.name):\(label) \(sides)"
    }

    /// Members by the names of the policy's files.
    var json: JSONObject {
        [
            place.sort.english: .string(place.name), "rule": .string((before ?? after)?.name ?? ""),
            "before": before?.json ?? .null, "after": after?.json ?? .null,
        ]
    }
}

extension PolicyPlace {
    fileprivate var sort: Bilingual {
        switch self {
        case .platform: Bilingual("nền tảng", "platform")
        case .function: Bilingual("chức năng", "function")
        case .kind: Bilingual("loại đơn vị", "kind")
        case .position: Bilingual("chức vụ", "position")
        case .role: Bilingual("vai trò", "role")
        case .exclusion: Bilingual("loại trừ", "exclusion")
        case .service: Bilingual("dịch vụ", "service")
        }
    }

    fileprivate var name: String {
        switch self {
        case .platform(let platform): platform.slug
        case .function(let function): function.text
        case .kind(let kind): kind.slug
        case .position(let position): position.slug
        case .role(let role): role.slug
        case .exclusion(let rule): rule
        case .service(let service): service.text
        }
    }
}

extension RuleChange.Rule {
    /// What the files call it.
    fileprivate var name: String {
        switch self {
        case .isThere: "defined"
        case .identity: "identity"
        case .authentication: "authentication"
        case .freshness: "fresh_minutes"
        case .data: "data"
        case .audit: "audit"
        case .below: "below"
        case .functions: "functions"
        case .includes: "includes"
        case .kinds: "kinds"
        case .delegableAt: "delegable_at"
        case .standInDays: "stand_in_days"
        case .administers: "administers"
        case .mayDeny: "may_deny"
        case .keptOnMove: "kept_on_move"
        case .exclusion: "exclusion"
        case .roles: "roles"
        }
    }

    /// `nil` where the place says it all.
    fileprivate var label: String? {
        let vietnamese: String? =
            switch self {
            case .isThere, .exclusion: nil
            case .identity: "mức định danh"
            case .authentication: "mức xác thực"
            case .freshness: "đăng nhập trong vòng (phút)"
            case .data: "dữ liệu"
            case .audit: "ghi nhật ký"
            case .below: "đứng dưới"
            case .functions: "gồm chức năng"
            case .includes: "gồm vai trò"
            case .kinds: "tại loại đơn vị"
            case .delegableAt: "được giao tại loại đơn vị"
            case .standInDays: "giao tạm thời tối đa (ngày)"
            case .administers: "giao được vai trò"
            case .mayDeny: "được cấm"
            case .keptOnMove: "giữ khi chuyển đơn vị"
            case .roles: "có vai trò"
            }
        return vietnamese.map { "\($0) (\(name))" }
    }

    fileprivate var text: String {
        switch self {
        case .isThere: "có (there)"
        case .identity(let level): level.map { String($0.rawValue) } ?? "không (none)"
        case .authentication(let level): String(level.rawValue)
        case .freshness(let freshness): freshness.map { String($0.minutes) } ?? "không (none)"
        case .data(let data): data.text.both
        case .audit(let flag), .mayDeny(let flag), .keptOnMove(let flag): flag ? "có (yes)" : "không (no)"
        case .kinds(let kinds) where kinds.isEmpty: "mọi loại (every kind)"
        case .standInDays(let days): days.map(String.init) ?? "không (none)"
        case .exclusion(.unit, _): "tại một đơn vị (at one unit): \(names.joined(separator: ", "))"
        case .exclusion(.session, _): "trong một phiên (in one session): \(names.joined(separator: ", "))"
        case .below, .functions, .includes, .kinds, .delegableAt, .administers, .roles:
            names.isEmpty ? "không (none)" : names.joined(separator: ", ")
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .isThere: true
        case .identity(let level): .integer(level.map { Int64($0.rawValue) })
        case .authentication(let level): .integer(Int64(level.rawValue))
        case .freshness(let freshness): .integer(freshness?.minutes)
        case .data(let data): .string("\(data)")
        case .audit(let flag), .mayDeny(let flag), .keptOnMove(let flag): .bool(flag)
        case .standInDays(let days): .integer(days.map(Int64.init))
        case .exclusion(let extent, _): ["extent": .string("\(extent)"), "roles": .texts(names)]
        case .below, .functions, .includes, .kinds, .delegableAt, .administers, .roles: .texts(names)
        }
    }

    /// Those of its list, in order.
    private var names: [String] {
        switch self {
        case .below(let kinds), .kinds(let kinds), .delegableAt(let kinds): kinds.map(\.slug).sorted()
        case .functions(let functions): functions.map(\.text).sorted()
        case .includes(let roles), .administers(let roles), .exclusion(_, let roles), .roles(let roles):
            roles.map(\.slug).sorted()
        case .isThere, .identity, .authentication, .freshness, .data, .audit, .standInDays, .mayDeny, .keptOnMove: []
        }
    }
}

extension Duration {
    fileprivate var minutes: Int64 { wholeSeconds / 60 }
}

extension DataClass {
    fileprivate var text: Bilingual {
        switch self {
        case .open: Bilingual("mở", "open")
        case .internal: Bilingual("nội bộ", "internal")
        case .personal: Bilingual("cá nhân", "personal")
        case .sensitive: Bilingual("nhạy cảm", "sensitive")
        }
    }
}
