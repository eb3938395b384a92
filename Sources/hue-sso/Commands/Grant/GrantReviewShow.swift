import ArgumentParser
import Directory
import Identity
import Operations
import Permissions
import Wire

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
            let installation = try await data.installation()
            let unit = try parsed(unit, .unitID) { UnitID($0) }
            let review: GrantsToReview.Review
            switch try await GrantsToReview(installation).show(unit, at: installation.clock.now) {
            case .failure(.unavailable(let unavailable)): throw CommandFailure(unavailable)
            case .failure(.unknownUnit(let unit)): throw CommandFailure.noUnit(unit)
            case .success(let found): review = found
            }
            let labels = try await installation.labels(
                of: review.grants.flatMap(\.people) + review.past.compactMap(\.review.reviewedBy))
            if output.json {
                return printJSON([
                    "listing": .string(review.listing.description),
                    "grants": .array(review.grants.map { .object($0.json(labels)) }),
                    "reviews": .array(review.past.map { .object($0.review.json($0.number, labels)) }),
                ])
            }
            printTable(RoleGrant.columns, review.grants.map { $0.cells(labels) })
            print("Danh sách (listing): \(review.listing)")
            for (number, review) in review.past {
                let kept = review.verdicts.values.count { $0 == .kept }
                print(
                    "Lần (review) \(number): \(HueTime.text(review.moment)), \(labels.text(giver: review.reviewedBy)), "
                        + "giữ (kept) \(kept), thu hồi (revoked) \(review.verdicts.count - kept). \(review.note)")
            }
        }
    }
}
