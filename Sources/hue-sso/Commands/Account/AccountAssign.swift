import ArgumentParser
import Database
import Directory
import Identity
import OpenIDConnect
import Operations
import Permissions
import Server
import Storage
import Wire

struct AccountAssign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Bổ nhiệm vào một chức vụ tại một đơn vị. (Put somebody into a post at a unit.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số, kể cả trước lần đăng nhập đầu tiên. \
            Quyền của chức vụ có hiệu lực từ yêu cầu kế tiếp.

            (Somebody who signs in with VNeID is named by the twelve digits, before their first sign-in too. \
            What the post brings counts in the next request.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var post: PostOptions

    @Option(name: .long, help: "Từ thời điểm nào; không nêu là từ bây giờ. (From when on; now, if not given.)")
    var from: String?

    @Option(
        name: .long,
        help: """
            Đến trước thời điểm nào: 2027-01-01 là đến hết năm 2026; không nêu là không thời hạn. \
            (Until before when: 2027-01-01 for the whole of 2026; open-ended, if not given.)
            """)
    var until: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let post = try post.post()
            let period = try typedPeriod(from: from, until: until, now: office.clock.now)
            let person: PersonID
            switch try await office.assign(try await office.assignee(account), to: post, during: period) {
            case .refused(.unknownUnit):
                throw CommandFailure.notFound(
                    "không có đơn vị \(post.unit) vào thời điểm đó; xem hue-sso unit tree",
                    english: "there is no unit \(post.unit) at that time; see hue-sso unit tree")
            case .refused(.alreadyThere):
                throw CommandFailure.alreadyThere(
                    "'\(account.username)' đã giữ chức vụ \(post) vào thời điểm đó",
                    english: "'\(account.username)' is in the post \(post) at that time already")
            case .refused(.excluded(let refusal, let state)): throw try await office.failure(refusal, state)
            case .assigned(let assigned): person = assigned
            }
            if output.json { return printJSON(try await office.posts(of: person)) }
            print("\(account.username): \(post)")
        }
    }
}

struct AccountUnassign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unassign",
        abstract: "Cho thôi một chức vụ. (End somebody's time in a post; what it brought ends with it.)",
        discussion: """
            Người đăng nhập bằng VNeID được nêu bằng số định danh 12 chữ số thay cho tên đăng nhập.

            (Somebody who signs in with VNeID is named by the twelve digits in place of a user name.)
            """)

    @OptionGroup var account: AccountArgument
    @OptionGroup var post: PostOptions

    @Option(name: .long, help: "Thời điểm thôi chức vụ; không nêu là bây giờ. (When it ends; now, if not given.)")
    var at: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let post = try post.post()
            let moment = try at.map { try typedMoment($0, "--at") } ?? office.clock.now
            let person = try await office.person(account).id
            guard try await office.unassign(person, from: post, at: moment) else {
                throw CommandFailure.notFound(
                    "'\(account.username)' không giữ chức vụ \(post) vào thời điểm đó",
                    english: "'\(account.username)' isn't in the post \(post) then")
            }
            if output.json { return printJSON(try await office.posts(of: person)) }
            print("\(account.username): thôi (left) \(post)")
        }
    }
}

/// Names a post.
struct PostOptions: ParsableArguments {
    @Option(name: .long, help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @Option(
        name: .long,
        help: """
            Tên ngắn của chức vụ, ví dụ chuyen-vien hoặc truong-phong. \
            (The position's short name, such as chuyen-vien or truong-phong.)
            """)
    var position: String

    func post() throws(CommandFailure) -> Post {
        let what = Bilingual(
            "tên ngắn của chức vụ: chữ thường không dấu, chữ số, - và _",
            "a position: lower-case letters, digits, - and _")
        let position = try parsed(position, what) { Position($0) }
        return Post(position, at: try parsed(unit, .unitID) { UnitID($0) })
    }
}

extension Office {
    enum AssignmentOutcome: Sendable {
        case assigned(PersonID)
        case refused(AssignmentRefusal)
    }

    enum AssignmentRefusal: Sendable {
        case unknownUnit, alreadyThere
        /// The post would bring a role that excludes one which they have.
        case excluded(DelegationRefusal, PermissionState)

        /// For the audit log.
        var word: String {
            switch self {
            case .unknownUnit: "unknown-unit"
            case .alreadyThere: "already-there"
            case .excluded(let refusal, _): refusal.word
            }
        }
    }

    /// Whom a post is for: somebody in the records, or whoever the state knows by twelve digits.
    enum Assignee: Sendable {
        case person(PersonID)
        case citizen(CitizenNumber, newcomer: PersonID)
    }

    func assignee(_ argument: AccountArgument) async throws -> Assignee {
        guard let number = CitizenNumber(argument.username) else { return .person(try await person(argument).id) }
        return .citizen(number, newcomer: try newPersonID())
    }

    /// Enters whoever isn't in the records yet, with the post and only with it.
    func assign(_ assignee: Assignee, to post: Post, during period: Period) async throws -> AssignmentOutcome {
        let (office, now, live) = (self, clock.now, try await livePermissions())
        return try await database.write { transaction in
            let (person, isNew) = try transaction.person(of: assignee)
            let assignment = Assignment(person: person, post: post, period: period)
            let event = office.administratorsEvent(.assign, object: "\(person.text) \(post) \(period.text)")
            if let refusal = try transaction.refusal(of: assignment, live, at: now) {
                try transaction.audit.append(event(now, .refused(refusal.word)))
                return .refused(refusal)
            }
            if isNew, case .citizen(let number, _) = assignee {
                try office.enter(person, number, name: nil, in: transaction, at: now)
            }
            let revision = try transaction.permissionRevisions.begin(at: now)
            try transaction.assignments.add(assignment, in: revision)
            try transaction.audit.append(event(now, .success))
            return .assigned(person)
        }
    }

    /// - Returns: `false` when the person isn't in the post at that moment.
    func unassign(_ person: PersonID, from post: Post, at moment: Instant) async throws -> Bool {
        try await act(.unassign, object: "\(person.text) \(post) ../\(moment.text)") {
            transaction, now in
            let held = try transaction.assignments.facts(of: person)
                .filter { $0.fact.post == post && $0.fact.period.endsAfter(moment) }
            guard !held.isEmpty else { return false }
            let revision = try transaction.permissionRevisions.begin(at: now)
            for assignment in held {
                _ = try transaction.assignments.end(assignment, at: moment, in: revision)
            }
            return true
        }
    }

    /// Somebody whom the state knows by twelve digits need not have signed in before.
    /// - Parameter name: what a newcomer is called until VNeID says it.
    func personOrNewcomer(_ argument: AccountArgument, name: String? = nil) async throws -> PersonID {
        guard let number = CitizenNumber(argument.username) else { return try await person(argument).id }
        let newcomer = try newPersonID()
        let (office, now) = (self, clock.now)
        return try await database.write { transaction in
            if let known = try transaction.people.find(.citizen(number)) { return known }
            try office.enter(newcomer, number, name: name, in: transaction, at: now)
            return newcomer
        }
    }

    private func enter(
        _ newcomer: PersonID, _ number: CitizenNumber, name: String?, in transaction: WriteTransaction, at now: Instant
    ) throws {
        let claims = PersonClaims(
            name: name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        try transaction.people.add(newcomer, claims, known: .citizen(number), at: now)
        try transaction.audit.append(administratorsEvent(.accountAdd, object: newcomer.text)(now, .success))
    }

    func posts(of person: PersonID) async throws -> [JSONObject] {
        try await database.read { transaction in
            try transaction.assignments.facts(of: person).map(\.fact)
        }.sorted { $0.period.from < $1.period.from }.map { assignment in
            [
                "position": .string(assignment.post.position.slug), "unit": .string(assignment.post.unit.text),
                "from": .string(assignment.period.from.text),
                "until": assignment.period.until.map { .string($0.text) } ?? .null,
            ]
        }
    }
}

extension Transaction {
    /// Why somebody can't be put into a post; `nil` when they can.
    fileprivate func refusal(
        of assignment: Assignment, _ live: CurrentPermissions, at now: Instant
    ) throws -> Office.AssignmentRefusal? {
        let units = try units.facts(at: try permissionRevisions.latest()).map(\.fact)
        guard units.contains(where: { $0.id == assignment.post.unit && $0.period.contains(assignment.period.from) })
        else { return .unknownUnit }
        let isTaken = try assignments.facts(of: assignment.person).contains {
            $0.fact.post == assignment.post && $0.fact.period.intersection(assignment.period) != nil
        }
        guard !isTaken else { return .alreadyThere }
        // Before there is a policy, no post brings anything.
        guard case .success(let state) = try live.state(in: self, at: now) else { return nil }
        do throws(DelegationRefusal) {
            try Delegation(state.snapshot, at: now).refuseExcluded(by: assignment)
            return nil
        } catch { return .excluded(error, state) }
    }

    /// The person in the records, or the newcomer whom they don't have yet.
    fileprivate func person(
        of assignee: Office.Assignee
    ) throws -> (person: PersonID, isNew: Bool) {
        switch assignee {
        case .person(let person): return (person, false)
        case .citizen(let number, let newcomer):
            if let known = try people.find(.citizen(number)) { return (known, false) }
            return (newcomer, true)
        }
    }
}
