import ArgumentParser
import Audit
import Database
import Directory
import Foundation
import Identity
import Operations
import Permissions
import Server
import Storage
import Wire

/// Who may use which role where.
struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Giao quyền. (Grants: who may use which role, where.)",
        subcommands: [GrantAdd.self, GrantList.self, GrantRevoke.self, GrantReviewCommand.self])

    func run() throws { throw ValidationError.noSubcommand }
}

/// In whose name a command acts.
struct GiverOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: """
            Quản trị viên đứng tên: tên đăng nhập hoặc số định danh 12 chữ số; không nêu là người vận hành máy này. \
            (The administrator in whose name: user name or twelve digits; without it, the operators of this machine.)
            """)
    var giver: String?

    func person(_ office: Office) async throws -> PersonID? {
        guard let giver else { return nil }
        return try await office.person(named: giver)
    }
}

/// From when until when, and why.
struct TermOptions: ParsableArguments {
    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @Option(
        name: .long,
        help: """
            Đến trước thời điểm nào: 2027-01-01 là đến hết năm 2026. \
            (Until before when: 2027-01-01 for the whole of 2026.)
            """)
    var until: String?

    @Option(name: .long, help: "Lý do: quyết định làm căn cứ. (Why: the decision that it rests on.)")
    var reason: String

    func period(from now: Instant) throws(CommandFailure) -> Period {
        try typedPeriod(from: from, until: until, now: now)
    }

    func plainReason() throws(CommandFailure) -> String {
        guard reason.isPlainLine else {
            throw .badData(
                "--reason phải là một dòng, không có ký tự điều khiển",
                english: "--reason must be one line without control characters")
        }
        return reason
    }
}

struct GrantAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Giao hoặc cấm một vai trò. (Grant a role, or deny it.)",
        discussion: """
            --to nêu một người (tên đăng nhập hoặc số định danh 12 chữ số), một chức vụ (CHỨC_VỤ@ĐƠN_VỊ), mọi người \
            tại các đơn vị một loại (kind:so) hoặc công dân một mức định danh (citizens:1). Có hiệu lực từ yêu cầu kế \
            tiếp.

            (--to names a person (user name or twelve digits), a post (POSITION@UNIT), everyone at units of a kind \
            (kind:so) or citizens of an identity level (citizens:1). It counts in the next request.)
            """)

    private static let extent = Bilingual(
        "unit, subtree hoặc kind:LOẠI", "unit, subtree or kind:KIND")

    @Option(name: .long, help: "Đối tượng được giao. (For whom.)")
    var to: String

    @Option(name: .long, help: "Tên ngắn của vai trò; xem role list. (The role's short name; see role list.)")
    var role: String

    @Option(
        name: .long,
        help: """
            Đơn vị nơi giao; 'own' là đơn vị của từng người, với --to kind:… \
            (The unit where; 'own' for each one's own unit, with --to kind:…)
            """)
    var unit: String

    @Option(
        name: .long,
        help: """
            unit, subtree, hoặc kind:LOẠI cho các đơn vị thuộc loại đó trong nhánh. \
            (unit, subtree, or kind:KIND for the units of a kind in the subtree.)
            """)
    var reach = "unit"

    @Flag(
        name: .long,
        help: """
            Cấm các chức năng của vai trò, dù có quyền khác cho phép. \
            (Deny the role's functions instead, whatever else gives them.)
            """)
    var deny = false

    @OptionGroup var giver: GiverOptions
    @OptionGroup var term: TermOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let giver = try await giver.person(office)
            let now = office.clock.now
            let draft = GrantDesk.Draft(
                effect: deny ? .deny : .permit, subject: try await office.subject(to),
                role: try parsed(role, .role) { RoleID($0) },
                reach: Reach(
                    try parsed(reach, Self.extent) { Reach.Extent(text: $0) },
                    of: try parsed(unit, .anchor) { Reach.Anchor(text: $0) }),
                period: try term.period(from: now), reason: try term.plainReason())
            let unknown = try await office.unknownPosition(of: draft.subject, at: now)
            let about = draft.auditText(by: giver)
            let grant = try await office.settle(.grantAdd, object: about, at: now) {
                desk, transaction in
                try desk.give(draft, by: giver, in: transaction, at: now)
            }
            if let unknown {
                warn(
                    "chính sách không có chức vụ \(unknown) và không ai giữ chức vụ này",
                    english: "the policy has no position \(unknown), and nobody holds it")
            }
            try await office.show(grant, output)
        }
    }
}

struct GrantList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Liệt kê các quyền đã giao. (List grants that hold.)")

    @Option(name: .long, help: "Chỉ những quyền giao tại đơn vị này. (Only those anchored at this unit.)")
    var unit: String?

    @Option(
        name: .customLong("to"),
        help: "Chỉ những quyền giao cho đối tượng này; xem grant add. (Only those for this subject; see grant add.)")
    var subject: String?

    @Option(name: .long, help: "Chỉ những quyền thuộc vai trò này. (Only those of this role.)")
    var role: String?

    @Flag(name: .long, help: "Cả những quyền đã kết thúc hoặc chưa bắt đầu. (Also those that ended, or haven't begun.)")
    var all = false

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let anchor = try unit.map { try parsed($0, .anchor) { Reach.Anchor(text: $0) } }
            let role = try role.map { try parsed($0, .role) { RoleID($0) } }
            var subject: GrantSubject?
            if let text = self.subject { subject = try await office.subject(text) }
            let (moment, known) = (try view.moment(office.clock), try view.known())
            let grants = try await office.grants(knownAt: known).filter { grant in
                (all || grant.period.contains(moment)) && (anchor.map { grant.reach.anchor == $0 } ?? true)
                    && (role.map { grant.role == $0 } ?? true) && (subject.map { grant.subject == $0 } ?? true)
            }
            let labels = try await office.labels(of: grants.flatMap(\.people))
            let problems = try await office.problems(at: moment, knownAt: known)
            if output.json {
                return printJSON(
                    grants.map { grant in
                        var json = grant.json(labels)
                        json["problem"] = problems[grant.id]?.textWithHint.json ?? .null
                        return json
                    })
            }
            printTable(RoleGrant.columns, grants.map { $0.cells(labels) })
            for grant in grants {
                guard let problem = problems[grant.id] else { continue }
                print("\(grant.id): không có hiệu lực (without effect): \(problem.textWithHint.both)")
            }
        }
    }
}

extension Office {
    func grants(knownAt known: Instant?) async throws -> [RoleGrant] {
        try await database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            return try transaction.roleGrants.facts(at: revision).map(\.fact)
        }
    }

    /// The position of a post that neither the policy nor anybody's post has: most likely a slip of the keys.
    /// - Throws: for a post at a unit that isn't there. Where nothing can be decided at all, the desk says so.
    fileprivate func unknownPosition(of subject: GrantSubject, at now: Instant) async throws -> Position? {
        guard case .holders(let post) = subject else { return nil }
        let state: PermissionState
        do { state = try await permissions(at: now).state } catch is CommandFailure { return nil }
        guard state.tree[post.unit] != nil else { throw CommandFailure.noUnit(post.unit) }
        if state.snapshot.definition.positions.contains(where: { $0.position == post.position }) { return nil }
        let isHeld = try await database.read { transaction in
            try transaction.assignments.facts(at: state.revision).map(\.fact).contains {
                $0.post.position == post.position && $0.period.endsAfter(now)
            }
        }
        return isHeld ? nil : post.position
    }

    /// What is wrong with grants that nothing can be made of; nothing, where nothing can be decided at all.
    fileprivate func problems(at moment: Instant, knownAt known: Instant?) async throws -> [GrantID: GrantProblem.Fault]
    {
        do {
            let problems = try await permissions(at: moment, knownAt: known).state.problems
            return Dictionary(problems.map { ($0.grant, $0.fault) }) { first, _ in first }
        } catch is CommandFailure {
            return [:]
        }
    }

    /// Does something to grants and writes down how it ended, in one transaction.
    /// - Parameter person: in whose name, where the grant itself doesn't say it.
    func settle(
        _ action: AuditEvent.Action, object: String, inTheNameOf person: PersonID? = nil, at now: Instant,
        _ body: @escaping @Sendable (GrantDesk, WriteTransaction) throws -> GrantDesk.Outcome
    ) async throws -> RoleGrant {
        let desk = GrantDesk(try await livePermissions())
        let office = self
        let outcome = try await database.write { transaction in
            let outcome = try body(desk, transaction)
            let (result, about) = outcome.record
            let object = (about ?? object) + (person.map { ", as \($0.text)" } ?? "")
            try transaction.audit.append(office.administratorsEvent(action, object: object)(now, result))
            return outcome
        }
        switch outcome {
        case .done(let grant): return grant
        case .unavailable(let unavailable): throw CommandFailure(unavailable)
        case .unknownGrant(let id):
            throw CommandFailure.notFound(
                "không có quyền \(id); xem hue-sso grant list",
                english: "there is no grant \(id); see hue-sso grant list")
        case .alreadyEnded(let grant):
            throw CommandFailure.badData("\(grant.id) đã kết thúc trước đó", english: "\(grant.id) has ended before")
        case .disabled(let person):
            throw CommandFailure.disabled(try await labels(of: [person]).text(person))
        case .refused(let refusal, let state): throw try await failure(refusal, state)
        }
    }

    /// A refusal with the names of those whom it is about.
    func failure(_ refusal: DelegationRefusal, _ state: PermissionState) async throws -> CommandFailure {
        var people: [PersonID] = []
        if case .wouldMeetExcluded(let person) = refusal { people = [person] }
        return CommandFailure([refusal.textWithHint(state.names(try await labels(of: people)))], code: refusal.exitCode)
    }

    func show(_ grant: RoleGrant, _ output: OutputOptions) async throws {
        let labels = try await labels(of: grant.people)
        if output.json { printJSON(grant.json(labels)) } else { printTable(RoleGrant.columns, [grant.cells(labels)]) }
    }
}

extension GrantDesk.Outcome {
    /// How it ended, for the audit log, and with which grant.
    fileprivate var record: (AuditEvent.Outcome, String?) {
        switch self {
        case .done(let grant): (.success, grant.auditText)
        case .refused(let refusal, _): (.refused(refusal.word), nil)
        case .unavailable: (.refused("no-permissions"), nil)
        case .unknownGrant(let id): (.refused("unknown-grant"), id.description)
        case .alreadyEnded(let grant): (.refused("already-ended"), grant.id.description)
        case .disabled: (.refused("account-disabled"), nil)
        }
    }
}

extension DelegationRefusal {
    /// What isn't there is something else than what isn't permitted.
    fileprivate var exitCode: Int32 {
        switch self {
        case .unknownRole, .unknownUnit, .unknownKind: EX_NOINPUT
        default: EX_NOPERM
        }
    }
}

extension RoleGrant {
    /// What the audit log says of a grant: enough to know it without the records.
    fileprivate var auditText: String {
        let draft = GrantDesk.Draft(
            effect: effect, subject: subject, role: role, reach: reach, period: period, reason: reason)
        return "\(id) \(draft.auditText(by: grantedBy))" + (standsInFor.map { ", for \($0)" } ?? "")
    }
}

extension GrantDesk.Draft {
    /// What the audit log says of a grant that was not given.
    fileprivate func auditText(by giver: PersonID?) -> String {
        let whom: String = if case .person(let person) = subject { person.text } else { subject.text ?? "" }
        let place = "\(reach.anchor.text) \(reach.extent.text)"
        let term = "\(period.from.text) to \(period.until?.text ?? "-")"
        return "\(effect.rawValue) \(role) to \(whom) at \(place), \(term), by \(giver?.text ?? "operators"): \(reason)"
    }
}
