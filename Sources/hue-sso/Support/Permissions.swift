import Accounts
import ArgumentParser
import Database
import Directory
import Foundation
import Identity
import Operations
import Permissions
import Server
import Storage
import Wire

/// Of which moment a question is, and by whose knowledge.
struct ViewOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Thời điểm được hỏi, theo giờ Huế: '2026-03-03 14:05', hoặc RFC 3339; không nêu là bây giờ. \
            (The moment that is asked about, in Huế's time: '2026-03-03 14:05', or RFC 3339; now, if not given.)
            """)
    var at: String?

    @Option(
        name: .customLong("known-at"),
        help: """
            Theo những gì hồ sơ ghi vào thời điểm này; không nêu là theo hồ sơ hiện nay. \
            (By what the records said at this moment; without it, by what they say today.)
            """)
    var knownAt: String?

    /// The moment that is asked about.
    func moment(_ clock: any WallClock) throws(CommandFailure) -> Instant {
        guard let at else { return clock.now }
        return try typedMoment(at, "--at")
    }

    /// By when the records knew; `nil` for what they say now.
    func known() throws(CommandFailure) -> Instant? {
        guard let knownAt else { return nil }
        return try typedMoment(knownAt, "--known-at")
    }
}

/// A moment that was typed.
func typedMoment(_ text: String, _ option: String) throws(CommandFailure) -> Instant {
    guard let moment = HueTime.moment(text) else {
        throw .badData(
            "\(option) '\(text)' phải viết theo dạng 2026-03-03, '2026-03-03 14:05' theo giờ Huế, hoặc RFC 3339",
            english: "\(option) '\(text)' must read 2026-03-03, '2026-03-03 14:05' in Huế's time, or RFC 3339")
    }
    return moment
}

/// The time between what `--from` and `--until` say; it begins now, where nothing is said.
func typedPeriod(from: String?, until: String?, now: Instant) throws(CommandFailure) -> Period {
    var start = now
    if let from { start = try typedMoment(from, "--from") }
    var end: Instant?
    if let until { end = try typedMoment(until, "--until") }
    guard let period = Period(from: start, until: end) else {
        throw .badData("--until phải sau --from", english: "--until has to be after --from")
    }
    return period
}

extension Period {
    /// An interval of ISO 8601, for the audit log.
    var text: String { "\(from.text)/\(until?.text ?? "..")" }
}

/// An option's text as one of the domain's names.
/// - Parameter what: what it has to be.
func parsed<Value>(
    _ text: String, _ what: Bilingual, _ read: (String) -> Value?
) throws(CommandFailure) -> Value {
    guard let value = read(text) else {
        throw .badData("'\(text)' không phải là \(what.vietnamese)", english: "'\(text)' is not \(what.english)")
    }
    return value
}

/// What several commands ask for.
extension Bilingual {
    static let unitID = Bilingual("mã đơn vị, ví dụ H57.05", "a unit's id, such as H57.05")
    static let anchor = Bilingual("mã đơn vị hoặc own", "a unit's id, or own")
    static let role = Bilingual(
        "tên ngắn của vai trò; xem hue-sso role list", "a role; see hue-sso role list")
    static let grant = Bilingual("mã quyền, ví dụ g-12", "a grant, such as g-12")
    static let function = Bilingual(
        "tên chức năng, ví dụ bi.dashboard.view", "a function, such as bi.dashboard.view")
}

extension CommandFailure {
    init(_ unavailable: PermissionsUnavailable) {
        self.init([unavailable.textWithHint], code: EX_NOINPUT)
    }

    static func noUnit(_ unit: UnitID) -> Self {
        .notFound(
            "không có đơn vị \(unit); xem hue-sso unit tree",
            english: "there is no unit \(unit); see hue-sso unit tree")
    }

    /// Who acts, or is acted for, may not any more.
    static func disabled(_ label: String) -> Self {
        Self("\(label): tài khoản đã ngừng", english: "the account is disabled", code: EX_NOPERM)
    }
}

extension Office {
    /// The permissions of a moment, compiled from the records.
    func permissions(_ view: ViewOptions) async throws -> (state: PermissionState, moment: Instant) {
        try await permissions(at: try view.moment(clock), knownAt: try view.known())
    }

    func permissions(
        at moment: Instant, knownAt known: Instant? = nil
    ) async throws -> (state: PermissionState, moment: Instant) {
        let result = try await database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            return try transaction.permissions(at: revision, for: moment)
        }
        switch result {
        case .failure(let unavailable): throw CommandFailure(unavailable)
        case .success(let state): return (state, moment)
        }
    }

    /// A live state that has seen the records, so that a writing transaction needs little time to bring it up to date.
    func livePermissions() async throws -> CurrentPermissions {
        let live = CurrentPermissions()
        let now = clock.now
        _ = try await database.read { transaction in try live.state(in: transaction, at: now) }
        return live
    }

    /// The people of an answer, as administrators know them.
    func labels(of people: some Sequence<PersonID>) async throws -> PersonLabels {
        let people = Set(people)
        let labels = try await database.read { transaction in
            var labels: [PersonID: PersonLabels.Label] = [:]
            for person in people {
                guard let label = try transaction.people.label(of: person) else { continue }
                labels[person] = PersonLabels.Label(
                    name: label.name, username: label.username, isEnabled: label.isEnabled)
            }
            return labels
        }
        return PersonLabels(labels: labels)
    }

    /// Whom an argument names: a user name, or the twelve digits.
    func person(named text: String) async throws -> PersonID {
        try await person(AccountArgument(username: text)).id
    }

    /// Whom a grant is for, as it was typed.
    func subject(_ text: String) async throws -> GrantSubject {
        if let subject = GrantSubject(text: text) { return subject }
        return .person(try await person(named: text))
    }
}

/// How the people of an answer are called.
struct PersonLabels: Sendable {
    let labels: [PersonID: Label]

    struct Label: Sendable {
        let name, username: String?
        let isEnabled: Bool

        var text: String { (isEnabled ? "" : "(đã ngừng / disabled) ") + called }

        private var called: String {
            switch (name, username) {
            case (let name?, let username?): "\(name) (\(username))"
            case (let one?, nil), (nil, let one?): one
            case (nil, nil): "(chưa có tên / no name yet)"
            }
        }
    }

    func text(_ person: PersonID) -> String { labels[person]?.text ?? "?" }

    func json(_ person: PersonID) -> JSONValue {
        let label = labels[person]
        return [
            "id": .string(person.text),
            "name": label?.name.map(JSONValue.string) ?? .null,
            "username": label?.username.map(JSONValue.string) ?? .null,
            "enabled": .bool(label?.isEnabled ?? false),
        ]
    }

    func text(_ subject: GrantSubject) -> String {
        if case .person(let person) = subject { return text(person) }
        return subject.text ?? ""
    }

    /// The operators, where there is nobody.
    func text(giver person: PersonID?) -> String { person.map(text) ?? "(người vận hành / operators)" }
}

extension PermissionState {
    func names(_ labels: PersonLabels) -> PermissionNames { names.with(people: labels.labels.mapValues(\.text)) }
}

extension Bilingual {
    var json: JSONValue { ["vi": .string(vietnamese), "en": .string(english)] }
}

extension RoleGrant {
    /// What a list shows of a grant.
    func json(_ labels: PersonLabels) -> JSONObject {
        var json: JSONObject = ["grant": .string(id.description), "effect": .string(effect.rawValue)]
        if case .person(let person) = subject {
            json["to"] = labels.json(person)
        } else {
            json["to"] = .string(subject.text ?? "")
        }
        json["role"] = .string(role.slug)
        json["reach"] = .string(reach.extent.text)
        json["unit"] = .string(reach.anchor.text)
        json["from"] = period.from == Period.always.from ? .null : .string(period.from.text)
        json["until"] = period.until.map { .string($0.text) } ?? .null
        json["granted_by"] = grantedBy.map(labels.json) ?? .null
        json["reason"] = .string(reason)
        json["stands_in_for"] = standsInFor.map { .string($0.description) } ?? .null
        return json
    }

    /// The people whom it names.
    var people: [PersonID] {
        if case .person(let person) = subject { return [person, grantedBy].compactMap { $0 } }
        return [grantedBy].compactMap { $0 }
    }

    static let columns = [
        "QUYỀN (GRANT)", "CHO (TO)", "VAI TRÒ (ROLE)", "TẠI (WHERE)", "TỪ (FROM)", "ĐẾN (UNTIL)", "NGƯỜI GIAO (BY)",
        "LÝ DO (REASON)",
    ]

    func cells(_ labels: PersonLabels) -> [String] {
        [
            id.description + (effect == .deny ? " (cấm/deny)" : ""), labels.text(subject), role.slug,
            "\(reach.anchor.text) \(reach.extent.text)",
            period.from == Period.always.from ? "-" : HueTime.text(period.from), period.until.map(HueTime.text) ?? "-",
            labels.text(giver: grantedBy), reason,
        ]
    }
}
