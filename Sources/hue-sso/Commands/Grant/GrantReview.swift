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

/// The review of grants, every six months, by unit (TCVN 14423 5.6.2.3).
struct GrantReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Rà soát quyền sáu tháng một lần. (The six-monthly review of grants, by unit.)",
        subcommands: [GrantReviewDue.self, GrantReviewShow.self, GrantReviewAttest.self])

    func run() throws { throw ValidationError.noSubcommand }
}

struct GrantReviewDue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "Đơn vị nào đến hạn rà soát. (Units whose grants have to be reviewed.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let (state, moment) = try await office.permissions(at: office.clock.now)
            let last = try await office.database.read { transaction in
                try transaction.grantReviews.last()
            }
            let grants = try await office.grantsToReview(state, at: moment)
            let due = state.tree.units.compactMap { unit -> (Directory.Unit, Int, Instant?)? in
                guard let count = grants[unit.id]?.count else { return nil }
                let reviewed = last[unit.id]
                if let reviewed, moment < reviewed + ReviewDesk.interval { return nil }
                return (unit, count, reviewed)
            }
            if output.json {
                return printJSON(
                    due.map { unit, count, reviewed in
                        [
                            "unit": .string(unit.id.text), "name": .string(unit.name),
                            "grants": .integer(Int64(count)),
                            "last_review": reviewed.map { .string($0.text) } ?? .null,
                        ]
                    })
            }
            printTable(
                ["ĐƠN VỊ (UNIT)", "TÊN (NAME)", "SỐ QUYỀN (GRANTS)", "LẦN TRƯỚC (LAST REVIEW)"],
                due.map { unit, count, reviewed in
                    [unit.id.text, unit.name, String(count), reviewed.map(HueTime.text) ?? "chưa có (never)"]
                })
        }
    }
}

struct GrantReviewShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Quyền cần rà soát và các lần rà soát trước. (What to review, and past reviews.)"
    )

    @Option(name: .long, help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let office = try await data.office()
            let (state, moment) = try await office.permissions(at: office.clock.now)
            let unit = try office.unit(unit, in: state)
            let grants = try await office.grantsToReview(state, at: moment)[unit] ?? []
            let listing = ReviewDesk.Listing(of: grants)
            let reviews = try await office.database.read { transaction in
                try transaction.grantReviews.all(of: unit)
            }
            let labels = try await office.labels(
                of: grants.flatMap(\.people) + reviews.compactMap(\.review.reviewedBy))
            if output.json {
                return printJSON([
                    "listing": .string(listing.description),
                    "grants": .array(grants.map { .object($0.json(labels)) }),
                    "reviews": .array(reviews.map { .object($0.review.json($0.number, labels)) }),
                ])
            }
            printTable(RoleGrant.columns, grants.map { $0.cells(labels) })
            print("Danh sách (listing): \(listing)")
            for (number, review) in reviews {
                let kept = review.verdicts.values.count { $0 == .kept }
                print(
                    "Lần (review) \(number): \(HueTime.text(review.moment)), \(labels.text(giver: review.reviewedBy)), "
                        + "giữ (kept) \(kept), thu hồi (revoked) \(review.verdicts.count - kept). \(review.note)")
            }
        }
    }
}

struct GrantReviewAttest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Ghi nhận kết quả rà soát. (Record a review: each grant of the unit is kept, or ended here.)",
        discussion: """
            Người rà soát phải thu hồi được từng quyền, và không rà soát quyền của chính mình. Mọi quyền mà 'review \
            show' liệt kê đều cần có kết luận.

            (Whoever reviews has to be able to end each of the grants, and reviews none of their own. Every grant that \
            'review show' lists needs a verdict.)
            """)

    @Option(name: .long, help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @Option(name: .long, help: "Quyền vẫn còn cần. Lặp lại được. (A grant that is still needed. Repeatable.)")
    var keep: [String] = []

    @Option(
        name: .customLong("keep-rest"),
        help: ArgumentHelp(
            """
            Mọi quyền của danh sách này mà --revoke không nêu đều vẫn còn cần; 'review show' cho biết mã danh sách. \
            (All grants of this listing that --revoke doesn't name are still needed; 'review show' names the listing.)
            """,
            valueName: "listing"))
    var keepRest: String?

    @Option(name: .long, help: "Quyền thu hồi ngay. Lặp lại được. (A grant that ends now. Repeatable.)")
    var revoke: [String] = []

    @Option(name: .long, help: "Ý kiến của người rà soát. (What the reviewer has to say.)")
    var note: String

    @OptionGroup var giver: GiverOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            guard note.isPlainLine else {
                throw CommandFailure.badData("--note phải là một dòng", english: "--note must be one line")
            }
            let office = try await data.office()
            let unit = try parsed(unit, .unitID) { UnitID($0) }
            let reviewer = try await giver.person(office)
            let kept = try keep.map { try parsed($0, .grant) { GrantID($0) } }
            let revoked = try revoke.map { try parsed($0, .grant) { GrantID($0) } }
            let (rest, note) = (keepRest.map(ReviewDesk.Listing.init(typed:)), note)
            let now = office.clock.now
            let outcome = try await office.review(unit, inTheNameOf: reviewer, at: now) {
                desk, transaction in
                try desk.attest(
                    unit, kept: kept, revoked: revoked, keepingRestOf: rest, note: note, by: reviewer,
                    in: transaction, at: now)
            }
            let (number, review) = try await office.recorded(outcome)
            let labels = try await office.labels(of: [reviewer].compactMap { $0 })
            if output.json { return printJSON(review.json(number, labels)) }
            print("Đã ghi nhận lần rà soát \(number). (Review \(number) is recorded.)")
        }
    }
}

extension Office {
    fileprivate func unit(_ text: String, in state: PermissionState) throws(CommandFailure) -> UnitID {
        let unit = try parsed(text, .unitID) { UnitID($0) }
        guard state.tree[unit] != nil else { throw .noUnit(unit) }
        return unit
    }

    fileprivate func grantsToReview(
        _ state: PermissionState, at moment: Instant
    ) async throws -> [UnitID: [RoleGrant]] {
        try await database.read { transaction in
            try ReviewDesk.grants(state, in: transaction, at: moment).mapValues { $0.map(\.fact) }
        }
    }

    /// Reviews, and writes down how it ended, in one transaction.
    fileprivate func review(
        _ unit: UnitID, inTheNameOf reviewer: PersonID?, at now: Instant,
        _ body: @escaping @Sendable (ReviewDesk, WriteTransaction) throws -> ReviewDesk.Outcome
    ) async throws -> ReviewDesk.Outcome {
        let desk = ReviewDesk(try await livePermissions())
        let office = self
        return try await database.write { transaction in
            let outcome = try body(desk, transaction)
            var object = unit.text + (reviewer.map { ", as \($0.text)" } ?? "")
            if case .recorded(let number, let review) = outcome {
                let revoked = review.revoked.map(\.description)
                object += ", review \(number)" + (revoked.isEmpty ? "" : ", revoked \(revoked.joined(separator: " "))")
            }
            try transaction.audit.append(office.administratorsEvent(.grantReview, object: object)(now, outcome.result))
            return outcome
        }
    }

    fileprivate func recorded(_ outcome: ReviewDesk.Outcome) async throws -> (Int64, GrantReview) {
        switch outcome {
        case .recorded(let number, let review): return (number, review)
        case .unavailable(let unavailable): throw CommandFailure(unavailable)
        case .unknownUnit(let unit):
            throw CommandFailure.noUnit(unit)
        case .nothingToReview(let unit):
            throw CommandFailure.badData(
                "tại \(unit) không có quyền nào đang có hiệu lực; không có gì để rà soát",
                english: "no grant holds at \(unit); there is nothing to review")
        case .disabled(let person):
            throw CommandFailure.disabled(try await labels(of: [person]).text(person))
        case .stranger(let id):
            throw CommandFailure.badData(
                "\(id) không phải là quyền đang có hiệu lực của đơn vị này; xem hue-sso grant review show",
                english: "\(id) is not a grant of this unit that holds now; see hue-sso grant review show")
        case .twoVerdicts(let id):
            throw CommandFailure.badData(
                "\(id) có hai kết luận; chỉ nêu một lần", english: "\(id) has two verdicts; name it once")
        case .noVerdict(let id):
            throw CommandFailure.badData(
                "\(id) chưa có kết luận; dùng --keep, --revoke hoặc --keep-rest",
                english: "\(id) has no verdict; say --keep, --revoke or --keep-rest")
        case .otherListing(let listing):
            throw CommandFailure(
                "các quyền đã thay đổi, nay là danh sách \(listing); xem hue-sso grant review show",
                english: "the grants have changed since, and are listing \(listing) now; see hue-sso grant review show",
                code: EX_TEMPFAIL)
        case .own(let id):
            throw CommandFailure(
                "\(id) là quyền của chính người rà soát; hãy để người khác rà soát",
                english: "\(id) is the reviewer's own; let another review it",
                code: EX_NOPERM)
        case .refused(let id, let refusal, let state):
            let text = refusal.textWithHint(state.names(PersonLabels(labels: [:])))
            throw CommandFailure("\(id): \(text.vietnamese)", english: text.english, code: EX_NOPERM)
        }
    }
}

extension ReviewDesk.Outcome {
    fileprivate var result: AuditEvent.Outcome {
        switch self {
        case .recorded: .success
        case .unavailable: .refused("no-permissions")
        case .unknownUnit: .refused("unknown-unit")
        case .nothingToReview: .refused("nothing-to-review")
        case .disabled: .refused("account-disabled")
        case .stranger: .refused("unknown-grant")
        case .twoVerdicts: .refused("two-verdicts")
        case .noVerdict: .refused("no-verdict")
        case .otherListing: .refused("other-listing")
        case .own: .refused("own-grant")
        case .refused(_, let refusal, _): .refused(refusal.word)
        }
    }
}

extension GrantReview {
    fileprivate func json(_ number: Int64, _ labels: PersonLabels) -> JSONObject {
        return [
            "review": .integer(number), "unit": .string(unit.text), "at": .string(moment.text),
            "reviewed_by": reviewedBy.map(labels.json) ?? .null, "note": .string(note),
            "kept": .texts(grants(.kept).map(\.description)), "revoked": .texts(revoked.map(\.description)),
        ]
    }

    fileprivate var revoked: [GrantID] { grants(.revoked) }

    private func grants(_ verdict: Verdict) -> [GrantID] {
        verdicts.filter { $0.value == verdict }.map(\.key.number).sorted().map(GrantID.init)
    }
}
