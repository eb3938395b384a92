import ArgumentParser
import Directory
import Operations
import Permissions

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
            let note = try plainLine(note, "--note")
            let installation = try await data.installation()
            let unit = try parsed(unit, .unitID) { UnitID($0) }
            let verdicts = ReviewGrants.Verdicts(
                kept: try keep.map { try parsed($0, .grant) { GrantID($0) } },
                revoked: try revoke.map { try parsed($0, .grant) { GrantID($0) } },
                keepingRestOf: keepRest.map(ReviewListing.init(typed:)), note: note)
            let reviewer = try await giver.person(of: installation)
            let outcome = try await ReviewGrants(installation).run(
                verdicts, on: unit, by: reviewer, .byOperator(installation))
            let (number, review) = try await installation.recorded(outcome)
            if output.json {
                return printJSON(review.json(number, try await installation.labels(of: [reviewer].compactMap { $0 })))
            }
            print("Đã ghi nhận lần rà soát \(number). (Review \(number) is recorded.)")
        }
    }
}
