import Foundation
import Identity
import Operations
import Permissions
import Wire

extension Installation {
    /// The review of an act that recorded one.
    /// - Throws: what somebody reads of one that didn't.
    func recorded(_ outcome: ReviewOutcome) async throws -> (Int64, GrantReview) {
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
        case .notOfTheUnit(let id):
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
            let text = refusal.textWithHint(state.names(try await labels(of: refusal.people)))
            throw CommandFailure("\(id): \(text.vietnamese)", english: text.english, code: EX_NOPERM)
        }
    }
}

extension GrantReview {
    func json(_ number: Int64, _ labels: PersonLabels) -> JSONObject {
        [
            "review": .integer(number), "unit": .string(unit.text), "at": .string(moment.text),
            "reviewed_by": reviewedBy.map(labels.json) ?? .null, "note": .string(note),
            "kept": .texts(grants(.kept).map(\.description)), "revoked": .texts(grants(.revoked).map(\.description)),
        ]
    }
}
